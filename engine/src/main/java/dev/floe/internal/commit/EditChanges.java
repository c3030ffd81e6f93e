package dev.floe.internal.commit;

import dev.floe.error.ErrorKind;
import dev.floe.error.InternalException;
import dev.floe.error.NotFoundException;
import dev.floe.format.ChangeSetSize;
import dev.floe.format.ChunkPayload;
import dev.floe.format.NodeData;
import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import dev.floe.format.SnapshotId;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// The changes of an editing session: nodes added, updated and deleted, and the chunks written and
/// deleted of each array. Documents and inline chunks are copied in. Nobody closes a change set:
/// many chunk references are in native memory, which goes when nobody holds the set any more.
///
/// Any thread may call any method. Mutations of nodes exclude each other ([#mutate]); chunks of
/// different coordinates hardly ever wait for one another. What is asked of nodes is not checked
/// here but in [SessionNodes], which knows the base snapshot too.
public final class EditChanges implements ChangeSet {
  /// A warning is due once when more distinct chunks than this were recorded.
  static final long MANY_CHUNKS = 50_000_000;

  private static final int LOOK_MASK = 0xfff;

  private static final AtomicLong NUMBERS = new AtomicLong();

  private static final System.Logger LOG = System.getLogger(EditChanges.class.getName());

  /// A node that was deleted; the same path may have come into being again with another id.
  public record DeletedNode(NodePath path, NodeId id) {}

  private final MutationGate gate = new MutationGate();
  private final Object nodeMonitor = new Object();
  private final ChunkMemory memory = new ChunkMemory();

  private final Map<NodePath, NodeSnapshot> newGroups = new ConcurrentHashMap<>();
  private final Map<NodePath, NodeSnapshot> newArrays = new ConcurrentHashMap<>();
  private final Map<NodeId, MemorySegment> updatedGroups = new ConcurrentHashMap<>();
  private final Map<NodeId, ArrayContent> updatedArrays = new ConcurrentHashMap<>();
  private final Set<DeletedNode> deletedGroups = ConcurrentHashMap.newKeySet();
  private final Set<DeletedNode> deletedArrays = ConcurrentHashMap.newKeySet();

  /// Tables by array. A table of which [#recordedEver] is false does not count as recorded.
  private final ConcurrentHashMap<NodeId, PagedChunkTable> chunks = new ConcurrentHashMap<>();

  /// Nodes that are no more, those of the session itself too, so that a racing chunk cannot bring a
  /// table back. Ids are never used again.
  private final Set<NodeId> gone = ConcurrentHashMap.newKeySet();

  /// Which set this is in this process, in the order in which they came into being.
  private final long number = NUMBERS.incrementAndGet();

  private final LongAdder distinctChunks = new LongAdder();
  private final AtomicBoolean warned = new AtomicBoolean();

  private volatile long nodeGeneration;

  /// What the changes were rebased on last, or null.
  private volatile BaseNodes rebasedOn;

  /// The snapshots that hold what the changes were when the session was forked, and how often
  /// chunks of each array had been recorded by then.
  private final Map<SnapshotId, Map<NodeId, Long>> forkPoints = new ConcurrentHashMap<>();

  /// Runs a mutation of nodes when the set is open, alone among its kind.
  <T> T mutate(Supplier<T> mutation) {
    while (true) {
      gate.awaitOpen();
      synchronized (nodeMonitor) {
        if (!gate.isClosed()) {
          try {
            return mutation.get();
          } finally {
            nodeGeneration++;
          }
        }
      }
    }
  }

  /// The changes are over another base from now on; called while they are frozen.
  void rebased(BaseNodes base) {
    rebasedOn = base;
    forkPoints.clear();
    nodeGeneration++;
  }

  /// The changes were written as a snapshot for forks to start from; called while they are frozen.
  void forkedAt(SnapshotId point) {
    Map<NodeId, Long> records = new HashMap<>();
    chunks.forEach((array, table) -> records.put(array, table.records()));
    forkPoints.put(point, records);
  }

  /// Where forks of which the changes can be merged into these started.
  Set<SnapshotId> forkPoints() {
    return Collections.unmodifiableSet(forkPoints.keySet());
  }

  /// Whether chunks of an array may have been recorded after the session was forked.
  boolean isWrittenSince(SnapshotId point, NodeId array) {
    PagedChunkTable table = chunks.get(array);
    Long before = forkPoints.getOrDefault(point, Map.of()).get(array);
    return table != null && table.recordedEver() && (before == null || before != table.records());
  }

  /// Refuses a change that was prepared over a base that is not the base any more.
  void requireBase(BaseNodes base) {
    BaseNodes now = rebasedOn;
    if (now != null && now != base) {
      throw new InternalException(
          ErrorKind.CONCURRENCY,
          "session: it was rebased while this change was being made; make the change again");
    }
  }

  /// A number that grows with every mutation of a node, so that what was resolved once can be kept.
  public long nodeGeneration() {
    return nodeGeneration;
  }

  void addGroup(NodePath path, NodeId id, MemorySegment userData) {
    newGroups.put(path, new NodeSnapshot(id, path, owned(userData), NodeData.Group.INSTANCE));
  }

  void addArray(NodePath path, NodeId id, ArrayContent content) {
    newArrays.put(path, newArray(path, id, content));
  }

  private static NodeSnapshot newArray(NodePath path, NodeId id, ArrayContent content) {
    NodeData.Array data = new NodeData.Array(content.shape(), content.dimensionNames(), List.of());
    return new NodeSnapshot(id, path, owned(content.userData()), data);
  }

  /// Replaces the document of a group; one that is new stays merely new.
  void updateGroup(NodePath path, NodeId id, MemorySegment userData) {
    if (newGroups.containsKey(path)) {
      addGroup(path, id, userData);
    } else {
      updatedGroups.put(id, owned(userData));
    }
  }

  /// Replaces what an array is. Recorded chunks stay, those outside the new shape too; only where
  /// the number of dimensions changes they go, for none of them can ever be visible again.
  void updateArray(NodePath path, NodeId id, ArrayContent content) {
    if (newArrays.containsKey(path)) {
      newArrays.put(path, newArray(path, id, content));
    } else {
      updatedArrays.put(id, content.owned());
    }
    PagedChunkTable table = chunks.get(id);
    if (table != null && table.rank() != content.shape().size()) {
      chunks.put(id, newTable(content.shape().size(), table.recordedEver()));
      table.detach();
    }
  }

  void deleteGroup(NodePath path, NodeId id) {
    updatedGroups.remove(id);
    if (newGroups.remove(path) == null) {
      deletedGroups.add(new DeletedNode(path, id));
    }
    gone.add(id);
  }

  void deleteArray(NodePath path, NodeId id) {
    updatedArrays.remove(id);
    if (newArrays.remove(path) == null) {
      deletedArrays.add(new DeletedNode(path, id));
    }
    gone.add(id);
    PagedChunkTable table = chunks.remove(id);
    if (table != null) {
      table.detach();
    }
  }

  /// The node that was added at a path, or null.
  NodeSnapshot newNode(NodePath path) {
    NodeSnapshot array = newArrays.get(path);
    return array != null ? array : newGroups.get(path);
  }

  /// Whether a node was added here.
  boolean isNew(NodeSnapshot node) {
    NodeSnapshot added = newNode(node.path());
    return added != null && added.id().equals(node.id());
  }

  /// Whether a node was deleted.
  boolean isDeleted(NodeId id) {
    return gone.contains(id);
  }

  /// A node of the base with its updates.
  NodeSnapshot overlaid(NodeSnapshot node) {
    return switch (node.data()) {
      case NodeData.Group group -> {
        MemorySegment userData = updatedGroups.get(node.id());
        yield userData == null
            ? node
            : new NodeSnapshot(node.id(), node.path(), userData, node.data());
      }
      case NodeData.Array array -> {
        ArrayContent content = updatedArrays.get(node.id());
        yield content == null
            ? node
            : new NodeSnapshot(node.id(), node.path(), content.userData(), content.over(array));
      }
    };
  }

  /// Records a payload, or a deletion if it is null, for a chunk of an array. The caller has
  /// checked the coordinates. Inline bytes are copied.
  ///
  /// @throws NotFoundException if the array was deleted meanwhile
  public void recordChunk(NodeId array, int[] indices, int rank, ChunkPayload payload) {
    recordChunkIf(array, indices, rank, null, payload);
  }

  /// As [#recordChunk], in one step with a test of the entry that is there, which is null if none
  /// is.
  ///
  /// @return whether the condition held
  public boolean recordChunkIf(
      NodeId array,
      int[] indices,
      int rank,
      Predicate<RecordedChunk> condition,
      ChunkPayload payload) {
    BaseNodes base = rebasedOn;
    while (true) {
      switch (tableFor(array, rank).recordIf(indices, rank, condition, payload)) {
        case ADDED -> {
          countChunks(1, (int) Neighbours.block(indices, rank));
          return true;
        }
        case REPLACED -> {
          return true;
        }
        case REFUSED -> {
          return false;
        }
        case FROZEN -> {
          gate.awaitOpen();
          requireBase(base);
        }
        case DETACHED -> {}
      }
    }
  }

  /// Records the next chunks of a run for an array, as many as lie together; the caller has checked
  /// them. Chunks that are recorded one after the other in a run cost far less than by themselves.
  ///
  /// @throws NotFoundException if the array was deleted meanwhile
  void recordBlock(NodeId array, VirtualRun run) {
    BaseNodes base = rebasedOn;
    int first = run.next();
    int added = tableFor(array, run.indices().length).recordBlock(run);
    while (added == PagedChunkTable.NOTHING) {
      gate.awaitOpen();
      requireBase(base);
      added = tableFor(array, run.indices().length).recordBlock(run);
    }
    boolean many = run.next() - first > 1 << Neighbours.BITS;
    countChunks(added, many ? 0 : first >>> Neighbours.BITS);
  }

  /// Records entries for an array in one step: no commit holds a part of them.
  ///
  /// @param check is run when nothing can change any more, and may refuse
  void recordAll(NodeId array, SortedChunks entries, Runnable check) {
    freeze();
    try {
      check.run();
      recordFrozen(array, entries);
    } finally {
      thaw();
    }
  }

  /// Records entries for an array while the set is frozen, by whoever froze it.
  void recordFrozen(NodeId array, SortedChunks entries) {
    PagedChunkTable table = tableFor(array, entries.rank());
    RecordedChunk entry = new RecordedChunk();
    for (int i = 0; i < entries.size(); i++) {
      entries.read(i, entry);
      if (table.recordFrozen(entry.unsignedIndices(), entry.payload().orElse(null))) {
        countChunks(1, i);
      }
    }
  }

  /// As if chunks were recorded for arrays for which another set has some, though none is.
  void recordNoneOf(EditChanges other) {
    other.allChunks().forEach((id, table) -> recordNone(id, table.rank()));
  }

  /// As if chunks were recorded for an array, though none is.
  void recordNone(NodeId array, int rank) {
    chunks.putIfAbsent(array, newTable(rank, true));
  }

  /// Of a set that was written and is read again: the new document of a group of the base.
  void restoreGroup(NodeId id, MemorySegment userData) {
    updatedGroups.put(id, owned(userData));
  }

  /// Of a set that was written and is read again: what an array of the base became.
  void restoreArray(NodeId id, ArrayContent content) {
    updatedArrays.put(id, content.owned());
  }

  /// Of a set that was written and is read again: where forks started. How much was recorded by
  /// then is not known any more.
  void restoreForkPoint(SnapshotId point) {
    forkPoints.put(point, Map.of());
  }

  /// Of a set that was written and is read again, all its chunks being there: how many were
  /// recorded, those of deleted arrays included.
  void restoreCount(long recorded) {
    distinctChunks.add(Math.max(0, recorded - distinctChunks.sum()));
  }

  /// What happened to nodes, and which arrays have recorded chunks, without those.
  EditChanges outline() {
    EditChanges outline = new EditChanges();
    outline.newGroups.putAll(newGroups);
    outline.newArrays.putAll(newArrays);
    outline.updatedGroups.putAll(updatedGroups);
    outline.updatedArrays.putAll(updatedArrays);
    outline.deletedGroups.addAll(deletedGroups);
    outline.deletedArrays.addAll(deletedArrays);
    outline.gone.addAll(gone);
    outline.recordNoneOf(this);
    return outline;
  }

  /// Nodes are no more that were here before; called while the set is frozen.
  void bury(Set<NodeId> nodes) {
    gone.addAll(nodes);
    nodeGeneration++;
  }

  /// The nodes that are no more, those of the session itself too.
  Set<NodeId> gone() {
    return Collections.unmodifiableSet(gone);
  }

  private PagedChunkTable tableFor(NodeId array, int rank) {
    PagedChunkTable table = chunks.get(array);
    if (table == null) {
      table = chunks.computeIfAbsent(array, id -> gone.contains(id) ? null : newTable(rank, false));
    }
    if (table == null) {
      throw new NotFoundException(
          ErrorKind.NODE_NOT_FOUND, "array " + array + ": it was deleted in this session");
    }
    return table;
  }

  private PagedChunkTable newTable(int rank, boolean recordedEver) {
    return new PagedChunkTable(rank, gate, memory, recordedEver);
  }

  /// @param number that spaces out the looks at the sum: threads have no counter in common, which
  ///   would cost them more than the rest
  private void countChunks(int added, int number) {
    distinctChunks.add(added);
    if ((number & LOOK_MASK) == 0
        && distinctChunks.sum() > MANY_CHUNKS
        && warned.compareAndSet(false, true)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "a session holds more than " + MANY_CHUNKS + " chunk changes; commit more often");
    }
  }

  /// Copies what was recorded for a chunk into `into`; false if nothing was. Allocates nothing.
  public boolean findChunk(NodeId array, int[] indices, int rank, RecordedChunk into) {
    PagedChunkTable table = chunks.isEmpty() ? null : chunks.get(array);
    return table != null && table.find(indices, rank, into);
  }

  /// The chunks recorded for an array, or null if none ever were. An emptied table is one.
  public ChunkTable chunks(NodeId array) {
    PagedChunkTable table = chunks.get(array);
    return table != null && table.recordedEver() ? table : null;
  }

  /// All chunk tables, by array; a snapshot of the map.
  public Map<NodeId, ChunkTable> allChunks() {
    TreeMap<NodeId, ChunkTable> all = new TreeMap<>();
    chunks.forEach((id, table) -> {
      if (table.recordedEver()) {
        all.put(id, table);
      }
    });
    return all;
  }

  /// Removes recorded chunks that match; the table of the array stays. For solving conflicts.
  void dropChunkChanges(NodeId array, Predicate<RecordedChunk> condition) {
    PagedChunkTable table = chunks.get(array);
    if (table != null) {
      table.removeIf(condition);
    }
  }

  /// How many distinct chunks were recorded since the set began, counting those of deleted arrays.
  public long distinctChunks() {
    return distinctChunks.sum();
  }

  /// How much memory the recorded chunks take.
  public ChangeSetSize size() {
    ChangeSetSize size = new ChangeSetSize(0, memory.heldBytes(), 0, 0, 0, 0, 0);
    for (PagedChunkTable table : chunks.values()) {
      size = size.plus(table.heapSize());
    }
    return size;
  }

  @Override
  public boolean isEmpty() {
    return newGroups.isEmpty()
        && newArrays.isEmpty()
        && updatedGroups.isEmpty()
        && updatedArrays.isEmpty()
        && deletedGroups.isEmpty()
        && deletedArrays.isEmpty()
        && distinctChunks.sum() == 0;
  }

  @Override
  public void freeze() {
    gate.close();
    synchronized (nodeMonitor) {
      chunks.values().forEach(PagedChunkTable::fence);
    }
  }

  @Override
  public void thaw() {
    gate.open();
  }

  @Override
  public void retire() {
    gate.retire();
  }

  /// A number of its own, by which those who freeze several sets order them.
  long number() {
    return number;
  }

  /// The groups that were added, by path.
  public Map<NodePath, NodeSnapshot> newGroups() {
    return Collections.unmodifiableMap(newGroups);
  }

  /// The arrays that were added, by path; they have no manifests.
  public Map<NodePath, NodeSnapshot> newArrays() {
    return Collections.unmodifiableMap(newArrays);
  }

  /// The new documents of groups of the base.
  public Map<NodeId, MemorySegment> updatedGroups() {
    return Collections.unmodifiableMap(updatedGroups);
  }

  /// What arrays of the base became.
  public Map<NodeId, ArrayContent> updatedArrays() {
    return Collections.unmodifiableMap(updatedArrays);
  }

  /// The groups of the base that were deleted.
  public Set<DeletedNode> deletedGroups() {
    return Collections.unmodifiableSet(deletedGroups);
  }

  /// The arrays of the base that were deleted.
  public Set<DeletedNode> deletedArrays() {
    return Collections.unmodifiableSet(deletedArrays);
  }

  static MemorySegment owned(MemorySegment bytes) {
    return MemorySegment.ofArray(bytes.toArray(ValueLayout.JAVA_BYTE)).asReadOnly();
  }
}
