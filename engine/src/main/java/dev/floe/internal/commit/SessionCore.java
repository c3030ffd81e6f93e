package dev.floe.internal.commit;

import dev.floe.conflict.ConflictSolver;
import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.error.ReadOnlyException;
import dev.floe.format.ChunkId;
import dev.floe.format.ChunkPayload;
import dev.floe.format.NodeData;
import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import dev.floe.format.SnapshotId;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.concurrent.Futures;
import dev.floe.internal.concurrent.Scratch;
import dev.floe.internal.concurrent.Sharing;
import dev.floe.internal.read.ArrayChunks;
import dev.floe.internal.read.ChunkChanges;
import dev.floe.internal.read.PendingChunks;
import dev.floe.internal.read.ReadEngine;
import dev.floe.memory.SegmentLease;
import java.lang.foreign.MemorySegment;
import java.util.random.RandomGenerator;

/// What a session is made of, behind its public face and its store: the base snapshot, the changes,
/// and where chunks go. Reads take one state and keep to it; a commit puts the next in its place.
/// Any thread may call.
public final class SessionCore {
  /// The services of the repository that a session works with, and its settings.
  ///
  /// @param inlineThresholdBytes chunks up to this length go into manifests
  /// @param packing which chunks are packed, and how large packs grow
  public record Services(
      AssetManager assets,
      ReadEngine reads,
      RandomGenerator random,
      int inlineThresholdBytes,
      ChunkPacker.Sizes packing) {}

  /// One state of a session.
  ///
  /// @param branch where it may commit, or null
  public record State(
      SnapshotNodes base,
      EditChanges changes,
      SessionNodes nodes,
      boolean readOnly,
      String branch,
      ArrayDirectory<ResolvedArray> arrays) {}

  private final Services services;
  private final ChunkPacker packer;
  private final Scratch<RecordedChunk> scratch = new Scratch<>(RecordedChunk::new);
  private volatile State state;

  private SessionCore(Services services, SnapshotId base, String branch) {
    this.services = services;
    this.packer =
        branch == null || services.packing.chunkLimitBytes() == 0
            ? null
            : new ChunkPacker(
                services.packing,
                services.assets.pool(),
                services.random,
                services.assets::writeChunk);
    this.state = state(base, branch);
  }

  /// A session that only reads a snapshot.
  public static SessionCore readOnly(Services services, SnapshotId snapshot) {
    return new SessionCore(services, snapshot, null);
  }

  /// A session that may commit to a branch.
  public static SessionCore writable(Services services, SnapshotId tip, String branch) {
    return new SessionCore(services, tip, branch);
  }

  private State state(SnapshotId base, String branch) {
    return state(new SnapshotNodes(services.assets, base), new EditChanges(), branch);
  }

  private State state(SnapshotNodes nodes, EditChanges changes, String branch) {
    boolean readOnly = branch == null;
    if (readOnly) {
      changes.retire();
    }
    return new State(
        nodes,
        changes,
        new SessionNodes(nodes, changes, services.random),
        readOnly,
        branch,
        new ArrayDirectory<>(path -> resolve(nodes, changes, readOnly, path)));
  }

  private ResolvedArray resolve(
      SnapshotNodes base, EditChanges changes, boolean readOnly, NodePath path) {
    return new SessionNodes(base, changes, services.random)
        .find(path)
        .filter(NodeSnapshot::isArray)
        .map(array -> resolved(base, changes, readOnly, array))
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
            readOnly ? ChunkChanges.NONE : new RecordedChanges(changes, array.id(), scratch));
    return new ResolvedArray(array, chunks);
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

  /// The state, if it takes changes.
  public State writableState() {
    State at = state;
    if (at.readOnly) {
      throw new ReadOnlyException(
          ErrorKind.READ_ONLY_SESSION,
          "the session at snapshot " + at.base.id() + " only reads; open a writable one");
    }
    return at;
  }

  /// Stores the bytes of a chunk where its length says and answers where they are. When this
  /// returns without packing, they are stored; a packed chunk is once the session commits.
  public ChunkPayload storeChunk(MemorySegment bytes) {
    if (bytes.byteSize() <= services.inlineThresholdBytes) {
      return new ChunkPayload.Inline(bytes);
    }
    if (packer != null && packer.packs(bytes.byteSize())) {
      return packer.add(bytes);
    }
    ChunkId id = ChunkId.random(services.random);
    if (Sharing.isShared(bytes)) {
      Futures.await(services.assets.writeChunk(id, bytes));
    } else {
      // Storages write from their own threads, which may not touch a confined arena's memory.
      try (SegmentLease copy = services.assets.pool().lease(bytes.byteSize())) {
        copy.segment().copyFrom(bytes);
        Futures.await(services.assets.writeChunk(id, copy.segment()));
      }
    }
    return new ChunkPayload.Native(id, 0, bytes.byteSize());
  }

  /// Makes every chunk recorded so far durable; a failure leaves the session as it is.
  public void storePending() {
    if (packer != null) {
      packer.drain();
    }
  }

  /// Puts an empty set of changes in place of the changes made.
  public void discardChanges() {
    State at = writableState();
    state = state(at.base.id(), at.branch);
    at.changes.retire();
    if (packer != null) {
      packer.dropPending();
    }
  }

  /// Carries the session's changes over the commits that others made to its branch since, as far as
  /// the solver lets them. The changes are frozen meanwhile.
  ///
  /// @throws dev.floe.conflict.RebaseFailedException if the solver refuses; the session is on the
  ///   last commit that it did not refuse then
  public void rebase(ConflictSolver solver) {
    State at = state;
    new Rebase(services.assets, solver, at.base.id(), at.changes)
        .run(at.branch, commit -> rebased(at.changes, commit, at.branch));
  }

  private void rebased(EditChanges changes, SnapshotId onto, String branch) {
    SnapshotNodes nodes = new SnapshotNodes(services.assets, onto);
    changes.rebased(nodes);
    state = state(nodes, changes, branch);
  }

  /// Makes the session a read-only one of the snapshot it committed.
  public void committed(SnapshotId snapshot) {
    state = state(snapshot, null);
    if (packer != null) {
      packer.dropPending();
    }
  }
}
