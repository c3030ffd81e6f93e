package dev.floe.internal.backend;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// Keeps everybody else from changing an object: threads of this virtual machine by a monitor,
/// other processes by an operating system's lock on `<file>#0`. The kernel releases the latter when
/// its process dies, however it dies. The lock file is never deleted: a deleted one could be locked
/// by some while others lock its successor.
final class ObjectLock {
  private static final long FIRST_PAUSE_NANOS = 20_000;
  private static final long LONGEST_PAUSE_NANOS = 2_000_000;

  private final Duration patience;
  private final LongSupplier nanoClock;

  /// @param patience how long to wait for another process; one that was stopped in the middle of an
  ///   update holds its lock until it goes on or dies
  ObjectLock(Duration patience, LongSupplier nanoClock) {
    this.patience = patience;
    this.nanoClock = nanoClock;
  }

  /// Does work while nobody else holds the lock of `file`, whose directory exists.
  <T> T holding(String key, Path file, LocalFailures.Work<T> work) throws IOException {
    Path lockFile = LocalLayout.lockFile(file);
    synchronized (monitor(lockFile)) {
      long deadline = nanoClock.getAsLong() + patience.toNanos();
      while (true) {
        try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
          Object opened = identity(lockFile);
          await(key, lockFile, channel, deadline);
          if (opened != null && opened.equals(identity(lockFile))) {
            return work.run();
          }
        }
      }
    }
  }

  /// One object per lock file in the whole virtual machine, even if this class was loaded twice in
  /// it: closing any channel on a file gives up all locks that the process holds on it, so no
  /// second one may be opened meanwhile. Interned strings are the only such registry that also
  /// forgets.
  private static Object monitor(Path lockFile) throws IOException {
    return ("floe lock " + name(lockFile)).intern();
  }

  /// What a file in an existing directory is called in this virtual machine, whatever its path.
  static String name(Path file) throws IOException {
    Path directory = file.getParent();
    Object place = Files.readAttributes(directory, BasicFileAttributes.class).fileKey();
    String name = place == null ? directory.toRealPath().toString() : place.toString();
    return name + '/' + file.getFileName();
  }

  private static Object identity(Path lockFile) throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(lockFile, BasicFileAttributes.class);
      return attributes.fileKey() == null ? lockFile : attributes.fileKey();
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private void await(String key, Path lockFile, FileChannel channel, long deadline)
      throws IOException {
    long pause = FIRST_PAUSE_NANOS;
    while (tryLock(key, lockFile, channel) == null) {
      if (nanoClock.getAsLong() - deadline > 0 || Thread.currentThread().isInterrupted()) {
        throw LocalFailures.locked(key, lockFile, LockHolder.of(lockFile), patience.toSeconds());
      }
      LockSupport.parkNanos(pause);
      pause = Math.min(LONGEST_PAUSE_NANOS, pause * 2);
    }
  }

  /// The lock goes with its channel.
  private static FileLock tryLock(String key, Path lockFile, FileChannel channel)
      throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException | UnsupportedOperationException e) {
      throw LocalFailures.noLocks(key, lockFile, e);
    }
  }
}
