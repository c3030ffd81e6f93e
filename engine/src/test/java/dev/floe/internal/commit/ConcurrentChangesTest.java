package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.ConflictException;
import dev.floe.error.ErrorKind;
import dev.floe.error.NotFoundException;
import dev.floe.error.ReadOnlyException;
import dev.floe.format.ChunkId;
import dev.floe.format.ChunkPayload;
import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import dev.floe.format.SnapshotId;
import dev.floe.format.SpecVersion;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConcurrentChangesTest {
  private static final int THREADS = 8;

  private final SessionNodes nodes =
      new SessionNodes(ListedNodes.NONE, new EditChanges(), new Random(5));

  /// Platform threads: some of these spin, and a virtual thread that spins keeps its carrier from
  /// the one that was just handed the monitor.
  private static ExecutorService threads() {
    return Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory());
  }

  private static List<Future<?>> start(ExecutorService threads, IntConsumer work) {
    List<Future<?>> started = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      int thread = t;
      started.add(threads.submit(() -> work.accept(thread)));
    }
    return started;
  }

  private static void inThreads(IntConsumer work) throws Exception {
    try (ExecutorService threads = threads()) {
      for (Future<?> future : start(threads, work)) {
        future.get();
      }
    }
  }

  private static ChunkPayload chunk(long id) {
    return new ChunkPayload.Native(new ChunkId(id, 0), 0, 1);
  }

  private NodeSnapshot array(String path, int... counts) {
    nodes.addArray(NodePath.of(path), TestSession.content("a", counts));
    return nodes.array(NodePath.of(path));
  }

  @Test
  void manyThreadsFillOneArray() throws Exception {
    NodeSnapshot array = array("/a", THREADS, 500, 4);
    inThreads(thread -> {
      for (int i = 0; i < 2000; i++) {
        int[] at = {thread, i / 4, i % 4};
        nodes.recordChunk(array, at, 3, chunk(thread * 10_000L + i));
        nodes.recordChunk(array, new int[] {0, 0, 0}, 3, chunk(-1));
      }
    });
    ChunkTable table = nodes.changes().chunks(array.id());
    assertEquals(THREADS * 2000L, table.size());
    assertEquals(THREADS * 2000L, nodes.changes().distinctChunks());
    SortedChunks sorted = table.sorted();
    RecordedChunk chunk = new RecordedChunk();
    for (int i = 1; i < sorted.size(); i++) {
      sorted.read(i, chunk);
      int[] at = chunk.unsignedIndices();
      assertEquals(i, at[0] * 2000 + at[1] * 4 + at[2]);
      assertEquals(at[0] * 10_000L + i % 2000, chunk.idHigh());
    }
  }

  @Test
  void aChunkIsSeenWholeWhileItIsReplaced() throws Exception {
    NodeSnapshot array = array("/a", 1);
    int[] at = {0};
    nodes.recordChunk(array, at, 1, chunk(0));
    AtomicInteger torn = new AtomicInteger();
    inThreads(thread -> {
      RecordedChunk found = new RecordedChunk();
      for (int i = 1; i < 5000; i++) {
        if (thread % 2 == 0) {
          long both = thread * 100_000L + i;
          nodes.recordChunk(
              array, at, 1, new ChunkPayload.Native(new ChunkId(both, 0), both, both));
        } else {
          assertTrue(nodes.changes().findChunk(array.id(), at, 1, found));
          boolean first = found.idHigh() == 0;
          if (!first && found.idHigh() != found.offset()
              || !first && found.idHigh() != found.lengthBytes()) {
            torn.incrementAndGet();
          }
        }
      }
    });
    assertEquals(0, torn.get());
  }

  /// While a change set is frozen it does not change; what waited goes on afterwards; after the end
  /// nothing is taken. What was acknowledged is there, and nothing else.
  @Test
  void frozenMeansStillAndRetiredMeansOver() throws Exception {
    NodeSnapshot array = array("/a", THREADS, 1 << 20);
    AtomicLong acknowledged = new AtomicLong();
    AtomicInteger groups = new AtomicInteger();
    EditChanges changes = nodes.changes();
    try (ExecutorService threads = threads()) {
      List<Future<?>> writers =
          start(
              threads,
              thread -> {
                try {
                  for (int i = 0; i < 1 << 20; i++) {
                    nodes.recordChunk(array, new int[] {thread, i}, 2, chunk(i + 1));
                    acknowledged.incrementAndGet();
                    if (i % 64 == 0) {
                      nodes.addGroup(
                          NodePath.of("/g" + thread + "-" + i), TestRepository.bytes("g"));
                      groups.incrementAndGet();
                    }
                  }
                } catch (ReadOnlyException over) {
                  assertEquals(ErrorKind.READ_ONLY_SESSION, over.kind());
                }
              });
      for (int round = 0; round < 8; round++) {
        long before = acknowledged.get();
        while (acknowledged.get() < before + 500) {
          Thread.onSpinWait();
        }
        changes.freeze();
        long size = changes.chunks(array.id()).size();
        int added = changes.newGroups().size();
        for (int look = 0; look < 50; look++) {
          Thread.yield();
          assertEquals(size, changes.chunks(array.id()).size());
          assertEquals(added, changes.newGroups().size());
        }
        assertEquals(size, changes.chunks(array.id()).sorted().size());
        if (round < 7) {
          changes.thaw();
        }
      }
      changes.retire();
      for (Future<?> writer : writers) {
        writer.get();
      }
    }
    assertEquals(acknowledged.get(), changes.chunks(array.id()).size());
    assertEquals(groups.get(), changes.newGroups().size());
  }

  @Test
  void noChunkOutlivesItsArray() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    NodePath path = NodePath.of("/a");
    array("/a", 16);
    Set<NodeId> ids = ConcurrentHashMap.newKeySet();
    try (ExecutorService threads = threads()) {
      List<Future<?>> writers =
          start(
              threads,
              thread -> {
                Random random = new Random(thread);
                while (!stop.get()) {
                  nodes
                      .find(path)
                      .ifPresent(array -> {
                        ids.add(array.id());
                        try {
                          int[] at = {random.nextInt(16)};
                          nodes.recordChunk(array, at, 1, chunk(1));
                        } catch (NotFoundException gone) {
                          assertEquals(ErrorKind.NODE_NOT_FOUND, gone.kind());
                        }
                      });
                }
              });
      for (int i = 0; i < 300; i++) {
        nodes.deleteArray(path);
        nodes.addArray(path, TestSession.content("a", 16));
      }
      stop.set(true);
      for (Future<?> writer : writers) {
        writer.get();
      }
    }
    NodeId last = nodes.array(path).id();
    nodes.changes().allChunks().keySet().forEach(id -> assertEquals(last, id));
    ids.forEach(id -> assertTrue(id.equals(last) || nodes.changes().chunks(id) == null));
  }

  /// Several committers of one process, each with caches of its own: one wins a base, nothing that
  /// was acknowledged is lost, and nothing that was not is there.
  @Test
  void oneCommitterWinsEachBaseAndNothingIsLost() throws Exception {
    try (TestRepository repository = new TestRepository(6).create()) {
      race(repository, repository.memory, 12);
    }
  }

  @Test
  void soItIsOnLocalFiles(@TempDir Path directory) throws Exception {
    StorageOptions options =
        StorageOptions.STANDARD.withDurability(StorageOptions.Durability.OPERATING_SYSTEM);
    try (TestRepository repository = new TestRepository(6);
        Storage files = Storage.of(directory.toUri().toString(), options)) {
      repository.pass(Duration.between(repository.now(), Instant.now()));
      try (var assets = repository.manager(files, SpecVersion.V2)) {
        new RepositoryCreation(assets, repository.sources).create(Optional.empty(), true);
      }
      race(repository, files, 4);
    }
  }

  private static void race(TestRepository repository, Storage storage, int commits)
      throws Exception {
    Set<SnapshotId> acknowledged = ConcurrentHashMap.newKeySet();
    AtomicInteger conflicts = new AtomicInteger();
    inThreads(thread -> {
      try (var assets = repository.manager(storage, SpecVersion.V2)) {
        for (int i = 0; i < commits; ) {
          SnapshotId tip = assets.repoInfo().orElseThrow().info().branches().get("main");
          TestSession session = new TestSession(repository, tip, assets);
          session.group("/" + thread + "-" + i);
          try {
            assertTrue(acknowledged.add(session.commit().id()));
            i++;
          } catch (ConflictException lost) {
            assertEquals(ErrorKind.COMMIT_CONFLICT, lost.kind());
            conflicts.incrementAndGet();
          }
        }
      }
    });
    try (var assets = repository.manager(storage, SpecVersion.V2)) {
      var info = assets.repoInfo().orElseThrow().info();
      SnapshotId tip = info.branches().get("main");
      Set<SnapshotId> chain = new HashSet<>();
      for (SnapshotId id = tip;
          !id.equals(SnapshotId.INITIAL);
          id = info.parentOf(id).orElseThrow()) {
        assertTrue(chain.add(id));
      }
      assertEquals(acknowledged, chain);
      assertEquals(THREADS * commits + 1, info.snapshotCount());
      TestSession end = new TestSession(repository, tip, assets);
      assertEquals(THREADS * commits, end.nodes.atOrBelow(NodePath.ROOT).count());
      assertFalse(conflicts.get() == 0, "no two committers ever met");
    }
  }
}
