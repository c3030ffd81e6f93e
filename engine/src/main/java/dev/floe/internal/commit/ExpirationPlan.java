package dev.floe.internal.commit;

import dev.floe.format.SnapshotId;
import dev.floe.format.Utf8Order;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.binary.RepoInfoBuilder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// What an expiration does to one state of a repository of format 2: pure, nothing is written.
/// Times are those of the committers. A snapshot without a parent never expires, what `main` or a
/// ref that stays points to is not released, and `main` never goes.
///
/// ```
/// before   root ── a ── b ── c ── d        expired: a b c;  main at d, tag t at b
/// after    root ─┬─ b (a)          t       released: a c    edited: b d
///                └─ d (a, b, c)    main
/// ```
public final class ExpirationPlan {
  /// The plan that was made last for a request: who asks what an expiration did, after it was done,
  /// asks for the plan of the same state once more. Any thread may use it.
  public static final class Last {
    private volatile ExpirationPlan plan;

    /// None yet.
    public Last() {}
  }

  private final RepoInfo info;
  private final RepoUpdate.Expire request;

  /// The places of snapshots in the repository.
  private final BitSet expired = new BitSet();

  private final BitSet released = new BitSet();
  private final SortedSet<String> deletedBranches = new TreeSet<>(Utf8Order.INSTANCE);
  private final SortedSet<String> deletedTags = new TreeSet<>(Utf8Order.INSTANCE);
  private final List<Reparenting> edited = new ArrayList<>();

  private ExpirationPlan(RepoInfo info, RepoUpdate.Expire request) {
    this.info = info;
    this.request = request;
  }

  /// The plan for a state.
  public static ExpirationPlan of(RepoInfo info, RepoUpdate.Expire request) {
    ExpirationPlan last = request.last().plan;
    if (last != null && last.info == info) {
      return last;
    }
    ExpirationPlan plan = new ExpirationPlan(info, request);
    plan.release();
    plan.edit();
    request.last().plan = plan;
    return plan;
  }

  private void release() {
    for (int i = 0; i < info.snapshotCount(); i++) {
      if (info.parentAt(i) != null && info.flushedAt(i).isBefore(request.olderThan())) {
        expired.set(i);
      }
    }
    released.or(expired);
    info.branches()
        .forEach((name, tip) -> {
          boolean mayGo = request.deleteBranches() && !name.equals(RepoInfo.MAIN_BRANCH);
          ref(name, tip, mayGo, deletedBranches);
        });
    info.tags().forEach((name, target) -> ref(name, target, request.deleteTags(), deletedTags));
  }

  /// A ref that may not go keeps its snapshot; one that may goes even if another keeps it.
  private void ref(String name, SnapshotId target, boolean mayGo, Set<String> going) {
    int at = info.indexOf(target);
    if (at >= 0 && !mayGo) {
      released.clear(at);
    } else if (at >= 0 && expired.get(at)) {
      going.add(name);
    }
  }

  /// Collapses everything between a snapshot and its root, kept ancestors too. What no ref reaches
  /// is put below the first snapshot of all.
  private void edit() {
    BitSet reached = null;
    for (int i = 0; i < info.snapshotCount(); i++) {
      int parent = info.parentPlaceAt(i);
      if (parent < 0 || !released.get(parent) || released.get(i)) {
        continue;
      }
      if (reached == null) {
        reached = new RepoInfoHistory(info).reachablePlaces();
      }
      Reparenting edit = Reparenting.of(info, i, ancestor -> info.parentAt(ancestor) == null);
      boolean strays = !reached.get(i) && info.hasSnapshot(SnapshotId.INITIAL);
      edited.add(strays ? edit.below(SnapshotId.INITIAL) : edit);
    }
  }

  /// Makes the changes.
  void applyTo(RepoInfoBuilder builder) {
    edited.forEach(edit -> edit.applyTo(builder));
    builder.retainSnapshots(id -> !released.get(info.indexOf(id)));
    deletedBranches.forEach(builder::removeBranch);
    deletedTags.forEach(builder::removeTag);
    if (!deletedTags.isEmpty()) {
      Set<String> names = new HashSet<>(info.deletedTags());
      names.addAll(deletedTags);
      builder.deletedTags(names);
    }
  }

  /// The snapshots that leave the repository, by their ids.
  public List<SnapshotId> released() {
    return released.stream().mapToObj(info::idAt).toList();
  }

  /// The kept snapshots that get another parent, by their ids.
  public List<SnapshotId> edited() {
    return edited.stream().map(Reparenting::id).sorted().toList();
  }

  /// Branches that go.
  public SortedSet<String> deletedBranches() {
    return Collections.unmodifiableSortedSet(deletedBranches);
  }

  /// Tags that go, whose names are spent.
  public SortedSet<String> deletedTags() {
    return Collections.unmodifiableSortedSet(deletedTags);
  }
}
