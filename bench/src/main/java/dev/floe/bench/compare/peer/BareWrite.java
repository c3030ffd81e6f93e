package dev.floe.bench.compare.peer;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Files written without an engine, a new one for each chunk; synced where the case says so.
final class BareWrite implements Work {
  private final Arena arena = Arena.ofShared();
  private final Parameters with;
  private final boolean synced;
  private final MemorySegment chunk;
  private final String sum;
  private int runs;

  private BareWrite(Parameters with) {
    this.with = with;
    synced = with.is("fsync", "on");
    chunk = arena.allocate(with.number("bytes"), 4096);
    sum = with.text("chunks");
  }

  /// One file a chunk, or a copy where they stay in memory; there is none for chunks inside
  /// manifests, nor for files of several threads.
  static Work chunks(Parameters with) {
    if (with.is("storage", "memory")) {
      return BareCopy.chunks(with);
    }
    boolean one = with.number("tasks") == 1 && !with.is("inline", "yes");
    return one ? new BareWrite(with) : null;
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
