package dev.floe.internal.backend;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.storage.ObjectFiles.StagedObject;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A staged file that is filled piece by piece, by who has it or by somebody who knows its path.
final class LocalStagedObject implements StagedObject {
  private final String key;
  private final Path file;
  private final StagedFile staged;
  private final Directories directories;
  private final boolean synced;

  /// Opened by the first write.
  private FileChannel channel;

  LocalStagedObject(
      String key, Path file, StagedFile staged, Directories directories, boolean synced) {
    this.key = key;
    this.file = file;
    this.staged = staged;
    this.directories = directories;
    this.synced = synced;
  }

  @Override
  public Path path() {
    return staged.path();
  }

  @Override
  public void write(long offset, MemorySegment bytes) {
    named(() -> {
      if (channel == null) {
        channel = FileChannel.open(staged.path(), StandardOpenOption.WRITE);
      }
      NativeParts.drain(bytes, (at, part) -> write(channel, offset + at, part));
      return null;
    });
  }

  private static long write(FileChannel channel, long offset, MemorySegment part)
      throws IOException {
    ByteBuffer buffer = part.asByteBuffer();
    while (buffer.hasRemaining()) {
      channel.write(buffer, offset + buffer.position());
    }
    return part.byteSize();
  }

  @Override
  public void publish(long sizeBytes) {
    named(() -> {
      long found = Files.size(staged.path());
      if (found != sizeBytes) {
        throw new StorageException(
            ErrorKind.INVALID_OBJECT_SIZE,
            key,
            "object " + key + " in " + file + ": expected " + sizeBytes + " bytes, found " + found);
      }
      staged.force(synced);
      staged.replace();
      directories.sync(file.getParent());
      return null;
    });
  }

  @Override
  public void close() {
    named(() -> {
      try {
        if (channel != null) {
          channel.close();
        }
      } finally {
        staged.close();
      }
      return null;
    });
  }

  private void named(LocalFailures.Work<Void> work) {
    LocalFailures.named("written", key, file, work);
  }
}
