package dev.floe.internal.backend;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.OptionalLong;

/// Says what failed, for whom and why, from what the file system said.
final class LocalFailures {
  private LocalFailures() {}

  /// Blocking file work.
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException;
  }

  /// Does work on an object and gives its failures their names.
  static <T> T named(String verb, String key, Path file, Work<T> work) {
    try {
      return work.run();
    } catch (IOException e) {
      throw failure(verb, key, file, e);
    }
  }

  static StorageException failure(String verb, String key, Path file, IOException e) {
    String object = "object " + key + " cannot be " + verb + ": " + file + ": ";
    return switch (e) {
      case NoSuchFileException _ ->
          new StorageException(
              ErrorKind.OBJECT_NOT_FOUND, key, object + "no such file as " + e.getMessage(), e);
      case AccessDeniedException _ ->
          new StorageException(ErrorKind.IO, key, object + "permission denied", e);
      case NotDirectoryException _ ->
          new StorageException(ErrorKind.IO, key, object + "not a directory", e);
      case AtomicMoveNotSupportedException _ ->
          new StorageException(
              ErrorKind.STORAGE_CONFIG,
              key,
              object + "this file system cannot rename atomically, so nothing is written to it",
              e);
      case ClosedByInterruptException _ -> interrupted(key, object, e);
      case FileLockInterruptionException _ -> interrupted(key, object, e);
      case FileSystemException f when f.getReason() != null ->
          new StorageException(ErrorKind.IO, key, object + f.getReason(), e);
      default -> new StorageException(ErrorKind.IO, key, object + e.getMessage(), e);
    };
  }

  private static StorageException interrupted(String key, String object, IOException e) {
    return new StorageException(ErrorKind.IO, key, object + "the thread was interrupted", true, e);
  }

  /// The lock of an object stayed with another process for too long. Nobody is to wait as long once
  /// more by himself: the process may be stopped, and the caller's deadline is over.
  static StorageException locked(String key, Path lockFile, OptionalLong pid, long seconds) {
    return new StorageException(
        ErrorKind.IO,
        key,
        "object "
            + key
            + " cannot be updated: "
            + (pid.isPresent() ? "process " + pid.getAsLong() : "another process")
            + " has held "
            + lockFile
            + " for "
            + seconds
            + " seconds",
        false,
        null);
  }

  /// A file system lacks what updates need; found when a directory on it was opened.
  static StorageException lacking(Path directory, String lack, Exception e) {
    return new StorageException(
        ErrorKind.STORAGE_CONFIG,
        "",
        "directory "
            + directory
            + ": its file system "
            + lack
            + " ("
            + e.getMessage()
            + "); it can be opened with the setting access = read",
        e);
  }

  /// The file system has no locks.
  static StorageException noLocks(String key, Path lockFile, Exception e) {
    return new StorageException(
        ErrorKind.STORAGE_CONFIG,
        key,
        "object "
            + key
            + " cannot be updated: "
            + lockFile
            + ": this file system has no file locks, without which updates are not safe ("
            + e.getMessage()
            + ")",
        e);
  }
}
