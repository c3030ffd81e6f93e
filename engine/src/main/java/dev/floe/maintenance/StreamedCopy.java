package dev.floe.maintenance;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.format.ByteRange;
import dev.floe.internal.concurrent.Futures;
import dev.floe.memory.SegmentLease;
import dev.floe.memory.SegmentPool;
import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.ObjectFiles.StagedObject;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.ObjectVersion;
import dev.floe.storage.Storage;
import dev.floe.storage.Target;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/// Copies one object to a file while it comes: some pieces are read ahead of the one that is
/// written, all of one version.
///
/// ```
/// get   [ 4 ]  [ 5 ]  [ 6 ]  [ 7 ]      four under way, in memory of the pool
/// file  [ 0 ][ 1 ][ 2 ][ 3 ]
/// ```
final class StreamedCopy {
  /// One request's worth; it is written while it is in the processor's cache.
  static final long PIECE_BYTES = 4 << 20;

  private static final int AHEAD = 4;

  /// What is under way of one object at most.
  static final long MOST_BYTES = AHEAD * PIECE_BYTES;

  private final Storage from;
  private final SegmentPool pool;
  private final Duration patience;
  private final ObjectInfo object;
  private final StagedObject to;
  private final CopyTally tally;
  private final CopyTally.Moved moved;
  private final Deque<Piece> underWay = new ArrayDeque<>();
  private ObjectVersion version;

  StreamedCopy(
      Storage from,
      SegmentPool pool,
      Duration patience,
      ObjectInfo object,
      StagedObject to,
      CopyTally tally,
      CopyTally.Moved moved) {
    this.from = from;
    this.pool = pool;
    this.patience = patience;
    this.object = object;
    this.to = to;
    this.tally = tally;
    this.moved = moved;
  }

  /// Bytes that were asked for.
  private record Piece(
      long offset, long lengthBytes, SegmentLease lease, CompletableFuture<GetResult> read) {}

  /// Writes all of it to the file; publishes nothing.
  void run() {
    long size = object.sizeBytes();
    long asked = 0;
    try {
      while (asked < size || !underWay.isEmpty()) {
        while (asked < size && underWay.size() < AHEAD) {
          asked += begin(asked, Math.min(PIECE_BYTES, size - asked));
        }
        Piece piece = underWay.peek();
        check(Futures.await(piece.read));
        to.write(piece.offset, piece.lease.segment().asSlice(0, piece.lengthBytes));
        underWay.remove().lease.close();
        moved.at(piece.offset + piece.lengthBytes);
        tally.checkpoint();
      }
    } finally {
      giveUp();
    }
  }

  private long begin(long offset, long lengthBytes) {
    SegmentLease lease = pool.lease(lengthBytes, patience);
    try {
      CompletableFuture<GetResult> read =
          from.get(
              object.key(),
              GetOptions.range(ByteRange.of(offset, offset + lengthBytes)),
              Target.of(lease.segment().asSlice(0, lengthBytes)));
      underWay.add(new Piece(offset, lengthBytes, lease, read));
    } catch (RuntimeException | Error e) {
      lease.close();
      throw e;
    }
    return lengthBytes;
  }

  private void check(GetResult result) {
    String key = object.key();
    if (!(result instanceof GetResult.Modified(var found, long _, long whole))) {
      throw ObjectCopy.gone(key);
    }
    if (whole != object.sizeBytes()) {
      throw ObjectCopy.otherLength(key, object.sizeBytes(), whole);
    }
    if (version != null && !version.equals(found)) {
      throw new StorageException(
          ErrorKind.OBJECT_STORE,
          key,
          key + ": changed while it was copied, from version " + version + " to " + found,
          true,
          null);
    }
    version = found;
  }

  /// Nothing is written to the memory of what is not needed any more when it goes back.
  private void giveUp() {
    underWay.forEach(piece -> piece.read.cancel(true));
    for (Piece piece : underWay) {
      piece.read.handle((_, _) -> null).join();
      piece.lease.close();
    }
  }
}
