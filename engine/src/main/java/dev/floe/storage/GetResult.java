package dev.floe.storage;

/// The outcome of a read.
public sealed interface GetResult {
  /// The bytes asked for are in the target.
  ///
  /// @param version the content that was read
  /// @param lengthBytes how many bytes landed
  /// @param objectBytes how long the whole object is
  record Modified(ObjectVersion version, long lengthBytes, long objectBytes) implements GetResult {}

  /// The object still is at the version the caller knows; the target was not asked.
  record Unchanged() implements GetResult {}

  /// There is no such object.
  record Missing() implements GetResult {}
}
