package dev.floe.fuzz.sim;

import dev.floe.Repository;
import dev.floe.error.IcechunkException;
import dev.floe.error.NotFoundException;
import dev.floe.format.SnapshotId;
import dev.floe.maintenance.ExpireOptions;
import dev.floe.maintenance.GcOptions;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;

/// Lets snapshots expire and collects garbage while others commit, on the terms under which that is
/// promised to be safe: what is collected is older than every session that may still be committed,
/// and no such session reads a snapshot that expires.
final class Maintenance {
  private static final int MOST_TRIES = 20;

  private final World world;
  private final RandomGenerator chance;
  private int left;
  private int tries;

  Maintenance(World world, int rounds) {
    this.world = world;
    this.chance = Chance.stream(world.plan().seed(), "maintenance");
    this.left = rounds;
  }

  boolean isDone() {
    return left == 0;
  }

  void run(SimulatedProcess process, Repository repository) {
    try {
      while (left > 0 && !process.isDead()) {
        long pause = 1_000_000_000L + chance.nextLong(6_000_000_000L);
        process.sources().sleeper().sleepUntil(world.scheduler().nowNanos() + pause);
        if (round(process, repository) || ++tries == MOST_TRIES) {
          left--;
          tries = 0;
        }
      }
    } catch (InterruptedException e) {
      return;
    }
  }

  /// @return whether it was done
  private boolean round(SimulatedProcess process, Repository repository) {
    boolean calm = world.weather().isCalm();
    try {
      if (chance.nextBoolean()) {
        expire(repository);
      }
      collect(repository);
      return true;
    } catch (IcechunkException e) {
      if (!process.isDead() && (calm || !SimulatedStore.isFault(e))) {
        world.found("maintenance failed with " + VirtualThreads.text(e));
        return true;
      }
      world.count("maintenance failed " + e.kind().code());
      return false;
    }
  }

  private void expire(Repository repository) {
    Instant cut = repository.lookupSnapshot(repository.lookupBranch("main")).flushedAt();
    for (World.OpenSession session : List.copyOf(world.open())) {
      if (session.base() == null) {
        return;
      }
      Instant base = flushedAt(repository, session.base());
      cut = base.isBefore(cut) ? base : cut;
    }
    repository.expireSnapshots(cut, ExpireOptions.STANDARD);
    world.count("expirations");
  }

  /// A base that a cut of the power undid is nobody's any more.
  private static Instant flushedAt(Repository repository, String snapshot) {
    try {
      return repository.lookupSnapshot(SnapshotId.parse(snapshot)).flushedAt();
    } catch (NotFoundException e) {
      return Instant.MAX;
    }
  }

  private void collect(Repository repository) {
    long oldest = world.scheduler().nowNanos();
    for (World.OpenSession session : world.open()) {
      oldest = Math.min(oldest, session.beganNanos());
    }
    Instant cut = world.seams().collectBefore(SimulatedProcess.EPOCH.plusNanos(oldest - 1_000_000));
    repository.collectGarbage(
        GcOptions.olderThan(cut)
            .withAcceptOpenSessions(true)
            .withIncremental(chance.nextInt(3) == 0)
            .withTrimBackups(chance.nextInt(3) == 0));
    world.count("collections");
  }
}
