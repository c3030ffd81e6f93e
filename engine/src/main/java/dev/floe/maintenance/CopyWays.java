package dev.floe.maintenance;

import dev.floe.error.ErrorKind;
import dev.floe.error.InternalException;
import dev.floe.error.StorageException;
import dev.floe.format.ByteRange;
import dev.floe.internal.concurrent.Futures;
import dev.floe.internal.concurrent.Permits;
import dev.floe.internal.concurrent.Sources;
import dev.floe.memory.SegmentLease;
import dev.floe.memory.SegmentPool;
import dev.floe.storage.FileTransfers;
import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.ObjectFiles;
import dev.floe.storage.ObjectFiles.StagedObject;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.Storage;
import dev.floe.storage.Target;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The ways of one object from one storage to another, each of which may be called by many threads.
///
/// ```
/// from a file or to one, and the other storage takes it    by its transfer, without memory of ours
/// large, and to a file                                     piece by piece, as it comes
/// else                                                     whole, in memory of the pool
/// ```
///
/// What is in memory of the pool is 128 MiB or half of it at most, or one object that is larger.
final class CopyWays implements AutoCloseable {
  private static final long MOST_BYTES = 128 << 20;
  private static final Duration PATIENCE = Duration.ofHours(1);

  private final Storage from;
  private final Storage to;
  private final SegmentPool pool;
  private final long pooledBytes;
  private final Permits room;
  private final CopyTally tally;
  private final Optional<ObjectFiles> fromFiles;
  private final Optional<ObjectFiles> toFiles;
  private final Optional<FileTransfers> transfers;

  /// @param most how many threads call at once
  CopyWays(Storage from, Storage to, SegmentPool pool, int most, Sources sources, CopyTally tally) {
    this.from = from;
    this.to = to;
    this.pool = pool;
    this.pooledBytes = Math.min(MOST_BYTES, Math.max(1, pool.statistics().limitBytes() / 2));
    this.room = new Permits(pooledBytes, most, sources.nanoClock());
    this.tally = tally;
    this.fromFiles = from.objectFiles();
    this.toFiles = to.objectFiles();
    this.transfers =
        fromFiles.isPresent() == toFiles.isPresent()
            ? Optional.empty()
            : (fromFiles.isPresent() ? to : from).fileTransfers(pool);
  }

  void copy(ObjectCopy.Part part, ObjectInfo object) {
    CopyTally.Moved moved = tally.begin();
    long size = object.sizeBytes();
    if (part.kind() == PutOptions.ObjectKind.CHUNK
        && transfers.filter(able -> able.takes(size)).isPresent()
        && transferred(part, object, moved)) {
      moved.at(size);
      return;
    }
    boolean streamed =
        toFiles.isPresent()
            && size > StreamedCopy.PIECE_BYTES
            && pooledBytes >= StreamedCopy.MOST_BYTES;
    long held = streamed ? Math.min(size, StreamedCopy.MOST_BYTES) : size;
    room.acquire(held, PATIENCE);
    try {
      if (streamed) {
        stream(object, moved);
      } else {
        copyWhole(part, object);
      }
    } finally {
      room.release(held);
    }
    moved.at(size);
  }

  /// False if it is to be tried in another way, which says better what does not go.
  private boolean transferred(ObjectCopy.Part part, ObjectInfo object, CopyTally.Moved moved) {
    try {
      if (fromFiles.isPresent()) {
        upload(part, object, moved);
      } else {
        download(object, moved);
      }
      return true;
    } catch (StorageException e) {
      if (e.retryable()) {
        return false;
      }
      throw e;
    }
  }

  private void upload(ObjectCopy.Part part, ObjectInfo object, CopyTally.Moved moved) {
    String key = object.key();
    await(
        key,
        transfers
            .orElseThrow()
            .upload(
                key,
                fromFiles.orElseThrow().file(key),
                object.sizeBytes(),
                options(part, key),
                moved::at));
  }

  private void download(ObjectInfo listed, CopyTally.Moved moved) {
    String key = listed.key();
    ObjectInfo object = Futures.await(from.head(key)).orElseThrow(() -> ObjectCopy.gone(key));
    if (object.sizeBytes() != listed.sizeBytes()) {
      throw ObjectCopy.otherLength(key, listed.sizeBytes(), object.sizeBytes());
    }
    try (StagedObject staged = toFiles.orElseThrow().stage(key)) {
      await(key, transfers.orElseThrow().download(object, staged.path(), moved::at));
      staged.publish(object.sizeBytes());
    }
  }

  /// Waits for a transfer, telling meanwhile how far all are; whoever is stopped ends it.
  private void await(String key, CompletableFuture<Void> transfer) {
    try {
      while (!isDone(transfer)) {
        tally.checkpoint();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InternalException(
          ErrorKind.CONCURRENCY, key + ": interrupted while it was copied", e);
    } finally {
      if (!transfer.isDone()) {
        transfer.cancel(true);
        transfer.handle((_, _) -> null).join();
      }
    }
  }

  private static boolean isDone(CompletableFuture<Void> transfer) throws InterruptedException {
    try {
      transfer.get(CopyTally.TELL_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException _) {
      return false;
    } catch (ExecutionException e) {
      throw Futures.failure(e);
    }
  }

  private void stream(ObjectInfo object, CopyTally.Moved moved) {
    try (StagedObject staged = toFiles.orElseThrow().stage(object.key())) {
      new StreamedCopy(from, pool, PATIENCE, object, staged, tally, moved).run();
      staged.publish(object.sizeBytes());
    }
  }

  private void copyWhole(ObjectCopy.Part part, ObjectInfo object) {
    long size = object.sizeBytes();
    if (size > pooledBytes) {
      try (Arena arena = Arena.ofShared()) {
        copyWhole(part, object, arena.allocate(size));
      }
    } else {
      try (SegmentLease lease = pool.lease(Math.max(1, size), PATIENCE)) {
        copyWhole(part, object, lease.segment().asSlice(0, size));
      }
    }
  }

  private void copyWhole(ObjectCopy.Part part, ObjectInfo object, MemorySegment body) {
    String key = object.key();
    // A range is read in parts, side by side, as the storage is set up; a whole object is not.
    GetOptions all =
        body.byteSize() == 0
            ? GetOptions.WHOLE
            : GetOptions.range(ByteRange.of(0, body.byteSize()));
    GetResult result = Futures.await(from.get(key, all, Target.of(body)));
    if (!(result instanceof GetResult.Modified(var version, long _, long whole))) {
      throw ObjectCopy.gone(key);
    }
    if (whole != body.byteSize()) {
      throw ObjectCopy.otherLength(key, body.byteSize(), whole);
    }
    Futures.await(to.put(key, body, options(part, key)));
  }

  private PutOptions options(ObjectCopy.Part part, String key) {
    return new PutOptions(Precondition.NONE, Optional.empty(), metadata(part, key), part.kind());
  }

  /// Metadata files say in their object's metadata what they are.
  private Map<String, String> metadata(ObjectCopy.Part part, String key) {
    if (part.kind() == PutOptions.ObjectKind.CHUNK || !from.capabilities().metadata()) {
      return Map.of();
    }
    return Futures.await(from.head(key)).map(ObjectInfo::metadata).orElseGet(Map::of);
  }

  @Override
  public void close() {
    transfers.ifPresent(FileTransfers::close);
  }
}
