package dev.floe.conflict;

import dev.floe.error.ConflictException;
import dev.floe.error.ErrorKind;
import dev.floe.format.SnapshotId;
import java.util.List;

/// A session could not be rebased over a commit. It is based on the commit before that one now and
/// keeps its changes.
public class RebaseFailedException extends ConflictException {
  private static final long serialVersionUID = 1L;

  private final SnapshotId snapshot;

  /// The list of [List#copyOf], which travels.
  @SuppressWarnings("serial")
  private final List<Conflict> conflicts;

  public RebaseFailedException(SnapshotId base, SnapshotId snapshot, List<Conflict> conflicts) {
    super(
        ErrorKind.REBASE_FAILED,
        "rebase over " + snapshot + ": " + conflicts.size() + " conflicts: " + conflicts,
        base.text(),
        snapshot.text());
    this.snapshot = snapshot;
    this.conflicts = List.copyOf(conflicts);
  }

  /// The commit that conflicts.
  public SnapshotId snapshot() {
    return snapshot;
  }

  /// All conflicts with that commit, in the order of the rules.
  public List<Conflict> conflicts() {
    return conflicts;
  }
}
