package dev.floe.conflict;

import java.util.List;

/// Decides what becomes of a session whose changes conflict with one commit of somebody else.
@FunctionalInterface
public interface ConflictSolver {
  /// Decides all conflicts with one commit, or none. Called on the thread that rebases, while the
  /// session takes no changes; what it throws ends the rebase and leaves the session as it was
  /// before this commit.
  ///
  /// @param conflicts at least one
  Resolution solve(List<Conflict> conflicts);
}
