package dev.floe.internal.backend;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.random.RandomGenerator;

/// The next content of a file under a name of its own beside it: complete and on stable storage
/// before the file shows it, so that readers see the old bytes or the new. Whoever made it closes
/// it, which removes the name if it still is there.
final class StagedFile implements AutoCloseable {
  private final Path staged;
  private final Path file;

  /// Whether the staged name is known to be gone.
  private boolean renamed;

  private StagedFile(Path staged, Path file) {
    this.staged = staged;
    this.file = file;
  }

  /// Writes a body beside `file`, whose directory exists.
  static StagedFile write(Path file, MemorySegment body, boolean synced, RandomGenerator random)
      throws IOException {
    while (true) {
      StagedFile next = new StagedFile(freshName(file, random), file);
      try (FileChannel channel =
          FileChannel.open(next.staged, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        next.fill(channel, body, synced);
        return next;
      } catch (FileAlreadyExistsException e) {
        continue;
      }
    }
  }

  /// An empty file beside `file`, whose directory exists.
  static StagedFile empty(Path file, RandomGenerator random) throws IOException {
    while (true) {
      StagedFile next = new StagedFile(freshName(file, random), file);
      try {
        Files.createFile(next.staged);
        return next;
      } catch (FileAlreadyExistsException e) {
        continue;
      }
    }
  }

  private void fill(FileChannel channel, MemorySegment body, boolean synced) throws IOException {
    try {
      NativeParts.drain(body, (_, part) -> write(channel, part));
      if (synced) {
        channel.force(false);
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private static long write(FileChannel channel, MemorySegment part) throws IOException {
    ByteBuffer buffer = part.asByteBuffer();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    return part.byteSize();
  }

  /// A second name beside `file` for the bytes of `source`.
  ///
  /// @throws IOException or UnsupportedOperationException if the file system has no links
  static StagedFile link(Path file, Path source, boolean synced, RandomGenerator random)
      throws IOException {
    while (true) {
      StagedFile next = new StagedFile(freshName(file, random), file);
      try {
        Files.createLink(next.staged, source);
      } catch (FileAlreadyExistsException e) {
        continue;
      }
      next.force(synced);
      return next;
    }
  }

  /// A copy of `source` beside `file`.
  static StagedFile copy(Path file, Path source, boolean synced, RandomGenerator random)
      throws IOException {
    while (true) {
      StagedFile next = new StagedFile(freshName(file, random), file);
      try {
        Files.copy(source, next.staged);
      } catch (FileAlreadyExistsException e) {
        continue;
      } catch (IOException e) {
        next.close();
        throw e;
      }
      next.force(synced);
      return next;
    }
  }

  /// Sees to it that the bytes are on stable storage, if they are to be.
  void force(boolean synced) throws IOException {
    if (!synced) {
      return;
    }
    try (FileChannel channel = FileChannel.open(staged, StandardOpenOption.READ)) {
      channel.force(false);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private static Path freshName(Path file, RandomGenerator random) {
    return LocalLayout.stagedFile(file, Math.max(1, random.nextLong() >>> 1));
  }

  Path path() {
    return staged;
  }

  /// Makes this the content of the file, whatever it was.
  ///
  /// @throws NoSuchFileException if somebody took the staged file for an abandoned one
  void replace() throws IOException {
    Files.move(staged, file, StandardCopyOption.ATOMIC_MOVE);
    renamed = true;
  }

  /// Like [#replace()], for a second name of bytes that may be the file's already: renaming one
  /// name of some bytes to another does nothing and leaves both.
  void replaceByLink() throws IOException {
    Files.move(staged, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /// Makes this the content of the file if there is none.
  ///
  /// @return whether there was none
  /// @throws UnsupportedOperationException if the file system has no links
  /// @throws NoSuchFileException if somebody took the staged file for an abandoned one
  boolean create() throws IOException {
    try {
      Files.createLink(file, staged);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    if (!renamed) {
      Files.deleteIfExists(staged);
    }
  }
}
