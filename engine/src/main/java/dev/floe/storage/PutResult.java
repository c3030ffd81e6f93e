package dev.floe.storage;

/// The outcome of a write or copy.
public sealed interface PutResult {
  /// It happened, and this is what the object now is. When this is answered, the bytes are as
  /// durable as the storage was opened to make them.
  record Updated(ObjectVersion version) implements PutResult {}

  /// The precondition did not hold; nothing was changed.
  record NotOnLatestVersion() implements PutResult {}
}
