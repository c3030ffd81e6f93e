package dev.floe.internal.read;

import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.error.InvalidInputException;
import dev.floe.error.StorageException;
import dev.floe.format.ByteRange;
import dev.floe.format.ChunkId;
import dev.floe.internal.asset.Asset;
import dev.floe.internal.concurrent.Futures;
import dev.floe.internal.concurrent.Sharing;
import dev.floe.memory.SegmentLease;
import dev.floe.memory.SegmentPool;
import dev.floe.storage.DirectReads.DirectObject;
import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.Purpose;
import dev.floe.storage.Storage;
import dev.floe.storage.Target;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/// Fetches located chunks: one at a time on the caller's thread, or many as a batch. One per
/// repository; thread-safe; closed by the repository, after the last read.
public final class ReadEngine implements AutoCloseable {
  private final Storage storage;
  private final SegmentPool pool;
  private final VirtualSources virtualSources;
  private final Executor executor;
  private final ReadLimits limits;
  private final LongSupplier nanoClock;
  private final DirectObjects objects;
  private final ChunkCache chunkCache;

  /// @param executor runs the workers of batches
  /// @param chunkCacheBytes what may be kept of chunks from storages without direct reads
  public ReadEngine(
      Storage storage,
      SegmentPool pool,
      VirtualSources virtualSources,
      Executor executor,
      ReadLimits limits,
      long chunkCacheBytes,
      LongSupplier nanoClock) {
    this.storage = storage;
    this.pool = pool;
    this.virtualSources = virtualSources;
    this.executor = executor;
    this.limits = limits;
    this.nanoClock = nanoClock;
    this.chunkCache =
        new ChunkCache(pool, Math.min(chunkCacheBytes, pool.statistics().limitBytes() / 4));
    this.objects =
        storage
            .directReads()
            .map(direct -> new DirectObjects(direct, limits.openObjects()))
            .orElse(null);
  }

  Storage storage() {
    return storage;
  }

  SegmentPool pool() {
    return pool;
  }

  /// Where virtual chunks are read from.
  public VirtualSources virtualSources() {
    return virtualSources;
  }

  Executor executor() {
    return executor;
  }

  ReadLimits limits() {
    return limits;
  }

  LongSupplier nanoClock() {
    return nanoClock;
  }

  /// Chunks kept from storages without direct reads.
  ChunkCache chunkCache() {
    return chunkCache;
  }

  /// The open chunk objects, or null where the storage has no direct reads.
  DirectObjects objects() {
    return objects;
  }

  /// Objects were deleted: none stays open, or its room would not be free.
  public void releaseObjects() {
    if (objects != null) {
      objects.release();
    }
  }

  /// Copies a part of a located chunk to the beginning of `destination` and answers how many bytes
  /// that were. Allocates nothing for inline chunks and for native ones of a direct storage that
  /// are open.
  public long readInto(
      ChunkCursor chunk, PendingChunks pending, ByteRange range, MemorySegment destination) {
    long start = range.start(chunk.lengthBytes());
    long length = range.end(chunk.lengthBytes()) - start;
    if (destination.byteSize() < length) {
      throw new InvalidInputException(
          ErrorKind.INVALID_BYTE_RANGE,
          "destination: expected room for " + length + " bytes, found " + destination.byteSize());
    }
    if (length == 0) {
      return 0;
    }
    MemorySegment exact =
        destination.byteSize() == length ? destination : destination.asSlice(0, length);
    fill(chunk, pending, start, exact);
    return length;
  }

  /// A part of a located chunk as a lease of its own; without a copy where the bytes are in memory
  /// and stay there. Read-only in that case.
  public SegmentLease read(ChunkCursor chunk, PendingChunks pending, ByteRange range) {
    long start = range.start(chunk.lengthBytes());
    long length = range.end(chunk.lengthBytes()) - start;
    if (chunk.kind() == ChunkCursor.Kind.NATIVE && length > 0) {
      SegmentLease lent = lend(chunk, start, length);
      if (lent != null) {
        return lent;
      }
    }
    SegmentLease lease = pool.lease(length);
    try {
      if (length > 0) {
        fill(chunk, pending, start, lease.segment());
      }
      return lease;
    } catch (RuntimeException | Error e) {
      lease.close();
      throw e;
    }
  }

  /// A part of a native chunk without a copy, read-only; null where its bytes are not in memory, or
  /// its object is not stored yet.
  SegmentLease lend(ChunkCursor chunk, long start, long length) {
    if (objects == null || !objects.areResident()) {
      return null;
    }
    Asset<DirectObject> object = objects.pinned(chunk.high(), chunk.low());
    if (object == null) {
      return null;
    }
    MemorySegment resident = object.value().resident();
    if (resident == null || resident.byteSize() < chunk.offset() + chunk.lengthBytes()) {
      object.unpin();
      return null;
    }
    return pool.adopt(resident.asSlice(chunk.offset() + start, length), object::unpin);
  }

  private void fill(
      ChunkCursor chunk, PendingChunks pending, long start, MemorySegment destination) {
    switch (chunk.kind()) {
      case INLINE ->
          MemorySegment.copy(
              chunk.bytes(), chunk.offset() + start, destination, 0, destination.byteSize());
      case NATIVE -> {
        if (!pending.copyTo(chunk.high(), chunk.low(), chunk.offset() + start, destination)) {
          fillNative(chunk, start, destination);
        }
      }
      case VIRTUAL -> fillVirtual(chunk, start, destination);
      case ABSENT -> throw new IllegalStateException("an absent chunk has no bytes");
    }
  }

  private void fillNative(ChunkCursor chunk, long start, MemorySegment destination) {
    if (objects == null) {
      fetchNative(chunk, chunk.offset() + start, destination);
      return;
    }
    objects.read(chunk.high(), chunk.low(), chunk.offset() + start, destination, 1);
  }

  private void fetchNative(ChunkCursor chunk, long offset, MemorySegment destination) {
    ChunkId id = new ChunkId(chunk.high(), chunk.low());
    if (chunkCache.keeps(destination.byteSize())) {
      chunkCache.fill(
          id, offset, destination, part -> fetch(storage, id.key(), chunk, offset, part));
    } else {
      fetch(storage, id.key(), chunk, offset, destination);
    }
  }

  private void fillVirtual(ChunkCursor chunk, long start, MemorySegment destination) {
    VirtualSources.Source source = virtualSources.resolve(chunk.location());
    if (source.storage().directReads().isEmpty()) {
      fetch(source.storage(), source.key(), chunk, chunk.offset() + start, destination);
      return;
    }
    Optional<DirectObject> opened =
        source.storage().directReads().get().open(source.key(), chunk.checksum());
    try (DirectObject object = opened.orElseThrow(() -> missingSource(chunk.location()))) {
      long from = chunk.offset() + start;
      if (object.lengthBytes() < from + destination.byteSize()) {
        throw tooShort(chunk.location(), from + destination.byteSize(), object.lengthBytes());
      }
      object.readInto(from, destination);
    }
  }

  private void fetch(
      Storage from, String key, ChunkCursor chunk, long offset, MemorySegment destination) {
    if (!Sharing.isShared(destination)) {
      try (SegmentLease landing = pool.lease(destination.byteSize())) {
        fetch(from, key, chunk, offset, landing.segment());
        destination.copyFrom(landing.segment());
      }
      return;
    }
    ByteRange range = ByteRange.of(offset, offset + destination.byteSize());
    Optional<Purpose> purpose = from.wantsPurpose() ? chunk.purpose() : Optional.empty();
    GetOptions options = new GetOptions(range, Optional.empty(), chunk.checksum(), purpose);
    GetResult result = Futures.await(request(from, key, options, destination));
    requireFound(result, key, from != storage, destination.byteSize());
  }

  /// Asks a storage for a range that a reference says is there: where it is not, it is the object
  /// that is wrong and not the range.
  static CompletableFuture<GetResult> request(
      Storage from, String key, GetOptions options, MemorySegment destination) {
    return from.get(key, options, Target.of(destination))
        .exceptionallyCompose(thrown -> {
          IcechunkException failure = Futures.failure(thrown);
          return CompletableFuture.failedFuture(
              failure.kind() == ErrorKind.INVALID_BYTE_RANGE
                  ? shorterThan(key, options.range(), failure)
                  : failure);
        });
  }

  private static StorageException shorterThan(
      String key, ByteRange range, IcechunkException failure) {
    return new StorageException(
        ErrorKind.INVALID_OBJECT_SIZE,
        key,
        key + ": expected the bytes " + range.toText() + ", found a shorter object",
        failure);
  }

  static void requireFound(GetResult result, String key, boolean foreign, long lengthBytes) {
    switch (result) {
      case GetResult.Modified(var version, long landed, long objectBytes) -> {
        if (landed != lengthBytes) {
          throw tooShort(key, lengthBytes, landed);
        }
      }
      case GetResult.Missing missing -> throw foreign ? missingSource(key) : missing(key);
      case GetResult.Unchanged unchanged -> throw foreign ? missingSource(key) : missing(key);
    }
  }

  static StorageException missing(String key) {
    return new StorageException(
        ErrorKind.OBJECT_NOT_FOUND, key, key + ": expected an object, found none");
  }

  /// The file of a virtual chunk is not there: nothing of the repository is missing.
  static StorageException missingSource(String key) {
    return new StorageException(
        ErrorKind.VIRTUAL_CHUNK_FETCH,
        key,
        key + ": expected the source of a virtual chunk, found no object");
  }

  static StorageException tooShort(String key, long expected, long found) {
    return new StorageException(
        ErrorKind.INVALID_OBJECT_SIZE,
        key,
        key + ": expected at least " + expected + " bytes, found " + found);
  }

  @Override
  public void close() {
    if (objects != null) {
      objects.close();
    }
    chunkCache.clear();
    virtualSources.close();
  }
}
