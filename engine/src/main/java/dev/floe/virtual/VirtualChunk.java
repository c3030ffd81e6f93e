package dev.floe.virtual;

import dev.floe.format.Checksum;
import dev.floe.format.ChunkPayload;
import java.util.Objects;
import java.util.Optional;

/// A chunk that lies in somebody else's file: where, from which byte, how many bytes, and what the
/// file must still be like when it is read.
///
/// @param location an absolute URL, or `vcc://container/path`
public record VirtualChunk(
    String location, long offset, long lengthBytes, Optional<Checksum> checksum) {
  public VirtualChunk {
    Objects.requireNonNull(location, "location");
    Objects.requireNonNull(checksum, "checksum");
  }

  /// A chunk whose file is not checked for changes.
  public static VirtualChunk at(String location, long offset, long lengthBytes) {
    return new VirtualChunk(location, offset, lengthBytes, Optional.empty());
  }

  /// The same chunk, guarded.
  public VirtualChunk guardedBy(Checksum guard) {
    return new VirtualChunk(location, offset, lengthBytes, Optional.of(guard));
  }

  /// The payload as it is stored.
  public ChunkPayload.Virtual payload() {
    return new ChunkPayload.Virtual(location, offset, lengthBytes, checksum);
  }
}
