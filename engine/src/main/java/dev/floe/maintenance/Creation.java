package dev.floe.maintenance;

import dev.floe.error.CommitUnknownException;
import dev.floe.error.ConflictException;
import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.internal.concurrent.Futures;
import dev.floe.storage.PutResult;
import dev.floe.storage.Storage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// Creates objects of a clone that nobody else may have created with other content. Where the
/// answer is a failure it is looked whether the object is there.
///
/// @param storage where the clone is
record Creation(Storage storage) {
  /// Creates an object, or finds it as it is to be.
  ///
  /// @param put sends the body on the condition that there is no such object
  /// @throws ConflictException `repo-info-updated` if there is another
  /// @throws CommitUnknownException if nobody can tell
  void create(String key, MemorySegment body, Supplier<CompletableFuture<PutResult>> put) {
    IcechunkException failure;
    try {
      if (Futures.await(put.get()) instanceof PutResult.Updated) {
        return;
      }
      failure =
          new ConflictException(
              ErrorKind.REPO_INFO_UPDATED,
              "clone to "
                  + storage.location()
                  + ": expected no "
                  + key
                  + ", or that of an earlier attempt, found another");
    } catch (IcechunkException e) {
      failure = e;
    }
    if (!isThere(key, body, failure)) {
      throw failure;
    }
  }

  private boolean isThere(String key, MemorySegment body, IcechunkException failure) {
    try (Arena arena = Arena.ofShared()) {
      return ObjectCopy.fetch(storage, key, arena)
          .filter(there -> there.mismatch(body) == -1)
          .isPresent();
    } catch (IcechunkException e) {
      CommitUnknownException unknown =
          new CommitUnknownException(
              key,
              "clone to "
                  + storage.location()
                  + ": the answer to the write of "
                  + key
                  + " was lost and it cannot be told whether it took effect",
              failure);
      unknown.addSuppressed(e);
      throw unknown;
    }
  }
}
