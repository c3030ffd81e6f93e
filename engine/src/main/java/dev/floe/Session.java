package dev.floe;

import dev.floe.conflict.ConflictSolver;
import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.error.SessionStateException;
import dev.floe.format.ChangeSetSize;
import dev.floe.format.ChunkIndices;
import dev.floe.format.ChunkType;
import dev.floe.format.Diff;
import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import dev.floe.format.SnapshotId;
import dev.floe.internal.commit.ChunkReindex;
import dev.floe.internal.commit.Committer;
import dev.floe.internal.commit.ForkMerge;
import dev.floe.internal.commit.SessionCore;
import dev.floe.internal.commit.SnapshotDiff;
import dev.floe.zarr.ChunkReferenceScan;
import dev.floe.zarr.Store;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// One transaction: reads see one snapshot and the session's own changes, nothing else; a commit
/// makes the changes a new snapshot that the branch points to, or fails and changes nothing.
///
/// After a commit the session reads what it committed and takes no more changes. After a failed one
/// it is as before. Any thread may call, several at once; a commit waits for writes under way.
/// Nothing to close.
public sealed class Session permits ForkSession {
  private final RepositoryParts parts;
  private final SessionCore core;
  private final Store store;

  Session(RepositoryParts parts, SessionCore core) {
    this.parts = parts;
    this.core = core;
    this.store = new Store(core);
  }

  /// The session as a Zarr store.
  public Store store() {
    return store;
  }

  /// The snapshot that is read below the session's changes.
  public SnapshotId snapshotId() {
    return core.state().base().id();
  }

  /// The branch to which this session may commit.
  public Optional<String> branch() {
    return Optional.ofNullable(core.state().branch());
  }

  /// Whether changes are refused.
  public boolean readOnly() {
    return core.state().readOnly();
  }

  /// What the session can do.
  public SessionMode mode() {
    SessionCore.State state = core.state();
    if (state.readOnly()) {
      return SessionMode.READONLY;
    }
    return state.rearranges() ? SessionMode.REARRANGE : SessionMode.WRITABLE;
  }

  /// Whether anything was changed and not committed.
  public boolean hasUncommittedChanges() {
    return !core.state().readOnly() && !core.state().changeSet().isEmpty();
  }

  /// What was changed and not committed, by path: what the diff of the snapshot that a commit makes
  /// now will say. Chunks that other threads write meanwhile are in it or not.
  public Diff status() {
    SessionCore.State now = core.state();
    return SnapshotDiff.uncommitted(now.base(), now.changeSet());
  }

  /// How much memory the session holds for what was changed and not committed.
  public ChangeSetSize changeSetSize() {
    SessionCore.State now = core.state();
    return now.readOnly() ? ChangeSetSize.ZERO : now.changes().size();
  }

  /// Forgets all changes. Chunk objects that were stored stay behind for garbage collection.
  public void discardChanges() {
    core.discardChanges();
  }

  /// Moves a node with everything below it; ids, chunks and documents stay what they are. Reads see
  /// the nodes where they are now. No parent is made and nothing overwritten.
  ///
  /// @param from where the node is
  /// @param to where it is to be, name included
  /// @throws dev.floe.error.NotFoundException `node-not-found`
  /// @throws InvalidInputException `move-into-self-or-descendant`, `move-wont-overwrite`,
  ///   `move-destination-parent-missing`, `move-destination-parent-not-group`
  /// @throws SessionStateException `non-rearrange-session` unless the session is one of
  ///   [Repository#rearrangeSession]
  public void move(NodePath from, NodePath to) {
    core.move(from, NodePath.of(to.text()));
  }

  /// All nodes, by the UTF-8 bytes of their paths; the caller closes the stream.
  public Stream<NodeSnapshot> nodes() {
    return core.state().nodes().atOrBelow(NodePath.ROOT);
  }

  /// The nodes at or below a path, by the UTF-8 bytes of their paths; the caller closes the stream.
  public Stream<NodeSnapshot> nodes(NodePath path) {
    return core.state().nodes().atOrBelow(path);
  }

  /// The node at a path.
  public Optional<NodeSnapshot> node(NodePath path) {
    return core.state().nodes().find(path);
  }

  /// The identity of the node at a path, which updates and moves do not change, or
  /// `node-not-found`.
  public NodeId nodeId(NodePath path) {
    return core.state().nodes().node(path).id();
  }

  // Chunks

  /// The coordinates of all chunks of an array's grid, in their order and each once, lazily; the
  /// caller closes the stream.
  ///
  /// @throws dev.floe.error.IcechunkException `node-not-found`, `not-an-array`
  public Stream<ChunkIndices> chunkCoordinates(NodePath path) {
    return store.array(path.text()).coordinates();
  }

  /// Where the bytes of a chunk are; nowhere outside the grid.
  ///
  /// @throws dev.floe.error.IcechunkException `node-not-found`, `not-an-array`, and
  ///   `invalid-chunk-index` unless there is one coordinate for each dimension
  public ChunkType chunkType(NodePath path, ChunkIndices coordinates) {
    return store.array(path.text()).chunkType(coordinates);
  }

  /// The references of all chunks of an array's grid, to be copied out in columns; the caller
  /// closes the scan.
  ///
  /// @throws dev.floe.error.IcechunkException `node-not-found`, `not-an-array`
  public ChunkReferenceScan chunkRefs(NodePath path) {
    return store.array(path.text()).scan();
  }

  /// The locations of all virtual chunks; see [Store#virtualChunkLocations].
  public Stream<String> allVirtualChunkLocations() {
    return store.virtualChunkLocations();
  }

  /// Moves the references of an array's chunks to other coordinates, all at once; no byte is
  /// copied. `forward` says where the chunk at some coordinates goes, if anywhere; it is asked of
  /// every chunk there is, and of those that this session deleted. What nothing is moved to stays.
  /// Where two go to one place, one of them wins. Chunks that other threads write meanwhile are
  /// moved or not.
  ///
  /// @throws dev.floe.error.NotFoundException `node-not-found`
  /// @throws InvalidInputException `not-an-array`; `unimplemented` unless the chunk grid is
  ///   regular; `invalid-chunk-index` if a place is outside the grid, and nothing is moved then
  public void reindexArray(NodePath path, Function<ChunkIndices, Optional<ChunkIndices>> forward) {
    ChunkReindex.reindex(core, path, forward, null);
  }

  /// As [#reindexArray(NodePath, Function)], and a chunk that nothing is moved to is deleted unless
  /// `backward`, which says where the chunk at some coordinates comes from, names one.
  public void reindexArray(
      NodePath path,
      Function<ChunkIndices, Optional<ChunkIndices>> forward,
      Function<ChunkIndices, Optional<ChunkIndices>> backward) {
    ChunkReindex.reindex(core, path, forward, Objects.requireNonNull(backward, "backward"));
  }

  /// Moves the references of an array's chunks by a number of chunks in each dimension, all at
  /// once; no byte is copied. Chunks that leave the grid are deleted, and so is what was where no
  /// chunk comes to.
  ///
  /// @param offsets one for each dimension
  /// @throws dev.floe.error.NotFoundException `node-not-found`
  /// @throws InvalidInputException `not-an-array`; `unimplemented` unless the chunk grid is
  ///   regular; `invalid-chunk-index` unless there is one offset for each dimension
  public void shiftArray(NodePath path, long... offsets) {
    ChunkReindex.shift(core, path, offsets);
  }

  // Commits

  /// Commits the changes and answers the new snapshot's id.
  public SnapshotId commit(String message) {
    return commit(message, CommitOptions.STANDARD);
  }

  /// Commits the changes. When this returns, everything the snapshot refers to is stored, as
  /// durably as the storage was opened to.
  ///
  /// @throws dev.floe.error.ConflictException if the branch moved since the session began
  /// @throws dev.floe.error.SessionStateException `no-changes-to-commit`, `commit-not-allowed`
  /// @throws dev.floe.error.CommitUnknownException if nobody can tell whether it took effect
  public SnapshotId commit(String message, CommitOptions options) {
    return commit(Committer.Kind.COMMIT, "commit", message, options);
  }

  /// Commits the changes in place of the snapshot below them (format 2): the new snapshot has that
  /// one's parent, its transaction log says what both did, and message and properties are the new
  /// ones alone. The snapshot that was replaced stays readable by its id and its tags.
  ///
  /// @throws dev.floe.error.ConflictException if the branch moved since the session began
  /// @throws dev.floe.error.SessionStateException `no-changes-to-commit`, `commit-not-allowed`,
  ///   `no-amend-for-initial-commit`
  /// @throws dev.floe.error.CommitUnknownException if nobody can tell whether it took effect
  public SnapshotId amend(String message, CommitOptions options) {
    return commit(Committer.Kind.AMEND, "amend", message, options);
  }

  /// Writes the changes as a snapshot that no branch points to, its parent being the snapshot below
  /// them; such a snapshot never conflicts. [Repository#resetBranch] can put a branch there. The
  /// session reads it afterwards and takes no more changes. A session without changes makes one
  /// too.
  ///
  /// @throws dev.floe.error.SessionStateException `commit-not-allowed` if the session only reads
  public SnapshotId flush(String message, CommitOptions options) {
    return commit(Committer.Kind.DETACHED, "flush", message, options.allowingEmpty());
  }

  /// Writes the changes as a snapshot that no branch points to, and answers a session on top of it
  /// that makes changes, here or in another process, and has them merged into this one. This
  /// session stays as it is. The snapshot is garbage to a collection whose cut-off is younger than
  /// the fork.
  ///
  /// A session that notes what it reads has read everything once it was forked, for what forks read
  /// is not noted.
  ///
  /// @throws SessionStateException `cannot-fork-read-only-session`
  public ForkSession fork() {
    return new ForkSession(parts, parts.fork(core));
  }

  /// Takes over the changes of forks of this session as it is, all of them or, if any collides with
  /// changes made since it was forked or with another, none. Chunks are no collision: later forks
  /// go over earlier ones, and forks over this session. Forks that were merged only read.
  ///
  /// Collisions are: two nodes at one path; two documents for one node; a node that one deletes and
  /// the other changes or has written chunks of; a node made below a group that the other deletes.
  ///
  /// @throws SessionStateException `merge-failed` for a collision; `merge-not-allowed` for a fork
  ///   of another session, of this one before it was rebased or its changes discarded, or for one
  ///   that was merged or flushed; `rearrange-session-only`
  /// @throws dev.floe.error.ReadOnlyException `read-only-session`
  public void merge(ForkSession... forks) {
    ForkMerge.merge(core, Arrays.stream(forks).map(fork -> ((Session) fork).core).toList());
  }

  /// Carries the changes over what others committed to the branch since, as far as they conflict
  /// with nothing that the solver refuses; nothing is written. A branch that is gone, or that has
  /// not moved, is nothing to do. Changes that other threads make meanwhile wait, and fail with
  /// `concurrency` if they were prepared over the former base.
  ///
  /// @throws dev.floe.conflict.RebaseFailedException if the solver refuses a commit; the session is
  ///   based on the one before it then
  /// @throws dev.floe.error.SessionStateException `commit-not-allowed`, `rebase-tx-log-pruned`
  public void rebase(ConflictSolver solver) {
    requireBranch("rebase");
    parts.rebase(core, solver);
  }

  private void requireBranch(String what) {
    if (core.state().branch() == null) {
      throw new SessionStateException(
          ErrorKind.COMMIT_NOT_ALLOWED,
          what
              + (readOnly()
                  ? ": a session that only reads, or that has committed, has no branch to commit to"
                  : ": a fork has no branch; merge it into the session that was forked"));
    }
  }

  private void requireChangeable(String what) {
    if (readOnly()) {
      requireBranch(what);
    }
  }

  private SnapshotId commit(
      Committer.Kind kind, String what, String message, CommitOptions options) {
    if (kind == Committer.Kind.DETACHED) {
      requireChangeable(what);
    } else {
      requireBranch(what);
    }
    if (kind != Committer.Kind.COMMIT && options.rebase().isPresent()) {
      throw new InvalidInputException(
          ErrorKind.INVALID_COMMIT_CONFIGURATION,
          what + ": expected no rebase; only a plain commit can go on over what others committed");
    }
    return parts.commit(kind, core, message, options, false);
  }
}
