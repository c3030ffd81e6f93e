package dev.floe.storage;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;

/// A capability of storages that can move whole objects to and from files of this machine by
/// themselves, faster than their bytes come through memory of the caller's. It serves one bulk
/// copy; whoever asked for it closes it, after the last transfer.
///
/// Any thread may call. A transfer that does not succeed fails with a
/// [dev.floe.error.StorageException] that names the object: a retryable one if it may succeed by
/// [Storage#get] and [Storage#put], which say better why not. Cancelling the future ends the
/// transfer; of an upload nothing is left then, of a download what the file has by then.
public interface FileTransfers extends AutoCloseable {
  /// Whether an object of this length is better moved so, at this moment. The first call may start
  /// what the transfers need.
  boolean takes(long sizeBytes);

  /// Writes an object without a condition. Readers see all of it or nothing.
  ///
  /// @param sizeBytes how long the file is
  /// @param moved is told how many bytes have gone so far, on any thread; it does not wait
  CompletableFuture<Void> upload(
      String key, Path file, long sizeBytes, PutOptions options, LongConsumer moved);

  /// Writes an object to a file that is there, which is not synced.
  ///
  /// @param object with its version, at which all bytes are read, and its length, which is checked
  /// @param moved is told how many bytes have come so far, on any thread; it does not wait
  CompletableFuture<Void> download(ObjectInfo object, Path file, LongConsumer moved);

  @Override
  void close();
}
