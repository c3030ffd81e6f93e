package dev.floe.bench.compare.peer;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Files written without an engine: a new one for each chunk, or a small one renamed over another,
/// which is the least that a commit can do; synced where the case says so.
final class BareWrite implements Work {
  private static final int SMALL_BYTES = 1_024;

  private final Arena arena = Arena.ofShared();
  private final Parameters with;
  private final boolean synced;
  private final boolean swap;
  private final MemorySegment chunk;
  private final String sum;
  private int runs;

  private BareWrite(Parameters with, long lengthBytes, String sum) {
    this.with = with;
    synced = with.is("fsync", "on");
    swap = !with.values().containsKey("tasks");
    chunk = arena.allocate(lengthBytes, 4096);
    this.sum = sum;
  }

  /// One file a chunk, or a copy where they stay in memory; there is none for chunks inside
  /// manifests, nor for files of several threads.
  static Work chunks(Parameters with) {
    if (with.is("storage", "memory")) {
      return BareCopy.chunks(with);
    }
    boolean one = with.number("tasks") == 1 && !with.is("inline", "yes");
    return one ? new BareWrite(with, with.number("bytes"), with.text("chunks")) : null;
  }

  /// One renamed file a commit.
  static Work swap(Parameters with) {
    return with.is("storage", "local") ? new BareWrite(with, SMALL_BYTES, "") : null;
  }

  @Override
  public String sum() {
    return sum;
  }

  @Override
  public Answer run(long repetitions) throws IOException {
    Path directory = Files.createDirectories(with.directory("floor-" + runs++));
    long start = System.nanoTime();
    for (long i = 0; i < repetitions; i++) {
      Path path = directory.resolve("file" + i);
      try (FileChannel file =
          FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = chunk.asByteBuffer();
        while (bytes.hasRemaining()) {
          file.write(bytes);
        }
        if (synced) {
          file.force(true);
        }
      }
      if (swap) {
        Files.move(path, directory.resolve("swapped"), StandardCopyOption.ATOMIC_MOVE);
        syncNames(directory);
      }
    }
    syncNames(directory);
    return Answer.of(repetitions, System.nanoTime() - start);
  }

  private void syncNames(Path directory) throws IOException {
    if (synced) {
      try (FileChannel names = FileChannel.open(directory)) {
        names.force(true);
      }
    }
  }

  @Override
  public void close() throws IOException {
    arena.close();
  }
}
