package dev.floe.conflict;

import dev.floe.format.ChunkIndices;
import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import java.io.Serializable;
import java.util.Set;

/// Why the changes of a session do not fit on a commit that somebody else made meanwhile. Names and
/// data are the reference's, but for [ReadConflict], which it has not. They travel with a
/// serialized [RebaseFailedException].
public sealed interface Conflict extends Serializable {
  /// A node that the session added is at a path where the other commit has one, which the session
  /// did not delete. No solver can let this pass: a path has one node.
  record NewNodeConflictsWithExistingNode(NodePath path) implements Conflict {}

  /// A node was added below something that is no group any more: an array, a group that was deleted
  /// by the other side, in either order.
  ///
  /// @param path of what is no group
  record NewNodeInInvalidGroup(NodePath path) implements Conflict {}

  /// Both changed the document of a node.
  record ZarrMetadataDoubleUpdate(NodePath path) implements Conflict {}

  /// The session changed the document of an array that the other deleted.
  record ZarrMetadataUpdateOfDeletedArray(NodePath path) implements Conflict {}

  /// The session changed the document of a group that the other deleted.
  record ZarrMetadataUpdateOfDeletedGroup(NodePath path) implements Conflict {}

  /// Both wrote or deleted chunks of the same coordinates.
  record ChunkDoubleUpdate(NodePath path, NodeId node, Set<ChunkIndices> chunks)
      implements Conflict {
    public ChunkDoubleUpdate {
      chunks = Set.copyOf(chunks);
    }
  }

  /// The session changed chunks of an array that the other deleted.
  record ChunksUpdatedInDeletedArray(NodePath path, NodeId node) implements Conflict {}

  /// The session changed chunks of an array whose document the other changed.
  record ChunksUpdatedInUpdatedArray(NodePath path, NodeId node) implements Conflict {}

  /// The session deleted an array that the other changed.
  record DeleteOfUpdatedArray(NodePath path, NodeId node) implements Conflict {}

  /// The session deleted a group that the other changed.
  record DeleteOfUpdatedGroup(NodePath path, NodeId node) implements Conflict {}

  /// The other commit moved nodes.
  record MoveOperationCannotBeRebased() implements Conflict {}

  /// The other commit changed what the session has read. Only sessions that note what they read
  /// have these. [ConflictDetector] and [BasicConflictSolver] never let one pass; a solver that
  /// does gives up that what it lets through is serializable.
  sealed interface ReadConflict extends Conflict {}

  /// A node that the session looked at, and found or not, or one above it, was added, changed or
  /// deleted.
  record ReadNodeChanged(NodePath path) implements ReadConflict {}

  /// Nodes at or below a path at which the session listed some were added or deleted, or changed if
  /// it read their documents too.
  record ReadListingChanged(NodePath prefix) implements ReadConflict {}

  /// An array that the session looked at was changed or deleted, or chunks of it that the session
  /// read were.
  ///
  /// @param chunks those that were read and changed; the array itself was if there are none
  record ReadChunksChanged(NodePath path, NodeId node, Set<ChunkIndices> chunks)
      implements ReadConflict {
    public ReadChunksChanged {
      chunks = Set.copyOf(chunks);
    }
  }

  /// What the session has read cannot be compared: the other commit moved nodes, or the session's
  /// base is no ancestor of the branch's tip any more, since it was expired or amended, or the
  /// branch was reset.
  record ReadsCannotBeRebased() implements ReadConflict {}
}
