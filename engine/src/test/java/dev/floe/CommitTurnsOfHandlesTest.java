package dev.floe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.conflict.ConflictDetector;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Where a storage has turns, commits of several handles that may be rebased are rebased in their
/// turn, and before that over one race that was lost at most, however many others commit meanwhile.
@Timeout(120)
class CommitTurnsOfHandlesTest {
  private static final int HANDLES = 4;
  private static final int SESSIONS = 2;
  private static final int COMMITS = 20;
  private static final String ARRAY =
      """
      {"zarr_format":3,"node_type":"array","shape":[1000],"data_type":"uint8",\
      "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[1]}},\
      "chunk_key_encoding":{"name":"default","configuration":{"separator":"/"}},\
      "fill_value":0,"codecs":[{"name":"bytes"}],"attributes":{}}\
      """;

  /// A third rebase of one commit is refused.
  private static final CommitOptions TWICE =
      CommitOptions.STANDARD.rebasing(RebaseOptions.with(new ConflictDetector()).withAttempts(2));

  @TempDir Path root;

  private static MemorySegment bytes(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void commit(Repository repository, int from) {
    for (int chunk = from; chunk < from + COMMITS; chunk++) {
      Session session = repository.writableSession("main");
      session.store().set("a/c/" + chunk, bytes("x"));
      session.commit("one", TWICE);
    }
  }

  private static void run(Storage storage) throws Exception {
    List<Repository> handles = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      handles.add(Repository.create(storage));
      handles
          .getFirst()
          .transaction("main", "array", store -> store.set("a/zarr.json", bytes(ARRAY)));
      while (handles.size() < HANDLES) {
        handles.add(Repository.open(storage));
      }
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < HANDLES * SESSIONS; i++) {
        Repository handle = handles.get(i % HANDLES);
        int from = i * COMMITS;
        running.add(threads.submit(() -> commit(handle, from)));
      }
      for (Future<?> done : running) {
        done.get();
      }
      try (Stream<?> all = handles.getFirst().ancestry(Version.MAIN)) {
        assertEquals(HANDLES * SESSIONS * COMMITS + 2, all.count());
      }
    } finally {
      handles.forEach(Repository::close);
    }
  }

  @Test
  void inMemory() throws Exception {
    try (Storage storage = Storage.inMemory()) {
      run(storage);
    }
  }

  @Test
  void inLocalFiles() throws Exception {
    try (Storage storage = Storage.localFilesystem(root.resolve("repository"))) {
      run(storage);
    }
  }
}
