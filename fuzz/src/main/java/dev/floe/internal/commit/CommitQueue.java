package dev.floe.internal.commit;

import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.RepositoryStatus;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.internal.asset.StoredRepoInfo;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.binary.RepoInfoBuilder;
import dev.floe.internal.commit.CommitChain.Link;
import dev.floe.internal.commit.CommitChain.Outcome;
import dev.floe.internal.commit.CommitChain.View;
import dev.floe.storage.ObjectVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;

/// The queue of a group commit as a model checker sees it: who adds a link publishes when nobody
/// does, and waits for what became of the link. Each is published once, on the one before it. In
/// this package, for the queue is nobody else's.
public class CommitQueue {
  private static final int MOST = 2;
  private static final int MOST_LINKS = 24;

  /// The repository after each of the links that there may be, made once: it is no part of what is
  /// checked.
  private static final List<StoredRepoInfo> STATES =
      IntStream.range(0, MOST_LINKS).mapToObj(i -> state(id(i))).toList();

  private final CommitChain chain = new CommitChain("main");
  private final List<SnapshotId> published = new ArrayList<>();
  private StoredRepoInfo stored = STATES.getFirst();
  private int ids;

  /// An empty queue.
  public CommitQueue() {}

  private static SnapshotId id(int number) {
    return number == 0 ? SnapshotId.INITIAL : new SnapshotId(7, number);
  }

  private static SnapshotInfo snapshot(SnapshotId id, SnapshotId parent) {
    return new SnapshotInfo(
        id, Optional.ofNullable(parent), Instant.EPOCH, "m", JsonObject.EMPTY, List.of());
  }

  /// The repository as it is when a branch is there.
  private static StoredRepoInfo state(SnapshotId tip) {
    RepoInfoBuilder builder = new RepoInfoBuilder();
    builder.status(
        new RepositoryStatus(
            RepositoryStatus.Availability.ONLINE, Instant.EPOCH, Optional.empty()));
    builder.addSnapshot(snapshot(SnapshotId.INITIAL, null));
    if (!tip.equals(SnapshotId.INITIAL)) {
      builder.addSnapshot(snapshot(tip, SnapshotId.INITIAL));
    }
    RepoInfo info = builder.branch("main", tip).build();
    return new StoredRepoInfo(info, ObjectVersion.etag(tip.toString()));
  }

  /// Adds a link and waits until it is published; it may have to be built again.
  @Operation
  public void commit() {
    while (true) {
      Link link = added();
      if (chain.wantsPublisher()) {
        publish();
      }
      Outcome outcome = link.outcome().join();
      if (outcome.snapshot() != null) {
        return;
      }
    }
  }

  /// Adds a link and takes it out again, if it can.
  @Operation
  public void withdraw() {
    Link link = added();
    boolean out = chain.withdraw(link);
    if (chain.wantsPublisher()) {
      publish();
    }
    Outcome outcome = link.outcome().join();
    if (out && outcome.snapshot() != null) {
      throw new IllegalStateException("published after it was taken out");
    }
  }

  private Link added() {
    while (true) {
      synchronized (this) {
        View seen = chain.view();
        View view =
            seen.links().isEmpty() ? new View(seen.moves(), stored, tip(stored), List.of()) : seen;
        Flush.Flushed flushed =
            new Flush.Flushed(snapshot(id(++ids), view.tip()), null, new Uploads());
        Link link = new Link(flushed);
        if (chain.add(view, link)) {
          return link;
        }
      }
    }
  }

  private static SnapshotId tip(StoredRepoInfo state) {
    return state.info().branches().get("main");
  }

  private void publish() {
    for (Optional<View> next = chain.next(); next.isPresent(); next = chain.next()) {
      List<Link> group = chain.take(MOST);
      if (!group.isEmpty()) {
        swap(group);
      }
    }
  }

  private void swap(List<Link> group) {
    SnapshotId tip = tip(stored);
    for (Link link : group) {
      SnapshotInfo snapshot = link.flushed().snapshot();
      if (!snapshot.parentId().equals(Optional.of(tip))) {
        throw new IllegalStateException(snapshot.parentId() + " below the tip " + tip);
      }
      tip = snapshot.id();
      published.add(tip);
    }
    stored = STATES.get(tip.low());
    chain.succeeded(stored, 1);
  }

  /// Nothing is left, and nothing was published twice.
  @Validate
  public void nothingIsLeft() {
    if (!chain.view().links().isEmpty()
        || published.stream().distinct().count() < published.size()) {
      throw new IllegalStateException("left " + chain.view() + ", published " + published);
    }
  }
}
