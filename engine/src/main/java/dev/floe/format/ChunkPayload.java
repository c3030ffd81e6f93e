package dev.floe.format;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.Optional;

/// Where the bytes of one chunk are. Offsets and lengths are unsigned 64-bit on disk; Floe handles
/// those below 2⁶³.
public sealed interface ChunkPayload {
  /// The length of the chunk in bytes.
  long lengthBytes();

  /// The bytes themselves, inside the manifest. The segment is read-only and must outlive the
  /// payload; equality is by content.
  record Inline(MemorySegment bytes) implements ChunkPayload {
    public Inline {
      bytes = bytes.asReadOnly();
    }

    @Override
    public long lengthBytes() {
      return bytes.byteSize();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Inline that && bytes.mismatch(that.bytes) == -1;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(bytes.byteSize());
    }
  }

  /// A part of a chunk object of this repository; the whole object unless it is shared.
  record Native(ChunkId id, long offset, long lengthBytes) implements ChunkPayload {
    public Native {
      Objects.requireNonNull(id, "id");
      requireRange(offset, lengthBytes);
    }
  }

  /// A part of a foreign object. `location` is as stored: an absolute URL or `vcc://name/path`.
  record Virtual(String location, long offset, long lengthBytes, Optional<Checksum> checksum)
      implements ChunkPayload {
    public Virtual {
      Objects.requireNonNull(location, "location");
      Objects.requireNonNull(checksum, "checksum");
      requireRange(offset, lengthBytes);
    }
  }

  private static void requireRange(long offset, long length) {
    if (offset < 0 || length < 0 || offset + length < 0) {
      throw new IllegalArgumentException("offset " + offset + " and length " + length);
    }
  }
}
