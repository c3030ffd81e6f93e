package dev.floe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.conflict.BasicConflictSolver;
import dev.floe.conflict.RebaseFailedException;
import dev.floe.format.ChunkIndices;
import dev.floe.format.Diff;
import dev.floe.format.NodePath;
import dev.floe.format.SnapshotId;
import dev.floe.format.SpecVersion;
import dev.floe.storage.Storage;
import dev.floe.zarr.Store;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/// What a session says it has changed, against what the diff of its commit says.
class SessionStatusTest {
  private static final String GROUP = "{\"zarr_format\":3,\"node_type\":\"group\",\"x\":\"%s\"}";
  private static final List<String> GROUPS = List.of("", "g", "g/h", "g-x", "k");
  private static final List<String> ARRAYS = List.of("a", "g/a", "g/h/a", "g-x/a", "k/a");

  private static MemorySegment utf8(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  private static MemorySegment array(int chunks, Object attribute) {
    return utf8(
        """
        {"zarr_format":3,"node_type":"array","shape":[%d],"data_type":"uint8",
         "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[1]}},"x":"%s"}\
        """
            .formatted(chunks, attribute));
  }

  private static Set<NodePath> paths(String... paths) {
    return Set.copyOf(List.of(paths).stream().map(NodePath::of).toList());
  }

  @Test
  void everyKindOfChangeIsNamedByItsPath() {
    try (Storage storage = Storage.inMemory();
        Repository repository = Repository.create(storage)) {
      repository.transaction(
          "main",
          "base",
          store -> {
            store.set("g/zarr.json", utf8(GROUP));
            store.set("old/zarr.json", utf8(GROUP));
            store.set("a/zarr.json", array(8, 1));
            store.set("b/zarr.json", array(8, 1));
            store.set("a/c/0", utf8("a"));
            store.set("b/c/0", utf8("b"));
          });
      Session session = repository.writableSession("main");
      assertTrue(session.status().isEmpty());
      Store store = session.store();
      store.set("g/zarr.json", utf8(GROUP + " "));
      store.delete("old/zarr.json");
      store.set("new/zarr.json", utf8(GROUP));
      store.set("new/a/zarr.json", array(8, 1));
      store.set("new/a/c/7", utf8("new"));
      store.set("a/zarr.json", array(4, 2));
      store.set("a/c/1", utf8("one"));
      store.delete("a/c/0");
      store.delete("b/zarr.json");
      Diff status = session.status();
      assertEquals(paths("/new"), status.newGroups());
      assertEquals(paths("/new/a"), status.newArrays());
      assertEquals(paths("/old"), status.deletedGroups());
      assertEquals(paths("/b"), status.deletedArrays());
      assertEquals(paths("/g"), status.updatedGroups());
      assertEquals(paths("/a"), status.updatedArrays());
      assertEquals(paths("/a", "/new/a"), status.updatedChunks().keySet());
      assertEquals(
          Set.of(ChunkIndices.of(0), ChunkIndices.of(1)),
          status.updatedChunks().get(NodePath.of("/a")));
      assertEquals(List.of(), status.movedNodes());
      session.commit("all of it");
      assertTrue(session.status().isEmpty(), "nothing is left to commit");
    }
  }

  @Test
  void discardedChangesAreNone() {
    try (Storage storage = Storage.inMemory();
        Repository repository = Repository.create(storage)) {
      Session session = repository.writableSession("main");
      session.store().set("a/zarr.json", array(8, 1));
      assertFalse(session.status().isEmpty());
      session.discardChanges();
      assertTrue(session.status().isEmpty());
    }
  }

  @Property(tries = 60)
  void itIsWhatTheDiffOfTheCommitSays(@ForAll long seed) {
    Random random = new Random(seed);
    SpecVersion version = random.nextInt(4) == 0 ? SpecVersion.V1 : SpecVersion.V2;
    try (Storage storage = Storage.inMemory();
        Repository repository =
            Repository.create(storage, RepositoryOptions.STANDARD.withSpecVersion(version))) {
      for (int commits = 1 + random.nextInt(4); commits > 0; commits--) {
        Session session = repository.writableSession("main");
        change(session.store(), random, 1 + random.nextInt(25));
        if (random.nextInt(3) == 0) {
          repository.transaction(
              "main", "others", store -> store.set("o" + random.nextInt() + "/zarr.json", group()));
          try {
            session.rebase(new BasicConflictSolver());
          } catch (RebaseFailedException e) {
            continue; // ours deleted the root
          }
        }
        Diff status = session.status();
        SnapshotId base = session.snapshotId();
        SnapshotId id = session.commit("m", CommitOptions.STANDARD.allowingEmpty());
        assertEquals(
            repository.diff(Version.snapshot(base), Version.snapshot(id)), status, () -> "" + seed);
      }
    }
  }

  private static MemorySegment group() {
    return utf8(GROUP);
  }

  private static void change(Store store, Random random, int steps) {
    for (int i = 0; i < steps; i++) {
      String group = GROUPS.get(random.nextInt(GROUPS.size()));
      String array = ARRAYS.get(random.nextInt(ARRAYS.size()));
      switch (random.nextInt(8)) {
        case 0, 1 ->
            store.set(
                (group.isEmpty() ? "" : group + "/") + "zarr.json",
                utf8(GROUP.formatted(random.nextInt(3))));
        case 2, 3 ->
            store.set(array + "/zarr.json", array(1 + random.nextInt(9), random.nextInt(3)));
        case 4 -> {
          if (random.nextInt(3) == 0) {
            store.deleteDirectory(random.nextBoolean() ? group : array);
          }
        }
        default -> {
          if (store.exists(array + "/zarr.json")) {
            int chunks = (int) store.array(array).shape().getFirst().chunkCount();
            String key = array + "/c/" + random.nextInt(chunks);
            if (random.nextInt(4) == 0) {
              store.delete(key);
            } else {
              store.set(key, utf8("x".repeat(1 + random.nextInt(600))));
            }
          }
        }
      }
    }
  }
}
