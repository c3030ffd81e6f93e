package dev.floe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.config.Splits;
import dev.floe.format.ManifestId;
import dev.floe.format.ManifestRef;
import dev.floe.format.NodeData;
import dev.floe.format.NodePath;
import dev.floe.maintenance.Problem;
import dev.floe.maintenance.VerifyScope;
import dev.floe.storage.Storage;
import dev.floe.zarr.Store;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Arrays that no rule of the configuration is for are cut into manifests on their own.
class AutomaticSplittingTest {
  private static final int COLUMNS = 100;

  private final Storage storage = Storage.inMemory();

  private static RepositoryOptions unsplit() {
    return RepositoryOptions.STANDARD.withConfig(Splits.by(0xffff_ffffL));
  }

  private static void create(Store store, int rows) {
    String group = "{\"zarr_format\":3,\"node_type\":\"group\"}";
    store.set("zarr.json", MemorySegment.ofArray(group.getBytes(StandardCharsets.UTF_8)));
    resize(store, rows);
  }

  private static void resize(Store store, int rows) {
    String json =
        """
        {"zarr_format":3,"node_type":"array","shape":[%d,%d],"data_type":"uint8",
         "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[1,1]}},
         "chunk_key_encoding":{"name":"default"},"fill_value":0,"codecs":[{"name":"bytes"}],
         "attributes":{}}\
        """
            .formatted(rows, COLUMNS);
    store.set("a/zarr.json", MemorySegment.ofArray(json.getBytes(StandardCharsets.UTF_8)));
  }

  private static byte value(int row, int column) {
    return (byte) (row * 31 + column);
  }

  private static void fill(Store store, int from, int to) {
    for (int row = from; row < to; row++) {
      for (int column = 0; column < COLUMNS; column++) {
        store.set(key(row, column), MemorySegment.ofArray(new byte[] {value(row, column)}));
      }
    }
  }

  private static String key(int row, int column) {
    return "a/c/" + row + "/" + column;
  }

  private static List<ManifestRef> manifests(Repository repository) {
    Session session = repository.readonlySession(Version.branch("main"));
    NodeData data = session.node(NodePath.of("/a")).orElseThrow().data();
    return ((NodeData.Array) data).manifests();
  }

  private static int changed(List<ManifestRef> before, List<ManifestRef> after) {
    Set<ManifestId> ids = new HashSet<>();
    before.forEach(ref -> ids.add(ref.id()));
    return (int) after.stream().filter(ref -> !ids.contains(ref.id())).count();
  }

  private static void check(Repository repository, int rows) {
    Store store = repository.readonlySession(Version.branch("main")).store();
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < COLUMNS; column++) {
        try (var chunk = store.get(key(row, column)).orElseThrow()) {
          assertEquals(value(row, column), chunk.segment().get(ValueLayout.JAVA_BYTE, 0));
        }
      }
    }
    List<Problem> problems = new ArrayList<>();
    repository.verify(VerifyScope.STANDARD, problems::add);
    assertEquals(List.of(), problems);
  }

  @Test
  void oneChunkCostsOneManifestAndAnAppendAFew() {
    try (Repository repository = Repository.create(storage)) {
      repository.transaction(
          "main",
          "array",
          store -> {
            create(store, 300);
            fill(store, 0, 200);
          });
      List<ManifestRef> first = manifests(repository);
      assertTrue(first.size() >= 3 && first.size() <= 6, "manifests: " + first.size());
      Random random = new Random(3);
      for (int i = 0; i < 5; i++) {
        int row = random.nextInt(200);
        int column = random.nextInt(COLUMNS);
        List<ManifestRef> before = manifests(repository);
        repository.transaction("main", "one", store -> fillOne(store, row, column));
        assertEquals(1, changed(before, manifests(repository)));
      }
      repository.transaction("main", "more rows", store -> fill(store, 200, 210));
      assertTrue(changed(first, manifests(repository)) > 0);
      check(repository, 210);
    }
  }

  private static void fillOne(Store store, int row, int column) {
    store.set(key(row, column), MemorySegment.ofArray(new byte[] {value(row, column)}));
  }

  @Test
  void aManifestOfOtherWritersIsSplitOnceAndOnlyWhenTouched() {
    Repository.create(storage).close();
    try (Repository repository = Repository.open(storage, unsplit())) {
      repository.transaction(
          "main",
          "array",
          store -> {
            create(store, 150);
            fill(store, 0, 150);
          });
      assertEquals(1, manifests(repository).size());
    }
    try (Repository repository = Repository.open(storage)) {
      List<ManifestRef> whole = manifests(repository);
      repository.transaction("main", "longer", store -> resize(store, 160));
      assertEquals(whole, manifests(repository), "nothing was touched");
      repository.transaction("main", "one", store -> fillOne(store, 7, 7));
      List<ManifestRef> split = manifests(repository);
      assertTrue(split.size() >= 2, "manifests: " + split.size());
      repository.transaction("main", "one", store -> fillOne(store, 8, 8));
      assertEquals(1, changed(split, manifests(repository)));
      check(repository, 150);
    }
  }

  /// What was cut off stays cut off when the array grows again.
  @Test
  void aShorterArrayLosesWhatLiesOutside() {
    try (Repository repository = Repository.create(storage)) {
      repository.transaction(
          "main",
          "array",
          store -> {
            create(store, 200);
            fill(store, 0, 200);
          });
      repository.transaction("main", "shorter", store -> resize(store, 90));
      repository.transaction("main", "longer", store -> resize(store, 200));
      Store store = repository.readonlySession(Version.branch("main")).store();
      assertTrue(store.get(key(90, 0)).isEmpty());
      assertTrue(store.get(key(199, 99)).isEmpty());
      check(repository, 90);
    }
  }
}
