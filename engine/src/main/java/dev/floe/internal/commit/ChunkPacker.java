package dev.floe.internal.commit;

import dev.floe.format.ChunkId;
import dev.floe.format.ChunkPayload;
import dev.floe.internal.asset.Asset;
import dev.floe.internal.asset.AssetCache;
import dev.floe.internal.concurrent.Futures;
import dev.floe.internal.read.PendingChunks;
import dev.floe.memory.SegmentLease;
import dev.floe.memory.SegmentPool;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

/// Gathers small chunks of one session into shared chunk objects.
///
/// ```
/// chunks/<id>   | chunk | chunk | chunk | …          a pack: nothing between the chunks, no header
///                offset  offset  offset
/// ```
///
/// A full pack is stored in the background; [#drain] stores the rest and waits for all. Until a
/// pack is stored the session reads it from here. A pack whose write failed stays and is written
/// again by the next drain. Thread-safe; closed by the session that owns it.
public final class ChunkPacker implements PendingChunks {
  /// Which chunks are packed, and how large a pack grows.
  ///
  /// @param chunkLimitBytes chunks up to this length are packed; 0 packs none
  /// @param packBytes a pack is stored when the next chunk would make it longer
  public record Sizes(long chunkLimitBytes, long packBytes) {
    public Sizes {
      if (chunkLimitBytes < 0 || packBytes < 1 || chunkLimitBytes > packBytes) {
        throw new IllegalArgumentException(
            "chunks up to " + chunkLimitBytes + " bytes in packs of " + packBytes);
      }
    }
  }

  private static final class Pack {
    private final ChunkId id;
    private final Asset<SegmentLease> memory;
    private long usedBytes;
    private CompletableFuture<Void> stored;

    private Pack(ChunkId id, SegmentLease lease) {
      this.id = id;
      this.memory =
          Asset.keptOnly(new AssetCache.Loaded<>(lease, lease.segment().byteSize(), lease::close));
    }
  }

  private final Sizes sizes;
  private final SegmentPool pool;
  private final RandomGenerator random;
  private final BiFunction<ChunkId, MemorySegment, CompletableFuture<Void>> writer;
  private volatile Pack[] pending = {};
  private Pack open;

  /// @param writer stores a chunk object; the segment is borrowed until the future completes
  public ChunkPacker(
      Sizes sizes,
      SegmentPool pool,
      RandomGenerator random,
      BiFunction<ChunkId, MemorySegment, CompletableFuture<Void>> writer) {
    this.sizes = sizes;
    this.pool = pool;
    this.random = random;
    this.writer = writer;
  }

  /// Whether a chunk of this length is packed.
  public boolean packs(long lengthBytes) {
    return lengthBytes <= sizes.chunkLimitBytes;
  }

  /// Copies a chunk into a pack and answers where it will be.
  public synchronized ChunkPayload.Native add(MemorySegment chunk) {
    long length = chunk.byteSize();
    if (open != null && open.usedBytes + length > sizes.packBytes) {
      store(open);
      open = null;
    }
    if (open == null) {
      open = new Pack(ChunkId.random(random), pool.lease(sizes.packBytes));
      Pack[] more = Arrays.copyOf(pending, pending.length + 1);
      more[pending.length] = open;
      pending = more;
    }
    long offset = open.usedBytes;
    MemorySegment.copy(chunk, 0, open.memory.value().segment(), offset, length);
    open.usedBytes += length;
    return new ChunkPayload.Native(open.id, offset, length);
  }

  private void store(Pack pack) {
    MemorySegment bytes = pack.memory.value().segment().asSlice(0, pack.usedBytes);
    pack.stored = writer.apply(pack.id, bytes).thenRun(() -> forget(pack));
  }

  private synchronized void forget(Pack stored) {
    List<Pack> rest = new ArrayList<>(Arrays.asList(pending));
    if (rest.remove(stored)) {
      pending = rest.toArray(Pack[]::new);
      stored.memory.unpin();
    }
  }

  /// Stores what is pending and waits until all of it is. A failure is thrown; what failed stays
  /// pending.
  public void drain() {
    Pack[] waiting;
    synchronized (this) {
      open = null;
      waiting = pending;
      for (Pack pack : waiting) {
        if (pack.stored == null || pack.stored.isCompletedExceptionally()) {
          store(pack);
        }
      }
    }
    CompletableFuture<?>[] stores =
        Arrays.stream(waiting).map(pack -> pack.stored).toArray(CompletableFuture[]::new);
    Futures.await(CompletableFuture.allOf(stores));
  }

  @Override
  public boolean copyTo(long high, int low, long offset, MemorySegment destination) {
    for (Pack pack : pending) {
      if (pack.id.high() == high && pack.id.low() == low && pack.memory.tryPin()) {
        try {
          long length = destination.byteSize();
          MemorySegment.copy(pack.memory.value().segment(), offset, destination, 0, length);
          return true;
        } finally {
          pack.memory.unpin();
        }
      }
    }
    return false;
  }

  /// Drops what was never stored; writes under way keep their memory until they end.
  public void dropPending() {
    Pack[] dropped;
    synchronized (this) {
      dropped = pending;
      pending = new Pack[0];
      open = null;
    }
    for (Pack pack : dropped) {
      CompletableFuture<Void> stored = pack.stored;
      if (stored == null) {
        pack.memory.unpin();
      } else {
        stored.whenComplete((done, failure) -> pack.memory.unpin());
      }
    }
  }
}
