package dev.floe.zarr;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.format.ByteRange;
import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import dev.floe.internal.commit.ResolvedArray;
import dev.floe.internal.commit.SessionCore;
import dev.floe.internal.concurrent.Scratch;
import dev.floe.internal.read.BatchItems;
import dev.floe.internal.read.BatchRead;
import dev.floe.internal.read.ChunkCursor;
import dev.floe.memory.SegmentLease;
import dev.floe.virtual.VirtualChunk;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// A session as a Zarr store: keys to bytes. What is not there is a value (empty, `false`,
/// [#ABSENT]), not an exception; what cannot be is an exception.
///
/// Keys are `<path>/zarr.json` and `<path>/c/<i>/<j>…`; see [StoreKey]. Ranges are strict; see
/// [ByteRange]. Any thread may call; calls block for I/O and suit virtual threads. Segments given
/// are borrowed for the call.
public final class Store {
  /// What reads of a length answer where there is nothing.
  public static final long ABSENT = -1;

  private static final class Scan {
    private final ChunkKeyScan key = new ChunkKeyScan();
    private final ChunkCursor cursor = new ChunkCursor();
  }

  private final SessionCore core;
  private final Scratch<Scan> scans = new Scratch<>(Scan::new);
  private final Scratch<ChunkCursor> cursors = new Scratch<>(ChunkCursor::new);
  private final StoreListing listing;
  private final StoreWrites writes;

  /// The store of a session, which makes it; nobody else can.
  @SuppressWarnings("exports")
  public Store(SessionCore core) {
    this.core = core;
    this.listing = new StoreListing(core);
    this.writes = new StoreWrites(core);
  }

  // Reads

  /// The value of a key as a lease that the caller closes; empty if there is none.
  public Optional<SegmentLease> get(String key) {
    return get(key, ByteRange.all());
  }

  /// A part of the value of a key as a lease that the caller closes; empty if there is no such key.
  public Optional<SegmentLease> get(String key, ByteRange range) {
    Scan scan = scans.take();
    try {
      if (locate(key, scan)) {
        return scan.cursor.kind() == ChunkCursor.Kind.ABSENT
            ? Optional.empty()
            : Optional.of(core.services().reads().read(scan.cursor, core.pending(), range));
      }
    } finally {
      give(scan);
    }
    Optional<MemorySegment> document = document(key);
    if (document.isEmpty()) {
      return Optional.empty();
    }
    MemorySegment bytes = document.get();
    long start = range.start(bytes.byteSize());
    long length = range.end(bytes.byteSize()) - start;
    SegmentLease lease = core.services().assets().pool().lease(length);
    MemorySegment.copy(bytes, start, lease.segment(), 0, length);
    return Optional.of(lease);
  }

  /// Copies a part of the value of a key to the beginning of `destination`, which must have room
  /// for it. Allocates nothing when warm, for chunks inside manifests and for those of storages
  /// with direct reads.
  ///
  /// @return how many bytes were copied, or [#ABSENT]
  public long getInto(String key, ByteRange range, MemorySegment destination) {
    Scan scan = scans.take();
    try {
      if (locate(key, scan)) {
        return scan.cursor.kind() == ChunkCursor.Kind.ABSENT
            ? ABSENT
            : core.services().reads().readInto(scan.cursor, core.pending(), range, destination);
      }
    } finally {
      give(scan);
    }
    Optional<MemorySegment> document = document(key);
    if (document.isEmpty()) {
      return ABSENT;
    }
    long start = range.start(document.get().byteSize());
    long length = range.end(document.get().byteSize()) - start;
    if (length > destination.byteSize()) {
      throw new InvalidInputException(
          ErrorKind.INVALID_BYTE_RANGE,
          "destination: expected room for " + length + " bytes, found " + destination.byteSize());
    }
    MemorySegment.copy(document.get(), start, destination, 0, length);
    return length;
  }

  private void give(Scan scan) {
    scan.cursor.clear();
    scans.give(scan);
  }

  /// Locates a chunk; false if the key is not one of a chunk. The chunk of a node that is not there
  /// is absent; that of a group is `not-an-array`.
  private boolean locate(String key, Scan scan) {
    int from = key.startsWith("/") ? 1 : 0;
    String text = from == 0 ? key : key.substring(1);
    if (!scan.key.scan(text)) {
      return false;
    }
    SessionCore.State state = core.state();
    ResolvedArray array = core.arrayOrNull(state, text, 0, scan.key.pathLength());
    if (array != null) {
      array.chunks().locate(scan.key.indices(), scan.key.rank(), scan.cursor);
      return true;
    }
    StoreKey.Chunk chunk = (StoreKey.Chunk) StoreKey.parseStored(key);
    if (state.nodes().find(chunk.path()).isPresent()) {
      state.nodes().array(chunk.path());
    }
    scan.cursor.absent();
    return true;
  }

  /// The document that a key names, if it names one and it is there.
  private Optional<MemorySegment> document(String key) {
    return switch (StoreKey.parseStored(key)) {
      case StoreKey.Document(NodePath path) ->
          core.state().nodes().find(path).map(NodeSnapshot::userData);
      case StoreKey.ZarrV2 never -> Optional.empty();
      case StoreKey.Chunk chunk -> throw new IllegalStateException("a chunk is no document");
    };
  }

  /// Whether there is a value.
  public boolean exists(String key) {
    return size(key).isPresent();
  }

  /// The length of the value of a key, without reading it; empty if there is none.
  public OptionalLong size(String key) {
    Scan scan = scans.take();
    try {
      if (locate(key, scan)) {
        return scan.cursor.kind() == ChunkCursor.Kind.ABSENT
            ? OptionalLong.empty()
            : OptionalLong.of(scan.cursor.lengthBytes());
      }
    } finally {
      give(scan);
    }
    return document(key)
        .map(bytes -> OptionalLong.of(bytes.byteSize()))
        .orElseGet(OptionalLong::empty);
  }

  /// The lengths of all values at or below a group or array, added up.
  public long sizeOfPrefix(String prefix) {
    try (Stream<String> documents = listing.documents(prefix)) {
      return documents.mapToLong(key -> size(key).orElse(0)).sum() + listing.chunkBytes(prefix);
    }
  }

  /// Reads a batch of chunks, neighbours together and all of it concurrently. The future completes
  /// when nothing is written to any destination any more; single failures are in the results.
  /// Cancelling stops what has not begun.
  public CompletableFuture<ReadResults> readAll(ReadBatch batch) {
    BatchItems items = new BatchItems(batch.size());
    Scan scan = scans.take();
    try {
      for (ReadBatch.Read read : batch.reads()) {
        add(items, read, scan.key);
      }
    } finally {
      give(scan);
    }
    long timeoutNanos = batch.timeout().map(Duration::toNanos).orElse(0L);
    return BatchRead.start(
        core.services().reads(), core.pending(), items, timeoutNanos, ReadResults::new);
  }

  private void add(BatchItems items, ReadBatch.Read read, ChunkKeyScan scan) {
    String text = read.key().startsWith("/") ? read.key().substring(1) : read.key();
    SessionCore.State state = core.state();
    if (scan.scan(text)) {
      ResolvedArray array = core.arrayOrNull(state, text, 0, scan.pathLength());
      if (array != null) {
        items.add(array.chunks(), scan.indices(), scan.rank(), read.range(), read.destination());
        return;
      }
    }
    if (!(StoreKey.parseStored(read.key()) instanceof StoreKey.Chunk chunk)) {
      throw new InvalidInputException(
          ErrorKind.INVALID_KEY,
          "batch read of \"" + read.key() + "\": expected the key of a chunk");
    }
    if (state.nodes().find(chunk.path()).isPresent()) {
      state.nodes().array(chunk.path());
    }
    items.add(null, scan.indices(), 0, read.range(), read.destination());
  }

  /// An array, resolved for many reads; `node-not-found` or `not-an-array`.
  public StoredArray array(String path) {
    String text = path.startsWith("/") ? path : "/" + path;
    return new StoredArray(core, NodePath.stored(text), cursors);
  }

  // Writes

  /// Whether the store refuses writes.
  public boolean readOnly() {
    return core.state().readOnly();
  }

  /// Writes a value: a node's document, or a chunk of an array that exists. Chunk bytes are stored
  /// when this returns, except that packed chunks and those inside manifests are with the commit.
  public void set(String key, MemorySegment value) {
    writes.requireWritable();
    writes.set(StoreKey.parse(key), value);
  }

  /// Memory for the bytes of a chunk, to be filled and handed over with [#set(String,
  /// SegmentLease)], or closed if it comes to nothing. It is the session's, or, where chunks are
  /// kept in memory, that in which they are kept.
  public SegmentLease lease(long lengthBytes) {
    return core.services().assets().leaseToKeep(lengthBytes);
  }

  /// Writes a value as [#set(String, MemorySegment)] does, and takes its memory over: whatever
  /// comes of it, `value` is closed when this is over, and nobody may write to the memory any more,
  /// neither through its segment nor through another lease on it. So a storage in memory keeps a
  /// chunk without copying it. Any lease will do, those of [#lease] best: memory of another pool
  /// stays leased for as long as such a storage has the chunk.
  public void set(String key, SegmentLease value) {
    try (value) {
      writes.requireWritable();
      writes.set(StoreKey.parse(key), value);
    }
  }

  /// Writes a value unless there is one; false, and `value` is not looked at, if there is.
  public boolean setIfAbsent(String key, MemorySegment value) {
    if (StoreKey.parse(key) instanceof StoreKey.ZarrV2) {
      throw StoreWrites.zarrV2(key);
    }
    return !exists(key) && writes.setIfAbsent(StoreKey.parse(key), value);
  }

  /// Points a chunk to bytes in somebody else's file; the location must lie in a container of the
  /// repository.
  public void setVirtualRef(String key, VirtualChunk chunk) {
    setVirtualRef(key, chunk, true);
  }

  /// Points a chunk to bytes in somebody else's file.
  ///
  /// @param validateContainer whether the location must lie in a container of the repository
  public void setVirtualRef(String key, VirtualChunk chunk, boolean validateContainer) {
    writes.requireWritable();
    writes.setVirtualRef(key, chunk, validateContainer);
  }

  /// Points a box of an array's chunks to bytes in other files. Nothing is recorded unless all of
  /// it can be, except that locations outside every container are left out.
  ///
  /// @param validateContainers whether locations must lie in containers of the repository
  /// @return the numbers of the chunks that were left out
  public List<Integer> setVirtualRefs(
      String arrayPath, VirtualChunkColumns chunks, boolean validateContainers) {
    writes.requireWritable();
    return writes.setVirtualRefs(arrayPath, chunks, validateContainers);
  }

  /// Deletes a chunk, or a node with everything below it by its document. What is not there is
  /// nothing to do; only a chunk of an array's grid is recorded as deleted all the same, so that
  /// others who write it meanwhile are a conflict.
  public void delete(String key) {
    StoreKey parsed = StoreKey.parse(key);
    if (parsed instanceof StoreKey.Chunk && !readOnly()) {
      writes.delete(parsed);
    } else if (!(parsed instanceof StoreKey.ZarrV2) && exists(key)) {
      writes.delete(parsed);
    }
  }

  /// Deletes a node with everything below it, or the chunks of an array below a prefix such as
  /// `a/c/0`.
  public void deleteDirectory(String prefix) {
    writes.requireWritable();
    writes.deleteDirectory(prefix);
  }

  /// Deletes every node.
  public void clear() {
    core.writableState().nodes().clear();
  }

  // Listings

  /// Every key; the caller closes the stream. Documents come first, by the UTF-8 bytes of their
  /// paths, then chunks by path and coordinates.
  public Stream<String> list() {
    return listing.keys("");
  }

  /// Every key at or below a group or an array; the caller closes the stream.
  public Stream<String> listPrefix(String prefix) {
    return listing.keys(prefix);
  }

  /// The names directly below a node or a directory of chunks, such as `a/c/0`; the caller closes
  /// the stream. Nothing for a path that is neither.
  public Stream<String> listDirectory(String prefix) {
    return listing.children(prefix);
  }

  /// The locations of all virtual chunks of the grids of all arrays, as absolute URLs: one for each
  /// chunk, by the UTF-8 bytes of the arrays' paths and then by coordinates, lazily. The caller
  /// closes the stream.
  ///
  /// @throws dev.floe.error.VirtualChunkException `no-container-for-virtual-chunk`, while the
  ///   stream is read, where a location names a container that the configuration does not have
  public Stream<String> virtualChunkLocations() {
    return listing.virtualLocations();
  }

  /// Whether there is nothing directly below a prefix.
  public boolean isEmpty(String prefix) {
    try (Stream<String> names = listDirectory(prefix)) {
      return names.findAny().isEmpty();
    }
  }
}
