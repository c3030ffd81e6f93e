package dev.floe.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.format.ByteRange;
import dev.floe.format.SnapshotInfo;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageOptions;
import dev.floe.storage.StorageOptions.Durability;
import dev.floe.zarr.Store;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Processes that commit to one local repository at once, some of them killed at any moment:
/// whatever was acknowledged is in the history of `main`, and all of it reads.
class CommitProcessesTest {
  private static final int WORKERS = 4;

  /// From a run that failed: give its number as the system property `floe.seed`.
  private final long seed =
      Long.getLong("floe.seed", System.identityHashCode(this) * 2_654_435_761L);

  private final Map<String, String> acknowledged = new ConcurrentHashMap<>();

  @Test
  void fourProcessesCommitTwoHundredTimesEachAndSomeAreKilled(@TempDir Path root) throws Exception {
    run(root, 200, 3, Durability.OPERATING_SYSTEM);
  }

  @Test
  void theSameOnStableStorage(@TempDir Path root) throws Exception {
    run(root, 10, 1, Durability.FSYNC);
  }

  private void run(Path root, int commits, int kills, Durability durability) throws Exception {
    System.out.println("seed " + seed);
    StorageOptions options = StorageOptions.STANDARD.withDurability(durability);
    try (Storage storage = Storage.of(root.toString(), options);
        Repository repository = Repository.create(storage)) {
      Session session = repository.writableSession("main");
      for (int i = 0; i < WORKERS; i++) {
        session.store().set("w" + i + "/zarr.json", document(commits));
      }
      session.commit("arrays");
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < WORKERS; i++) {
        int worker = i;
        // Half of the workers live; the others die again and again.
        int deaths = i % 2 == 0 ? 0 : kills;
        running.add(
            threads.submit(() -> {
              work(root, "w" + worker, commits, deaths, durability);
              return null;
            }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
    verify(root, commits);
  }

  private static MemorySegment document(int length) {
    String text =
        """
        {"zarr_format":3,"node_type":"array","data_type":"uint8","shape":[%d],"chunk_grid":\
        {"name":"regular","configuration":{"chunk_shape":[1]}},"fill_value":0,\
        "codecs":[{"name":"bytes"}]}\
        """
            .formatted(length);
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Runs a worker to its last commit, killing it after so many acknowledgements, or before one.
  private void work(Path root, String worker, int commits, int deaths, Durability durability)
      throws IOException, InterruptedException {
    Random random = new Random(seed ^ worker.hashCode());
    int next = 0;
    for (int life = 0; next < commits; life++) {
      int lifetime =
          life < deaths ? random.nextInt(Math.max(1, commits / (deaths + 1))) : Integer.MAX_VALUE;
      Process process =
          JavaProcess.start(CommitWorker.class, root, worker, next, commits, durability);
      try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
        int said = 0;
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          String[] words = line.split(" ");
          assertEquals("ACK", words[0], "worker " + worker + " said: " + line);
          acknowledged.put(worker + "/" + words[1], words[2]);
          next = Integer.parseInt(words[1]) + 1;
          if (said++ == lifetime) {
            // As the kernel does it, and what was said before can still be read.
            process.toHandle().destroyForcibly();
          }
        }
      } finally {
        process.toHandle().destroyForcibly();
      }
      int code = process.waitFor();
      assertTrue(life < deaths || code == 0, worker + " left with " + code);
    }
  }

  private void verify(Path root, int commits) {
    try (Storage storage = Storage.of(root.toString());
        Repository repository = Repository.open(storage)) {
      Set<String> history = new HashSet<>();
      try (Stream<SnapshotInfo> ancestry = repository.ancestry(Version.MAIN)) {
        ancestry.forEach(snapshot -> history.add(snapshot.id().text()));
      }
      acknowledged.forEach(
          (chunk, id) -> assertTrue(history.contains(id), "lost: " + chunk + " in " + id));
      Store store = repository.readonlySession(Version.MAIN).store();
      MemorySegment room = MemorySegment.ofArray(new byte[64]);
      for (int i = 0; i < WORKERS; i++) {
        for (int index = 0; index < commits; index++) {
          String worker = "w" + i;
          byte[] expected = CommitWorker.chunk(worker, index);
          long length = store.getInto(worker + "/c/" + index, ByteRange.all(), room);
          assertEquals(expected.length, length, worker + "/" + index);
          assertEquals(-1, room.asSlice(0, length).mismatch(MemorySegment.ofArray(expected)));
        }
      }
      assertTrue(acknowledged.size() >= WORKERS * commits - WORKERS * 4, "too few were heard");
    }
  }
}
