package dev.floe.internal.backend;

import dev.floe.storage.DirectReads.DirectObject;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.ObjectVersion;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// One content of one key, immutable. The store holds it once while it is current, every reader
/// holds it once more; the bytes go with the last.
final class InMemoryObject {
  private final Bytes bytes;
  private final ObjectVersion version;
  private final Instant lastModified;
  private final Map<String, String> metadata;

  /// An object over bytes of which the caller hands over one hold.
  InMemoryObject(
      Bytes bytes, ObjectVersion version, Instant lastModified, Map<String, String> metadata) {
    this.bytes = bytes;
    this.version = version;
    this.lastModified = lastModified;
    this.metadata = metadata;
  }

  Bytes bytes() {
    return bytes;
  }

  ObjectVersion version() {
    return version;
  }

  String etag() {
    return version.etag().orElseThrow();
  }

  Instant lastModified() {
    return lastModified;
  }

  Map<String, String> metadata() {
    return metadata;
  }

  ObjectInfo info(String key) {
    return new ObjectInfo(key, bytes.lengthBytes(), lastModified, Optional.of(version), metadata);
  }

  /// Memory under a count of holders, which copies of an object share.
  static final class Bytes implements DirectObject {
    private final Arena arena;
    private final MemorySegment resident;
    private final AtomicInteger holders = new AtomicInteger(1);

    private Bytes(Arena arena, MemorySegment resident) {
      this.arena = arena;
      this.resident = resident;
    }

    /// A copy of a body, held once by the caller.
    static Bytes copyOf(MemorySegment body) {
      Arena arena = Arena.ofShared();
      MemorySegment copy = arena.allocate(Math.max(1, body.byteSize()), 64);
      MemorySegment.copy(body, 0, copy, 0, body.byteSize());
      return new Bytes(arena, copy.asSlice(0, body.byteSize()).asReadOnly());
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

    @Override
    public long lengthBytes() {
      return resident.byteSize();
    }

    @Override
    public void readInto(long offset, MemorySegment destination) {
      MemorySegment.copy(resident, offset, destination, 0, destination.byteSize());
    }

    @Override
    public MemorySegment resident() {
      return resident;
    }

    /// Gives one hold back.
    @Override
    public void close() {
      if (holders.decrementAndGet() == 0) {
        arena.close();
      }
    }
  }
}
