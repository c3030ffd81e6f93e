package dev.floe.bench.compare.peer;

import dev.floe.Repository;
import dev.floe.zarr.ChunkReferenceScan;
import dev.floe.zarr.Store;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.Stream;

/// Listing keys, the names of a directory of chunks, as strings or as columns of coordinates, and
/// adding up sizes.
final class KeysWork implements Work {
  private static final long ROWS_BYTES = 64 << 10;

  private final Home home;
  private final Repository repository;
  private final Store store;
  private final boolean columns;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment rows = arena.allocate(ROWS_BYTES, 8);
  private final String sum;

  KeysWork(Parameters with) throws IOException {
    home = new Home(with);
    repository = home.create();
    CommitWork.write(repository, with.count("refs"), with.is("kind", "inline"));
    columns = with.is("how", "columns");
    store = Home.reader(repository);
    sum = all(new Answer.Phases());
  }

  private String all(Answer.Phases phases) {
    long document = store.size("a/zarr.json").orElseThrow();
    phases.begin();
    List<String> keys = listed(store.list());
    phases.end("list");
    int names = columns ? scanned() : listed(store.listDirectory("a/c")).size();
    phases.end("directory");
    long bytes = store.sizeOfPrefix("a") - document;
    phases.end("getsize");
    return keys.size() + "-" + names + "-" + bytes;
  }

  private static List<String> listed(Stream<String> names) {
    try (names) {
      return names.toList();
    }
  }

  private int scanned() {
    int count = 0;
    try (ChunkReferenceScan scan = store.array("a").scan()) {
      int filled = scan.fillCoordinates(rows);
      while (filled > 0) {
        count += filled;
        filled = scan.fillCoordinates(rows);
      }
    }
    return count;
  }

  @Override
  public String sum() {
    return sum;
  }

  @Override
  public Answer run(long repetitions) {
    Answer.Phases phases = new Answer.Phases();
    String again = all(phases);
    if (!again.equals(sum)) {
      throw new IllegalStateException("other keys than before: " + again);
    }
    return phases.answer();
  }

  @Override
  public void close() throws IOException {
    arena.close();
    repository.close();
    home.close();
  }
}
