package dev.floe.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// The least that a durable commit to local files does: one small file is written, synced, renamed
/// over another, and its directory synced. In memory it is a copy.
public final class PlainSwap {
  private static final int BYTES = 1_024;

  private final ByteBuffer bytes = ByteBuffer.allocateDirect(BYTES);
  private final ByteBuffer copy = ByteBuffer.allocateDirect(BYTES);
  private final Path directory;

  /// @param directory where, or null for memory
  public PlainSwap(Path directory) {
    this.directory = directory;
  }

  /// Does it once.
  public void swap() {
    bytes.clear();
    if (directory == null) {
      copy.clear().put(bytes);
      return;
    }
    Path fresh = directory.resolve("plain-new");
    try {
      try (FileChannel file =
          FileChannel.open(fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        file.write(bytes);
        file.force(true);
      }
      Files.move(fresh, directory.resolve("plain"), StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel names = FileChannel.open(directory)) {
        names.force(true);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
