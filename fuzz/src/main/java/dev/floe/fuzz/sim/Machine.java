package dev.floe.fuzz.sim;

import dev.floe.Engine;
import dev.floe.Repository;
import java.util.List;
import java.util.random.RandomGenerator;

/// A machine: one process after the other, each with the same writers, which go on where the one
/// before ended.
final class Machine {
  private static final int NEVER = -1;

  private final World world;
  private final int number;
  private final List<Writer> writers;
  private final Maintenance maintenance;
  private final RefChanges refs;
  private final RandomGenerator chance;
  private SimulatedProcess process;
  private int pauseAt;
  private int busy;

  /// @param restarts whether the first process is stopped halfway
  Machine(
      World world,
      int number,
      List<Writer> writers,
      Maintenance maintenance,
      RefChanges refs,
      boolean restarts) {
    this.world = world;
    this.number = number;
    this.writers = writers;
    this.maintenance = maintenance;
    this.refs = refs;
    this.chance = Chance.stream(world.plan().seed(), "machine", number);
    this.pauseAt = restarts ? Plan.LEAST_COMMITS / world.plan().writers().size() / 2 : NEVER;
  }

  boolean runs(SimulatedProcess other) {
    return process == other;
  }

  boolean isDone() {
    return writers.stream().allMatch(Writer::isDone) && maintenance.isDone() && refs.isDone();
  }

  /// Starts a process.
  void boot() {
    process = world.process(number);
    world.scheduler().trace().line(world.scheduler().nowNanos(), process.name(), "starts");
    SimulatedProcess mine = process;
    busy = 1;
    process.start(() -> {
      Engine engine = world.engine(mine);
      Repository repository = world.opened(mine, engine);
      if (repository != null) {
        begin(mine, repository);
      }
      ended(mine, repository);
    });
  }

  private void begin(SimulatedProcess mine, Repository repository) {
    int pause = pauseAt;
    for (Writer writer : writers) {
      if (!writer.isDone()) {
        start(mine, repository, () -> writer.run(mine, repository, pause));
      }
    }
    if (!maintenance.isDone()) {
      start(mine, repository, () -> maintenance.run(mine, repository));
    }
    if (!refs.isDone()) {
      start(mine, repository, () -> refs.run(mine, repository));
    }
  }

  private void start(SimulatedProcess mine, Repository repository, Runnable work) {
    busy++;
    mine.start(() -> {
      try {
        work.run();
      } finally {
        ended(mine, repository);
      }
    });
  }

  /// The last thread of a process puts out the light.
  private void ended(SimulatedProcess mine, Repository repository) {
    if (--busy > 0) {
      return;
    }
    if (repository != null) {
      repository.close();
    }
    if (!mine.isDead() && !isDone() && repository != null) {
      world.count("restarts");
      pauseAt = NEVER;
      boot();
    }
  }

  /// The process dies, and another is started some time later.
  void die() {
    if (process.isDead()) {
      return;
    }
    process.die();
    world.count("deaths");
    pauseAt = NEVER;
    bootLater();
  }

  private void bootLater() {
    world
        .scheduler()
        .after(
            1_000_000_000L + chance.nextLong(20_000_000_000L),
            () -> {
              if (busy > 0) {
                bootLater();
              } else if (!isDone()) {
                boot();
              }
            });
  }
}
