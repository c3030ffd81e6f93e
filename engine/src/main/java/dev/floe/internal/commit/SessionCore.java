package dev.floe.internal.commit;

import dev.floe.conflict.ConflictSolver;
import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.error.ReadOnlyException;
import dev.floe.error.SessionStateException;
import dev.floe.format.ChunkId;
import dev.floe.format.ChunkIndices;
import dev.floe.format.ChunkPayload;
import dev.floe.format.NodeData;
import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import dev.floe.format.SnapshotId;
import dev.floe.format.SpecVersion;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.concurrent.Futures;
import dev.floe.internal.concurrent.Scratch;
import dev.floe.internal.concurrent.Sharing;
import dev.floe.internal.read.ArrayChunks;
import dev.floe.internal.read.ChunkChanges;
import dev.floe.internal.read.PendingChunks;
import dev.floe.internal.read.ReadEngine;
import dev.floe.memory.SegmentLease;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// What a session is made of, behind its public face and its store: the base snapshot, the changes,
/// and where chunks go. Reads take one state and keep to it; a commit puts the next in its place.
/// Any thread may call.
public final class SessionCore {
  /// The services of the repository that a session works with, and its settings.
  ///
  /// @param executor runs work that may block
  /// @param inlineThresholdBytes chunks up to this length go into manifests
  /// @param packing which chunks are packed, and how large packs grow
  public record Services(
      AssetManager assets,
      ReadEngine reads,
      RandomGenerator random,
      Executor executor,
      int inlineThresholdBytes,
      ChunkPacker.Sizes packing) {}

  /// One state of a session.
  ///
  /// @param changes empty in a session that moves nodes
  /// @param branch where it may commit, or null in a fork and in a session that only reads
  /// @param moved where the base's nodes are, in a session that moves nodes; else null
  public record State(
      SnapshotNodes base,
      EditChanges changes,
      SessionNodes nodes,
      boolean readOnly,
      String branch,
      ArrayDirectory<ResolvedArray> arrays,
      MovedNodes moved) {
    /// Whether the session moves nodes.
    public boolean rearranges() {
      return moved != null;
    }

    /// Where it commits, in words.
    public String destination() {
      return branch == null ? "no branch" : branch;
    }

    /// What is there to commit.
    public ChangeSet changeSet() {
      return moved == null ? changes : new MoveChanges(changes, moved);
    }
  }

  /// What a session may do.
  private enum Role {
    READS,
    EDITS,
    MOVES
  }

  private final Services services;
  private final ChunkPacker packer;
  private final Scratch<RecordedChunk> scratch = new Scratch<>(RecordedChunk::new);
  private final boolean recordsReads;
  private final ReadSet reads;
  private volatile State state;

  private SessionCore(
      Services services, SnapshotId base, String branch, Role role, boolean recordsReads) {
    this(services, base, new EditChanges(), branch, role, recordsReads);
  }

  private SessionCore(
      Services services,
      SnapshotId base,
      EditChanges changes,
      String branch,
      Role role,
      boolean recordsReads) {
    this.services = services;
    this.recordsReads = recordsReads;
    this.reads = new ReadSet(base);
    this.packer =
        role != Role.EDITS || services.packing.chunkLimitBytes() == 0
            ? null
            : new ChunkPacker(
                services.packing,
                services.assets.pool(),
                services.random,
                services.assets::writeChunk);
    this.state = state(base, changes, branch, role);
  }

  /// A session that only reads a snapshot.
  public static SessionCore readOnly(Services services, SnapshotId snapshot) {
    return new SessionCore(services, snapshot, null, Role.READS, false);
  }

  /// A session that may commit to a branch.
  public static SessionCore writable(Services services, SnapshotId tip, String branch) {
    return writable(services, tip, branch, false);
  }

  /// A session that may commit to a branch.
  ///
  /// @param recordsReads whether it notes what it reads of its base
  public static SessionCore writable(
      Services services, SnapshotId tip, String branch, boolean recordsReads) {
    return new SessionCore(services, tip, branch, Role.EDITS, recordsReads);
  }

  /// A session that moves nodes and may commit to a branch.
  public static SessionCore rearranging(Services services, SnapshotId tip, String branch) {
    return new SessionCore(services, tip, branch, Role.MOVES, false);
  }

  /// A session that edits and commits nowhere: its changes are merged into the session that was
  /// forked.
  ///
  /// @param point the snapshot that holds what that session had changed
  /// @param changes what the fork changed already
  public static SessionCore fork(Services services, SnapshotId point, EditChanges changes) {
    return new SessionCore(services, point, changes, null, Role.EDITS, false);
  }

  private State state(SnapshotId base, EditChanges changes, String branch, Role role) {
    SnapshotNodes nodes = new SnapshotNodes(services.assets, base);
    MovedNodes moved = role == Role.MOVES ? new MovedNodes(nodes) : null;
    return state(nodes, changes, branch, role == Role.READS, moved);
  }

  private State state(
      SnapshotNodes base, EditChanges changes, String branch, boolean readOnly, MovedNodes moved) {
    if (readOnly) {
      changes.retire();
    }
    boolean recording = recordsReads && !readOnly;
    BaseNodes committed = moved == null ? base : moved;
    SessionNodes unnoted = new SessionNodes(committed, changes, services.random);
    SessionNodes nodes =
        recording
            ? new SessionNodes(new RecordingNodes(base, reads), changes, services.random)
            : unnoted;
    return new State(
        base,
        changes,
        nodes,
        readOnly,
        branch,
        new ArrayDirectory<>(path -> resolve(base, unnoted, readOnly, path)),
        moved);
  }

  /// To find the array of a chunk is no read of its document; what is read of it is noted by its
  /// identity. Whoever finds none looks at the node.
  private ResolvedArray resolve(
      SnapshotNodes base, SessionNodes nodes, boolean readOnly, NodePath path) {
    return nodes
        .find(path)
        .filter(NodeSnapshot::isArray)
        .map(array -> resolved(base, nodes.changes(), readOnly, array))
        .orElse(null);
  }

  /// An array as some state has it, resolved without being looked up.
  public ResolvedArray resolvedOf(State at, NodeSnapshot array) {
    return resolved(at.base, at.changes, at.readOnly, array);
  }

  private ResolvedArray resolved(
      SnapshotNodes base, EditChanges changes, boolean readOnly, NodeSnapshot array) {
    ArrayChunks chunks =
        new ArrayChunks(
            services.assets,
            array.id(),
            array.path(),
            (NodeData.Array) array.data(),
            base::manifestSizeBytes,
            readOnly ? ChunkChanges.NONE : chunkChanges(base, changes, array));
    return new ResolvedArray(array, chunks);
  }

  private ChunkChanges chunkChanges(SnapshotNodes base, EditChanges changes, NodeSnapshot array) {
    ChunkChanges recorded = new RecordedChanges(changes, array.id(), scratch);
    if (!recordsReads || changes.isNew(array)) {
      return recorded;
    }
    return new RecordingChunks(recorded, base.id(), reads, read(base, array));
  }

  private ReadChunks read(SnapshotNodes base, NodeSnapshot array) {
    int rank = ((NodeData.Array) array.data()).shape().size();
    return reads.array(base.id(), array.id(), array.path(), rank);
  }

  /// Notes that all chunks of an array are about to be looked at.
  void scanned(State at, ResolvedArray array) {
    if (recordsReads && !at.readOnly && !at.changes.isNew(array.node())) {
      reads.allChunks(at.base.id(), read(at.base, array.node()));
    }
  }

  /// Whether it notes what it reads of its base.
  public boolean recordsReads() {
    return recordsReads;
  }

  /// What was read of the base; nothing unless this session notes it.
  public ReadSet reads() {
    return reads;
  }

  /// The services this session works with.
  public Services services() {
    return services;
  }

  /// The state now.
  public State state() {
    return state;
  }

  /// Packs not yet stored.
  public PendingChunks pending() {
    return packer == null ? PendingChunks.NONE : packer;
  }

  /// The array whose path, without its leading slash, is `key[from, to)`, or null.
  public ResolvedArray arrayOrNull(State at, String key, int from, int to) {
    return at.arrays.find(key, from, to, at.changes.nodeGeneration());
  }

  /// The array at a path; `node-not-found` or `not-an-array`.
  public ResolvedArray array(NodePath path) {
    State at = state;
    ResolvedArray found = arrayOrNull(at, path.text(), 1, path.text().length());
    if (found != null) {
      return found;
    }
    at.nodes.array(path);
    throw new InvalidInputException(ErrorKind.NOT_AN_ARRAY, "node " + path + " is no array");
  }

  /// The state, if it takes changes of nodes and chunks.
  public State writableState() {
    State at = changeableState();
    if (at.rearranges()) {
      throw new SessionStateException(
          ErrorKind.REARRANGE_SESSION_ONLY,
          "the session on "
              + at.branch
              + " only moves nodes; open a writable one for other changes");
    }
    return at;
  }

  private State changeableState() {
    State at = state;
    if (at.readOnly) {
      throw new ReadOnlyException(
          ErrorKind.READ_ONLY_SESSION,
          "the session at snapshot " + at.base.id() + " only reads; open a writable one");
    }
    return at;
  }

  /// Stores the bytes of a chunk of an array where its length says and answers where they are. When
  /// this returns without packing, they are stored; a packed chunk is once the session commits.
  public ChunkPayload storeChunk(NodePath array, ChunkIndices at, MemorySegment bytes) {
    if (bytes.byteSize() <= services.inlineThresholdBytes) {
      return new ChunkPayload.Inline(bytes);
    }
    if (packer != null && packer.packs(bytes.byteSize())) {
      return packer.add(bytes);
    }
    ChunkId id = ChunkId.random(services.random);
    if (Sharing.isShared(bytes)) {
      Futures.await(services.assets.writeChunk(id, bytes, array, at));
    } else {
      // Storages write from their own threads, which may not touch a confined arena's memory.
      try (SegmentLease copy = services.assets.pool().lease(bytes.byteSize())) {
        copy.segment().copyFrom(bytes);
        Futures.await(services.assets.writeChunk(id, copy.segment(), array, at));
      }
    }
    return new ChunkPayload.Native(id, 0, bytes.byteSize());
  }

  /// As [#storeChunk(NodePath, ChunkIndices, MemorySegment)], where the storage may keep the memory
  /// from now on and nobody writes to it again. The caller closes its lease all the same, when the
  /// payload is recorded.
  public ChunkPayload storeChunk(NodePath array, ChunkIndices at, SegmentLease bytes) {
    long length = bytes.lengthBytes();
    boolean byItself =
        length > services.inlineThresholdBytes && (packer == null || !packer.packs(length));
    if (!byItself || !Sharing.isShared(bytes.segment())) {
      return storeChunk(array, at, bytes.segment());
    }
    ChunkId id = ChunkId.random(services.random);
    Futures.await(services.assets.writeChunk(id, bytes.share(), array, at));
    return new ChunkPayload.Native(id, 0, length);
  }

  /// Makes every chunk recorded so far durable; a failure leaves the session as it is.
  public void storePending() {
    if (packer != null) {
      packer.drain();
    }
  }

  /// Puts an empty set of changes in place of the changes made.
  public void discardChanges() {
    emptied().changes.retire();
    if (packer != null) {
      packer.dropPending();
    }
  }

  private synchronized State emptied() {
    State at = changeableState();
    Role role = at.rearranges() ? Role.MOVES : Role.EDITS;
    state = state(at.base.id(), new EditChanges(), at.branch, role);
    return at;
  }

  private synchronized void replace(State before, State after) {
    if (state == before) {
      state = after;
    }
  }

  /// Moves a node with everything below it. Whether it can be moved is asked before whether this
  /// session moves nodes.
  public void move(NodePath from, NodePath to) {
    if (services.assets.specVersion() == SpecVersion.V1) {
      throw V1Updates.unsupported();
    }
    NodeMove move = new NodeMove(from, to);
    State at = state;
    if (!at.rearranges()) {
      move.source(at.nodes::find);
      changeableState();
      throw new SessionStateException(
          ErrorKind.NON_REARRANGE_SESSION,
          move
              + ": the session on "
              + at.destination()
              + " moves no nodes; open a rearrange session");
    }
    at.changes.mutate(() -> {
      State now = state;
      if (now.changes == at.changes) {
        replace(now, state(now.base, now.changes, now.branch, false, now.moved.with(move)));
      }
      return null;
    });
  }

  /// Carries the session's changes over the commits that others made to its branch since, as far as
  /// the solver lets them. The changes are frozen meanwhile.
  ///
  /// @throws dev.floe.conflict.RebaseFailedException if the solver refuses; the session is on the
  ///   last commit that it did not refuse then
  ///
  /// @param known a state of the repository to go to the tip of; if empty it is asked for
  public void rebase(ConflictSolver solver, Optional<RepoInfo> known) {
    State at = state;
    new Rebase(services.assets, services.executor, solver, at.base.id(), at.changes, reads, known)
        .run(at.branch, at.moved != null, this::rebased);
  }

  private void rebased(SnapshotId onto) {
    State at = state;
    SnapshotNodes nodes = new SnapshotNodes(services.assets, onto);
    MovedNodes moved = at.moved == null ? null : at.moved.onto(nodes);
    State next = state(nodes, at.changes, at.branch, false, moved);
    at.changes.rebased(next.nodes.base());
    state = next;
  }

  /// Makes the session a read-only one of the snapshot it committed.
  public void committed(SnapshotId snapshot) {
    readsOnly(snapshot);
    reads.retire();
  }

  private void readsOnly(SnapshotId snapshot) {
    state = state(snapshot, new EditChanges(), null, Role.READS);
    if (packer != null) {
      packer.dropPending();
    }
  }

  /// The changes, which are frozen, were written as a snapshot for forks to start from. What forks
  /// read is not noted, so from now on this session has read everything.
  public void forkedAt(SnapshotId point) {
    State at = state;
    at.changes.forkedAt(point);
    if (!recordsReads) {
      return;
    }
    try (Stream<NodeSnapshot> nodes = at.nodes.atOrBelow(NodePath.ROOT)) {
      nodes
          .filter(NodeSnapshot::isArray)
          .filter(array -> !at.changes.isNew(array))
          .forEach(array -> reads.allChunks(at.base.id(), read(at.base, array)));
    }
  }

  /// Ends a fork whose changes were merged: it reads what it was forked from.
  void merged() {
    State at = state;
    readsOnly(at.base.id());
    at.changes.retire();
  }
}
