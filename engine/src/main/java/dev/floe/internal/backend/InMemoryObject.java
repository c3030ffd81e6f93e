package dev.floe.internal.backend;

import dev.floe.memory.SegmentLease;
import dev.floe.storage.DirectReads.DirectObject;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.ObjectVersion;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// One content of one key, immutable.
///
/// @param lengthBytes of the bytes, at hand for listings
record InMemoryObject(
    Bytes bytes,
    long lengthBytes,
    ObjectVersion version,
    Instant lastModified,
    Map<String, String> metadata) {
  ObjectInfo info(String key) {
    return new ObjectInfo(key, lengthBytes, lastModified, Optional.of(version), metadata);
  }

  /// Leased memory under a count of holders: the store, while the content is current, the copies of
  /// it, and every reader. The lease is closed with the last.
  static final class Bytes {
    private final SegmentLease lease;
    private final MemorySegment resident;
    private final AtomicInteger holders = new AtomicInteger(1);

    /// Bytes held once, by the caller, who has filled the lease and gives it away.
    Bytes(SegmentLease lease) {
      this.lease = lease;
      this.resident = lease.segment().asReadOnly();
    }

    /// One more hold, unless the last one is gone.
    boolean hold() {
      while (true) {
        int now = holders.get();
        if (now == 0) {
          return false;
        }
        if (holders.compareAndSet(now, now + 1)) {
          return true;
        }
      }
    }

    /// Gives one hold back.
    void release() {
      if (holders.decrementAndGet() == 0) {
        lease.close();
      }
    }

    MemorySegment resident() {
      return resident;
    }

    long lengthBytes() {
      return resident.byteSize();
    }
  }

  /// A content that a reader holds.
  static final class Opened implements DirectObject {
    private final Bytes bytes;
    private final AtomicBoolean closed = new AtomicBoolean();

    /// Takes over one hold.
    Opened(Bytes bytes) {
      this.bytes = bytes;
    }

    @Override
    public long lengthBytes() {
      return bytes.lengthBytes();
    }

    @Override
    public void readInto(long offset, MemorySegment destination) {
      MemorySegment.copy(resident(), offset, destination, 0, destination.byteSize());
    }

    @Override
    public MemorySegment resident() {
      if (closed.get()) {
        throw new IllegalStateException("an object in memory was read after it was closed");
      }
      return bytes.resident();
    }

    @Override
    public void close() {
      if (closed.getAndSet(true)) {
        throw new IllegalStateException("an object in memory was closed twice");
      }
      bytes.release();
    }
  }
}
