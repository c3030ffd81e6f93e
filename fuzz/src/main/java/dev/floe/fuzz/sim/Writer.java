package dev.floe.fuzz.sim;

import dev.floe.CommitOptions;
import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.SessionOptions;
import dev.floe.conflict.BasicConflictSolver;
import dev.floe.conflict.ConflictDetector;
import dev.floe.error.CommitUnknownException;
import dev.floe.error.ConflictException;
import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.error.StorageException;
import dev.floe.format.SnapshotId;
import dev.floe.fuzz.isolation.Level;
import dev.floe.fuzz.isolation.Operation;
import dev.floe.fuzz.isolation.Transaction;
import java.util.List;
import java.util.Optional;

/// Does the transactions of one writer, one after the other, through as many lives as it takes, and
/// takes down what it saw. A transaction that met a conflict is made again a few times.
final class Writer {
  private static final int MOST_TRIES = 3;

  /// So long after a writer died something it sent may land.
  private static final long LANDED_NANOS = 120_000_000_000L;

  private final World world;
  private final Plan.WriterPlan plan;
  private int next;
  private int tries;

  Writer(World world, Plan.WriterPlan plan) {
    this.world = world;
    this.plan = plan;
  }

  boolean isDone() {
    return next == plan.transactions().size();
  }

  private String branch() {
    return world.plan().setting().branch(plan.number());
  }

  String name() {
    return "w" + plan.number();
  }

  /// Goes on until all is done, the process is dead, or it is to be started again.
  ///
  /// @param pauseAt before which transaction to stop
  void run(SimulatedProcess process, Repository repository, int pauseAt) {
    while (!isDone() && !process.isDead() && next != pauseAt) {
      Plan.TransactionPlan transaction = plan.transactions().get(next);
      boolean again = attempt(process, repository, transaction) && ++tries < MOST_TRIES;
      if (!again) {
        next++;
        tries = 0;
        world.transactionDone();
      }
    }
  }

  /// @return whether to do it again
  private boolean attempt(
      SimulatedProcess process, Repository repository, Plan.TransactionPlan transaction) {
    Attempt attempt = new Attempt(process, transaction);
    try {
      attempt.run(repository);
    } catch (ConflictException e) {
      attempt.note("has a conflict: " + e.getMessage());
      world.count("conflicts");
      return true;
    } catch (IcechunkException e) {
      attempt.failed(e);
      return e instanceof StorageException && !process.isDead();
    } finally {
      attempt.close();
    }
    return false;
  }

  private final class Attempt {
    private final SimulatedProcess process;
    private final Plan.TransactionPlan transaction;
    private final String name;
    private final Level level;
    private final boolean calm = world.weather().isCalm();
    private final long begin = world.scheduler().tick();
    private final World.OpenSession open = world.sessionBegins();
    private final Steps steps;
    private String base;
    private Transaction.Outcome outcome = Transaction.Outcome.FAILED;
    private SnapshotId snapshot;
    private boolean committing;

    Attempt(SimulatedProcess process, Plan.TransactionPlan transaction) {
      this.process = process;
      this.transaction = transaction;
      this.name = Writer.this.name() + "." + transaction.number() + "." + tries + "." + begin;
      this.level = transaction.level();
      this.steps = new Steps(name);
    }

    void run(Repository repository) {
      Session session = opened(repository);
      base = session.snapshotId().text();
      open.reads(base);
      for (Step step : transaction.steps()) {
        steps.run(session, step);
        world.count("step " + step.kind());
      }
      if (steps.operations().stream().noneMatch(Operation::changes)) {
        outcome = Transaction.Outcome.COMMITTED;
        return;
      }
      world.count("attempts");
      world.count("commit " + level);
      committing = true;
      note("commits over " + base);
      world.seams().committing();
      try {
        snapshot = session.commit(name, world.seams().options(how()));
      } finally {
        world.seams().committed();
      }
      note("has committed " + snapshot.text());
      outcome = Transaction.Outcome.COMMITTED;
      world.count("commits");
    }

    private Session opened(Repository repository) {
      if (transaction.moves()) {
        return repository.rearrangeSession(branch());
      }
      return level == Level.SERIALIZABLE
          ? repository.writableSession(branch(), SessionOptions.recordingReads())
          : repository.writableSession(branch());
    }

    private CommitOptions how() {
      return switch (level) {
        case STRICT_SERIALIZABLE -> CommitOptions.STANDARD;
        case SERIALIZABLE, SNAPSHOT_ISOLATION -> CommitOptions.rebaseWith(new ConflictDetector());
        case LOSSY ->
            CommitOptions.rebaseWith(
                new BasicConflictSolver(BasicConflictSolver.VersionSelection.USE_OURS));
      };
    }

    private void note(String what) {
      Scheduler scheduler = world.scheduler();
      scheduler.trace().line(scheduler.nowNanos(), process.name(), name + " " + what);
    }

    /// What is no conflict.
    void failed(IcechunkException e) {
      note("fails: " + e.kind().code() + ", " + e.getMessage());
      if (process.isDead() || e instanceof CommitUnknownException) {
        outcome = committing ? Transaction.Outcome.UNKNOWN : Transaction.Outcome.FAILED;
        world.count(committing ? "unknown" : "died reading");
        return;
      }
      world.count("failed " + e.kind().code());
      boolean expected = SimulatedStore.isFault(e) && !calm;
      if (!expected && e.kind() != ErrorKind.REBASE_TX_LOG_PRUNED) {
        world.found(name + " failed with " + VirtualThreads.text(e));
      }
    }

    void close() {
      if (process.isDead() && committing && outcome == Transaction.Outcome.FAILED) {
        outcome = Transaction.Outcome.UNKNOWN;
      }
      Level promised =
          transaction.moves() && level == Level.SERIALIZABLE ? Level.SNAPSHOT_ISOLATION : level;
      boolean onlyReads = steps.operations().stream().noneMatch(Operation::changes);
      world
          .transactions(branch())
          .add(
              new Transaction(
                  name,
                  onlyReads ? Level.STRICT_SERIALIZABLE : promised,
                  Optional.ofNullable(base),
                  begin,
                  world.scheduler().tick(),
                  List.copyOf(steps.operations()),
                  outcome,
                  Optional.ofNullable(snapshot).map(SnapshotId::text)));
      long landed = outcome == Transaction.Outcome.UNKNOWN ? LANDED_NANOS : 0;
      world.scheduler().after(landed, () -> world.sessionEnds(open));
    }
  }
}
