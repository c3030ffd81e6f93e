package dev.floe.bench.compare.peer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Writes files with the least calls there are, and makes them last if they are to be synced.
final class BareFiles {
  private final boolean synced;

  BareFiles(boolean synced) {
    this.synced = synced;
  }

  /// Writes a new file. Its bytes are synced with its length, and with nothing else of it.
  void write(Path path, ByteBuffer bytes) throws IOException {
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      if (synced) {
        file.force(false);
      }
    }
  }

  /// Makes the names in a directory last.
  void syncNames(Path directory) throws IOException {
    if (synced) {
      try (FileChannel names = FileChannel.open(directory)) {
        names.force(true);
      }
    }
  }
}
