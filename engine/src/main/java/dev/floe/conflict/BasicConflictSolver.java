package dev.floe.conflict;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Solves chunks that both wrote, and deletions of what the other changed, as it is told;
/// everything else is refused, and with it the whole commit.
///
/// @param onChunkConflict which of two writes of a chunk stays. [VersionSelection#USE_OURS] and
///   [VersionSelection#USE_THEIRS] lose an update, on purpose; only [VersionSelection#FAIL] keeps
///   what [ConflictDetector] promises
/// @param failOnDeleteOfUpdatedArray whether an array that the other changed may not be deleted
/// @param failOnDeleteOfUpdatedGroup whether a group that the other changed may not be deleted
public record BasicConflictSolver(
    VersionSelection onChunkConflict,
    boolean failOnDeleteOfUpdatedArray,
    boolean failOnDeleteOfUpdatedGroup)
    implements ConflictSolver {
  /// Which of two versions stays.
  public enum VersionSelection {
    /// Neither: it is a conflict.
    FAIL,
    /// The session's.
    USE_OURS,
    /// The other commit's.
    USE_THEIRS
  }

  public BasicConflictSolver {
    Objects.requireNonNull(onChunkConflict, "onChunkConflict");
  }

  /// The reference's default: the session's chunks win, and its deletions too.
  public BasicConflictSolver() {
    this(VersionSelection.USE_OURS);
  }

  /// Deletions of the session win.
  public BasicConflictSolver(VersionSelection onChunkConflict) {
    this(onChunkConflict, false, false);
  }

  @Override
  public Resolution solve(List<Conflict> conflicts) {
    List<Conflict.ChunkDoubleUpdate> dropped = new ArrayList<>();
    for (Conflict conflict : conflicts) {
      if (!isSolvable(conflict)) {
        return new Resolution.Unsolvable();
      }
      if (conflict instanceof Conflict.ChunkDoubleUpdate chunks
          && onChunkConflict == VersionSelection.USE_THEIRS) {
        dropped.add(chunks);
      }
    }
    return new Resolution.Solved(dropped);
  }

  private boolean isSolvable(Conflict conflict) {
    return switch (conflict) {
      case Conflict.ChunkDoubleUpdate _ -> onChunkConflict != VersionSelection.FAIL;
      case Conflict.DeleteOfUpdatedArray _ -> !failOnDeleteOfUpdatedArray;
      case Conflict.DeleteOfUpdatedGroup _ -> !failOnDeleteOfUpdatedGroup;
      case Conflict.NewNodeConflictsWithExistingNode _,
          Conflict.NewNodeInInvalidGroup _,
          Conflict.ZarrMetadataDoubleUpdate _,
          Conflict.ZarrMetadataUpdateOfDeletedArray _,
          Conflict.ZarrMetadataUpdateOfDeletedGroup _,
          Conflict.ChunksUpdatedInDeletedArray _,
          Conflict.ChunksUpdatedInUpdatedArray _,
          Conflict.MoveOperationCannotBeRebased _,
          Conflict.ReadConflict _ ->
          false;
    };
  }
}
