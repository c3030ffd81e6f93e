package dev.floe.fuzz;

import dev.floe.Repository;
import dev.floe.format.SnapshotId;
import dev.floe.maintenance.ExpireOptions;
import dev.floe.maintenance.ExpireResult;
import dev.floe.maintenance.GcOptions;
import dev.floe.maintenance.GcSummary;
import dev.floe.storage.Storage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Expires and collects what is older than a few seconds, again and again, while others commit. The
/// age is the contract: whoever commits within it loses nothing.
final class ContentionMaintenance {
  /// How long it rests between rounds.
  private static final long REST_MILLIS = 100;

  private final String location;
  private final Duration age;
  private final CountDownLatch end = new CountDownLatch(1);
  private final Set<String> released = new HashSet<>();
  private int rounds;
  private long deletedObjects;
  private long deletedChunks;

  ContentionMaintenance(String location, Duration age) {
    this.location = location;
    this.age = age;
  }

  /// Works until it is stopped, and then once more.
  ContentionMaintenance call() throws InterruptedException {
    try (Storage storage = Storage.of(location);
        Repository repository = Repository.open(storage)) {
      boolean last;
      do {
        last = end.await(REST_MILLIS, TimeUnit.MILLISECONDS);
        round(repository);
      } while (!last);
    }
    return this;
  }

  /// Ends it after one more round.
  void stop() {
    end.countDown();
  }

  private void round(Repository repository) {
    Instant cutOff = Clock.systemUTC().instant().minus(age);
    ExpireResult expired = repository.expireSnapshots(cutOff, ExpireOptions.STANDARD);
    expired.released().stream().map(SnapshotId::text).forEach(released::add);
    GcOptions options = GcOptions.olderThan(cutOff).withAcceptOpenSessions(true);
    GcSummary gone = repository.collectGarbage(options);
    if (!gone.failures().isEmpty()) {
      throw new IllegalStateException("not deleted: " + gone.failures());
    }
    rounds++;
    deletedChunks += gone.chunksDeleted();
    deletedObjects +=
        gone.snapshotsDeleted() + gone.manifestsDeleted() + gone.transactionLogsDeleted();
  }

  /// The snapshots that expired, and may be missing in the history.
  Set<String> released() {
    return released;
  }

  /// What it did.
  String summary() {
    return String.format(
        Locale.ROOT,
        "%d rounds of maintenance: %d snapshots expired, %d metadata files and %d chunks deleted",
        rounds,
        released.size(),
        deletedObjects,
        deletedChunks);
  }

  /// What it did not do, one line each: a run in which nothing expires says nothing.
  List<String> problems() {
    return released.isEmpty() || deletedObjects == 0
        ? List.of("nothing was old enough to go: make more commits")
        : List.of();
  }
}
