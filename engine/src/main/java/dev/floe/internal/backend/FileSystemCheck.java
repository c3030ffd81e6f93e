package dev.floe.internal.backend;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.random.RandomGenerator;

/// Asks a file system for what safe updates need, before anybody relies on it: file locks, a rename
/// that is atomic, and, where writes are to be durable, directories that can be synchronized.
///
/// ```
/// fsync of the directory  ──►  make repo#N#M  ──►  lock it  ──►  rename to repo#N  ──►  delete it
/// ```
///
/// The names are those of staged files: neither we nor the reference take them for objects, and one
/// that stays behind because its process died is removed as such. The lock is not asked for on the
/// lock file of an object: closing a channel on that would give up a lock that this process holds.
///
/// A directory that takes no file now (it is read-only, or the disk is full) is not refused:
/// nothing can go wrong in it, and whoever writes is told then.
final class FileSystemCheck {
  /// What is asked of the file system.
  interface Calls {
    /// Those that the writers use.
    Calls SYSTEM = new Calls() {};

    /// Locks a file that nobody else knows.
    default void lock(Path file) throws IOException {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.tryLock();
      } catch (OverlappingFileLockException e) {
        // Somebody has a lock, so there are locks.
      }
    }

    /// Renames a staged file.
    default void rename(StagedFile staged) throws IOException {
      staged.replace();
    }

    /// Puts the entries of a directory on stable storage.
    default void force(Path directory) throws IOException {
      Directories.force(directory);
    }
  }

  private final Calls calls;
  private final boolean synced;
  private final RandomGenerator random;

  /// @param synced whether directories must be synchronized
  FileSystemCheck(Calls calls, boolean synced, RandomGenerator random) {
    this.calls = calls;
    this.synced = synced;
    this.random = random;
  }

  /// Checks the file system of a directory that exists.
  ///
  /// @throws dev.floe.error.StorageException `storage-config` naming the directory and what is
  ///   lacking
  void check(Path directory) {
    if (!Files.isWritable(directory)) {
      return;
    }
    if (synced) {
      checkForce(directory);
    }
    Path renamed =
        LocalLayout.stagedFile(directory.resolve("repo"), Math.max(1, random.nextLong() >>> 1));
    try (StagedFile staged = StagedFile.write(renamed, MemorySegment.NULL, false, random)) {
      checkLock(directory, staged.path());
      checkRename(directory, staged);
    } catch (IOException e) {
      // The directory takes no file now.
    } finally {
      remove(renamed);
    }
  }

  private void checkForce(Path directory) {
    try {
      calls.force(directory);
    } catch (IOException e) {
      if (isAboutTheFileSystem(e)) {
        throw LocalFailures.lacking(
            directory, "cannot synchronize directories, without which writes are not durable", e);
      }
    }
  }

  private void checkLock(Path directory, Path file) throws IOException {
    try {
      calls.lock(file);
    } catch (IOException | UnsupportedOperationException e) {
      if (isAboutTheFileSystem(e)) {
        throw LocalFailures.lacking(
            directory, "has no file locks, without which updates are not safe", e);
      }
    }
  }

  private void checkRename(Path directory, StagedFile staged) throws IOException {
    try {
      calls.rename(staged);
    } catch (AtomicMoveNotSupportedException | UnsupportedOperationException e) {
      throw LocalFailures.lacking(
          directory, "cannot rename atomically, without which readers see half of a write", e);
    }
  }

  /// Whether a failure tells of the file system, and not of a file that was taken away, of missing
  /// rights, or of a thread that was interrupted.
  private static boolean isAboutTheFileSystem(Exception e) {
    return !(e instanceof NoSuchFileException
        || e instanceof AccessDeniedException
        || e instanceof ClosedChannelException);
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // It is invisible, and goes with other abandoned files.
    }
  }
}
