package dev.floe.bench.compare.peer;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;

/// Files written without an engine, a new one for each chunk; synced where the case says so.
final class BareWrite implements Work {
  private final Arena arena = Arena.ofShared();
  private final Parameters with;
  private final BareFiles files;
  private final MemorySegment chunk;
  private final String sum;
  private int runs;

  private BareWrite(Parameters with) {
    this.with = with;
    files = new BareFiles(with.is("fsync", "on"));
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
      files.write(directory.resolve("file" + i), chunk.asByteBuffer());
    }
    files.syncNames(directory);
    return Answer.of(repetitions, System.nanoTime() - start);
  }

  @Override
  public void close() throws IOException {
    arena.close();
  }
}
