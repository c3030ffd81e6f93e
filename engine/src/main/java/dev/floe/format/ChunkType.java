package dev.floe.format;

/// Where the bytes of a chunk are, if anywhere. The numbers are the reference's.
public enum ChunkType {
  /// There is no such chunk: its elements have the fill value.
  UNINITIALIZED,
  /// In a chunk object of the repository.
  NATIVE,
  /// In a foreign object.
  VIRTUAL,
  /// In a manifest, or in the changes of the session.
  INLINE
}
