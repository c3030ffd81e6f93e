package dev.floe.storage;

import dev.floe.error.StorageException;

/// What became of one key of a bulk deletion.
public sealed interface DeleteResult {
  /// The object is gone; `sizeBytes` is what it held, or 0 where the store does not say.
  record Deleted(long sizeBytes) implements DeleteResult {}

  /// There was none. Where an answer was lost and the deletion was asked for again, an object that
  /// is not there counts as deleted.
  record Missing() implements DeleteResult {}

  /// It is still there, and why.
  record Failed(StorageException reason) implements DeleteResult {}
}
