package dev.floe.internal.commit;

import dev.floe.error.ErrorKind;
import dev.floe.error.SessionStateException;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.binary.RepoInfoWriter;
import dev.floe.jfr.RepositorySize;
import java.util.concurrent.atomic.AtomicBoolean;

/// How large the repository file may get, which holds every snapshot and is written with every
/// commit: from some size on it says so, and before any reader refuses the file no change is made
/// any more that adds to it. Those that take something away always are. Thread-safe.
///
/// ```
/// tables   root, status, each ref, each operation (2), each snapshot and each of its properties
/// ```
public final class RepoInfoSize {
  private static final System.Logger LOG = System.getLogger(RepoInfoSize.class.getName());

  /// How large is large.
  ///
  /// @param manySnapshots so many are worth a warning, and so is half of `mostTables`
  /// @param mostTables no change leads beyond
  public record Limits(int manySnapshots, int mostTables) {
    /// One in a hundred of the tables that readers take is left to operations, and to other writers
    /// that clean up.
    public static final Limits STANDARD =
        new Limits(100_000, RepoInfoWriter.MAX_TABLES - RepoInfoWriter.MAX_TABLES / 100);
  }

  private final Limits limits;
  private final AtomicBoolean warned = new AtomicBoolean();

  RepoInfoSize(Limits limits) {
    this.limits = limits;
  }

  /// Whether so many tables more may be too many.
  boolean isNearlyFull(RepoInfo info, int moreTables) {
    return info.hasMoreTablesThan(limits.mostTables - moreTables);
  }

  /// Refuses a next state that is too large, unless nothing was added but the operation's entry.
  ///
  /// @throws SessionStateException `repository-too-large`
  void requireRoom(RepoInfo old, RepoInfo next) {
    if (next.hasMoreTablesThan(limits.mostTables)
        && next.tableCountWithoutOperations() > old.tableCountWithoutOperations()) {
      throw new SessionStateException(
          ErrorKind.REPOSITORY_TOO_LARGE,
          "repo: expected at most "
              + limits.mostTables
              + " entries of all kinds together, found "
              + next.tableCount()
              + " with the "
              + next.snapshotCount()
              + " snapshots it would have; expire old snapshots and run gc");
    }
  }

  /// Called when a state with a new snapshot was written: tells the flight recorder if it is large,
  /// and the log when that happens first.
  ///
  /// @param location of the storage
  void written(RepoInfo info, String location) {
    if (info.snapshotCount() < limits.manySnapshots
        && !info.hasMoreTablesThan(limits.mostTables / 2 - 1)) {
      return;
    }
    int tables = info.tableCount();
    RepositorySize.emit(location, info.snapshotCount(), tables, limits.mostTables);
    if (warned.compareAndSet(false, true)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the repository in {0} has {1} snapshots, {2} of at most {3} entries in its file, which"
              + " every commit writes; expire old snapshots and run gc",
          location,
          info.snapshotCount(),
          tables,
          limits.mostTables);
    }
  }
}
