package dev.floe.bench.soak;

import dev.floe.Version;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.maintenance.ExpireOptions;
import dev.floe.maintenance.GcOptions;
import dev.floe.maintenance.GcSummary;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What keeps a repository small: snapshots that are old expire, what nothing refers to is deleted,
/// saved repository files too, and from time to time all manifests are written anew. Before
/// anything expires, every commit acknowledged until then must be in the history.
final class Upkeep implements Runnable {
  private static final int FULL_EVERY = 3;
  private static final int REWRITE_EVERY = 5;

  private final Site site;
  private final Duration age;
  private final Pace pace;
  private final AtomicLong snapshots = new AtomicLong();
  private final AtomicLong expired = new AtomicLong();
  private final AtomicLong deleted = new AtomicLong();
  private int round;

  Upkeep(Site site, Duration age, Pace pace) {
    this.site = site;
    this.age = age;
    this.pace = pace;
  }

  @Override
  public void run() {
    while (pace.await()) {
      lookForCommits();
      keep();
    }
  }

  /// Every commit that was acknowledged is in the history; those looked for before may be gone.
  void lookForCommits() {
    List<SnapshotId> acknowledged = site.ledger().unseen();
    Set<SnapshotId> history;
    try (Stream<SnapshotInfo> ancestry = site.repository().ancestry(Version.branch(Site.BRANCH))) {
      history = ancestry.map(SnapshotInfo::id).collect(Collectors.toSet());
    }
    snapshots.set(history.size());
    for (SnapshotId id : acknowledged) {
      if (!history.contains(id)) {
        site.found("lost: commit " + id.text() + " was acknowledged and is not in the history");
      }
    }
    site.ledger().seen(acknowledged);
  }

  private void keep() {
    Instant cutOff = Clock.systemUTC().instant().minus(age);
    long begin = System.nanoTime();
    expired.addAndGet(
        site.repository().expireSnapshots(cutOff, ExpireOptions.STANDARD).released().size());
    site.took("expire", begin);
    boolean full = round % FULL_EVERY == 0;
    begin = System.nanoTime();
    GcSummary gone =
        site.repository()
            .collectGarbage(
                GcOptions.olderThan(cutOff)
                    .withAcceptOpenSessions(true)
                    .withTrimBackups(full)
                    .withIncremental(!full));
    site.took(full ? "collect and trim" : "collect incrementally", begin);
    deleted.addAndGet(gone.chunksDeleted());
    gone.failures().forEach(failure -> site.found("not deleted: " + failure));
    if (round % REWRITE_EVERY == REWRITE_EVERY - 1) {
      begin = System.nanoTime();
      site.ledger()
          .acknowledge(
              site.repository().rewriteManifests(Site.BRANCH, "manifests anew", Site.REBASING));
      site.took("rewrite manifests", begin);
    }
    round++;
  }

  /// How many snapshots the history had at the last look.
  long snapshots() {
    return snapshots.get();
  }

  /// How many snapshots expired.
  long expired() {
    return expired.get();
  }

  /// How many chunks were deleted.
  long deleted() {
    return deleted.get();
  }
}
