package dev.floe.internal.read;

import dev.floe.format.ChunkId;
import dev.floe.internal.asset.Asset;
import dev.floe.internal.asset.AssetCache;
import dev.floe.internal.asset.CacheBudget;
import dev.floe.memory.SegmentLease;
import dev.floe.memory.SegmentPool;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/// Parts of chunk objects that were fetched from storages without direct reads, by object and exact
/// range. Off unless a configuration gives it bytes (`caching.num_bytes_chunks`); what it holds
/// counts in the engine's budget too. Concurrent misses of one part fetch it once. Thread-safe.
final class ChunkCache {
  private record Part(ChunkId id, long offset, long lengthBytes) {}

  private final SegmentPool pool;
  private final long limitBytes;
  private final AssetCache<Part, SegmentLease> parts;

  /// @param limitBytes what the cache may hold; 0 for none
  ChunkCache(SegmentPool pool, long limitBytes) {
    this.pool = pool;
    this.limitBytes = limitBytes;
    this.parts = new AssetCache<>("chunks", new CacheBudget(limitBytes));
  }

  /// Whether a part of this length is kept.
  boolean keeps(long lengthBytes) {
    return lengthBytes <= limitBytes / 2;
  }

  /// Fills `destination` with a part, fetched by `fetch` into the segment it is given if it is not
  /// here.
  void fill(ChunkId id, long offset, MemorySegment destination, Consumer<MemorySegment> fetch) {
    Asset<SegmentLease> part =
        parts.pinned(new Part(id, offset, destination.byteSize()), () -> load(destination, fetch));
    try {
      destination.copyFrom(part.value().segment());
    } finally {
      part.unpin();
    }
  }

  /// Fills `destination` with a part if it is here.
  boolean fillIfHeld(ChunkId id, long offset, MemorySegment destination) {
    Asset<SegmentLease> part = parts.pinned(new Part(id, offset, destination.byteSize()));
    if (part == null) {
      return false;
    }
    try {
      destination.copyFrom(part.value().segment());
      return true;
    } finally {
      part.unpin();
    }
  }

  private AssetCache.Loaded<SegmentLease> load(
      MemorySegment destination, Consumer<MemorySegment> fetch) {
    SegmentLease lease = pool.lease(destination.byteSize());
    try {
      fetch.accept(lease.segment());
      return new AssetCache.Loaded<>(lease, destination.byteSize(), lease::close);
    } catch (RuntimeException | Error e) {
      lease.close();
      throw e;
    }
  }

  /// Drops everything.
  void clear() {
    parts.clear();
  }
}
