package dev.floe.storage;

import dev.floe.format.ChunkIndices;
import dev.floe.format.NodePath;
import java.util.Objects;
import java.util.Optional;

/// What a request is for, for the logs of those who run a store. It changes nothing of what is
/// asked, and is said only where [Storage#wantsPurpose()].
///
/// @param array the array whose chunk or manifest it is
/// @param chunk which chunk; empty for a manifest, and for several chunks at once
public record Purpose(NodePath array, Optional<ChunkIndices> chunk) {
  public Purpose {
    Objects.requireNonNull(array, "array");
    Objects.requireNonNull(chunk, "chunk");
  }

  /// Something of an array.
  public static Purpose of(NodePath array) {
    return new Purpose(array, Optional.empty());
  }

  /// A chunk of an array.
  public static Purpose of(NodePath array, ChunkIndices chunk) {
    return new Purpose(array, Optional.of(chunk));
  }

  /// What one request is for that serves this and another; empty where the arrays differ.
  public Optional<Purpose> and(Purpose other) {
    if (!array.equals(other.array)) {
      return Optional.empty();
    }
    return Optional.of(chunk.equals(other.chunk) ? this : of(array));
  }
}
