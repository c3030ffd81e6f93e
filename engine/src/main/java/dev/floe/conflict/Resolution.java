package dev.floe.conflict;

import java.util.List;

/// What a [ConflictSolver] decided.
public sealed interface Resolution {
  /// The session stays on the commit before, with its changes.
  record Unsolvable() implements Resolution {}

  /// The session goes on: its changes win, but for the chunks of `dropped`, which it forgets. Where
  /// a [Conflict.NewNodeConflictsWithExistingNode] is among the conflicts this is [Unsolvable].
  record Solved(List<Conflict.ChunkDoubleUpdate> dropped) implements Resolution {
    public Solved {
      dropped = List.copyOf(dropped);
    }
  }
}
