package dev.floe.internal.commit;

import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.format.Utf8Order;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.binary.RepoInfoBuilder;
import java.util.ArrayList;
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
  private final RepoInfo info;
  private final RepoUpdate.Expire request;
  private final Set<SnapshotId> expired = new HashSet<>();
  private final SortedSet<SnapshotId> released = new TreeSet<>();
  private final SortedSet<String> deletedBranches = new TreeSet<>(Utf8Order.INSTANCE);
  private final SortedSet<String> deletedTags = new TreeSet<>(Utf8Order.INSTANCE);
  private final List<Reparenting> edited = new ArrayList<>();

  private ExpirationPlan(RepoInfo info, RepoUpdate.Expire request) {
    this.info = info;
    this.request = request;
  }

  /// The plan for a state.
  public static ExpirationPlan of(RepoInfo info, RepoUpdate.Expire request) {
    ExpirationPlan plan = new ExpirationPlan(info, request);
    plan.release();
    plan.edit();
    return plan;
  }

  private void release() {
    for (SnapshotInfo snapshot : info.snapshots()) {
      if (snapshot.parentId().isPresent() && snapshot.flushedAt().isBefore(request.olderThan())) {
        expired.add(snapshot.id());
      }
    }
    released.addAll(expired);
    info.branches()
        .forEach((name, tip) -> {
          boolean mayGo = request.deleteBranches() && !name.equals(RepoInfo.MAIN_BRANCH);
          ref(name, tip, mayGo, deletedBranches);
        });
    info.tags().forEach((name, target) -> ref(name, target, request.deleteTags(), deletedTags));
  }

  /// A ref that may not go keeps its snapshot; one that may goes even if another keeps it.
  private void ref(String name, SnapshotId target, boolean mayGo, Set<String> going) {
    if (!mayGo) {
      released.remove(target);
    } else if (expired.contains(target)) {
      going.add(name);
    }
  }

  /// Collapses everything between a snapshot and its root, kept ancestors too. What no ref reaches
  /// is put below the first snapshot of all.
  private void edit() {
    Set<SnapshotId> reached = reached();
    for (SnapshotInfo snapshot : info.snapshots()) {
      boolean orphaned = snapshot.parentId().filter(released::contains).isPresent();
      if (orphaned && !released.contains(snapshot.id())) {
        Reparenting edit =
            Reparenting.of(info, snapshot, ancestor -> ancestor.parentId().isEmpty());
        boolean strays = !reached.contains(snapshot.id()) && info.hasSnapshot(SnapshotId.INITIAL);
        edited.add(strays ? edit.below(SnapshotId.INITIAL) : edit);
      }
    }
  }

  private Set<SnapshotId> reached() {
    return new RepoInfoHistory(info).reachable();
  }

  /// Makes the changes.
  void applyTo(RepoInfoBuilder builder) {
    edited.forEach(edit -> edit.applyTo(builder));
    builder.retainSnapshots(id -> !released.contains(id));
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
    return List.copyOf(released);
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
