package dev.floe.io.internal.s3;

/// What may be done with the objects.
public enum Access {
  /// The repository's own, to read and write.
  READ_WRITE,
  /// The repository's own, to read.
  READ,
  /// Somebody else's, to read, under their verbatim keys.
  FOREIGN
}
