package dev.floe.io.internal.remote;

import dev.floe.internal.backend.ObjectKeys;
import dev.floe.io.internal.reads.ReadableStore;
import dev.floe.memory.SegmentPool;
import dev.floe.storage.DeleteResult;
import dev.floe.storage.FileTransfers;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.PutResult;
import dev.floe.storage.StorageCapabilities;
import java.lang.foreign.MemorySegment;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// A store that is written too. Keys are relative and have been checked; bodies are shared memory,
/// borrowed until the future has completed. Any thread may call; nothing waits.
public interface RemoteStore extends ReadableStore {
  /// A page of a listing.
  ///
  /// @param objects what is on it
  /// @param next what the page after it is asked for with; empty for the last
  record Page(List<ObjectInfo> objects, Optional<String> next) {}

  /// A write and how many attempts it took: one that was repeated may have met itself.
  record Written(PutResult result, int attempts) {}

  /// Where the storage is, without secrets.
  String location();

  /// What it can do.
  StorageCapabilities capabilities();

  /// Whether a range may be asked for from the end of an object.
  boolean hasSuffixRanges();

  /// Refuses what is no key here, with `invalid-key`.
  default void checkKey(String key) {
    ObjectKeys.checked(key);
  }

  /// Whether a write is to carry an id, by which it knows itself again: every conditional one
  /// (reference §6.3), where objects keep metadata.
  default boolean isMarked(long bodyBytes, PutOptions options) {
    return !(options.precondition() instanceof Precondition.None);
  }

  /// What is said of an object, metadata included.
  CompletableFuture<Optional<ObjectInfo>> info(String key);

  /// Writes an object.
  CompletableFuture<Written> put(String key, MemorySegment body, PutOptions options);

  /// Copies an object.
  CompletableFuture<PutResult> copy(String from, String to, Precondition precondition);

  /// A page of what is below a prefix of whole segments, which is empty for everything.
  CompletableFuture<Page> page(String prefix, Optional<String> token);

  /// Deletes an object.
  CompletableFuture<DeleteResult> delete(String key);

  /// Another way for large objects to and from files, where there is one.
  default Optional<FileTransfers> fileTransfers(SegmentPool memory) {
    return Optional.empty();
  }

  /// Deletes objects, no key twice.
  default CompletableFuture<Map<String, DeleteResult>> deleteAll(Collection<String> keys) {
    return new RemoteDeletion(this, keys).run();
  }
}
