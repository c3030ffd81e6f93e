package dev.floe.conflict;

import java.util.List;

/// Solves nothing: changes that conflict with nothing are rebased, all others are refused. What it
/// lets through is isolated as a snapshot is, and of two writers of a chunk the first wins.
public record ConflictDetector() implements ConflictSolver {
  @Override
  public Resolution solve(List<Conflict> conflicts) {
    return new Resolution.Unsolvable();
  }
}
