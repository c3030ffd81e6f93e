package dev.floe.zarr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.CommitOptions;
import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.config.Splits;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Directories against a list of all paths, with names that sort around the slash.
class ListDirectoryTest {
  private static final List<String> NAMES = List.of("a", "a-b", "ab", "b", "é", "a b", "𝕏", "0");

  private static final String GRID =
      """
      {"zarr_format":3,"node_type":"array","shape":[120,300],"data_type":"uint8",\
      "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[10,10]}},\
      "chunk_key_encoding":{"name":"default"},"fill_value":0,"codecs":[{"name":"bytes"}]}\
      """;

  @Property(tries = 20)
  void namesAreThoseOfTheNodesDirectlyBelow(@ForAll long seed) {
    Random random = new Random(seed);
    try (Storage storage = Storage.inMemory();
        Repository repository = Repository.create(storage)) {
      TreeSet<String> model = new TreeSet<>();
      Session session = repository.writableSession("main");
      for (int round = 0; round < 2; round++) {
        change(random, session.store(), model);
        check(session.store(), model);
        if (session.hasUncommittedChanges()) {
          session.commit("round");
        }
        check(session.store(), model);
        session = repository.writableSession("main");
      }
      change(random, session.store(), model);
      check(session.store(), model);
    }
  }

  /// Of an array of 12 × 30 chunks, some of them missing: more than a few have a number in common.
  @Property(tries = 10)
  void numbersBelowAreToldOnceAndSizesAddUp(@ForAll long seed) {
    Random random = new Random(seed);
    try (Storage storage = Storage.inMemory();
        Repository repository = Repository.create(storage)) {
      TreeMap<Integer, TreeMap<Integer, Integer>> model = new TreeMap<>();
      Session session = repository.writableSession("main");
      byte[] document = StoreTest.utf8(GRID).toArray(ValueLayout.JAVA_BYTE);
      session.store().set("a/zarr.json", MemorySegment.ofArray(document));
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 200; i++) {
          int row = random.nextInt(12);
          int column = random.nextInt(30);
          String key = "a/c/" + row + "/" + column;
          TreeMap<Integer, Integer> columns = model.computeIfAbsent(row, r -> new TreeMap<>());
          int length = random.nextInt(4) == 0 ? 600 : 1 + random.nextInt(9);
          if (random.nextInt(3) == 0) {
            session.store().delete(key);
            columns.remove(column);
          } else {
            session.store().set(key, MemorySegment.ofArray(new byte[length]));
            columns.put(column, length);
          }
        }
        model.values().removeIf(Map::isEmpty);
        check(session.store(), model, document.length);
        session.commit("round");
        session = repository.writableSession("main");
        check(session.store(), model, document.length);
      }
    }
  }

  /// Of an array of 4,000 × 1 or 4,000 chunks, most of them there: in several manifests, over what
  /// a session recorded and deleted, and however few numbers are asked for.
  @Property(tries = 12)
  void manyNumbersThatAreMostlyThere(@ForAll long seed) {
    Random random = new Random(seed);
    String shape = random.nextBoolean() ? "[4000]" : "[4000,2]";
    String chunks = shape.equals("[4000]") ? "[1]" : "[1,2]";
    String end = shape.equals("[4000]") ? "" : "/0";
    try (Storage storage = Storage.inMemory();
        Repository repository =
            Repository.create(storage, RepositoryOptions.STANDARD.withConfig(Splits.by(700)))) {
      TreeSet<Integer> model = new TreeSet<>();
      Session session = repository.writableSession("main");
      session.store().set("a/zarr.json", StoreTest.array(shape, chunks));
      for (int round = 0; round < 4; round++) {
        int changes = round == 0 ? 9000 : random.nextInt(60);
        for (int i = 0; i < changes; i++) {
          int number = random.nextInt(4000);
          if (round > 0 && random.nextBoolean()) {
            session.store().delete("a/c/" + number + end);
            model.remove(number);
          } else {
            session.store().set("a/c/" + number + end, MemorySegment.ofArray(new byte[1]));
            model.add(number);
          }
        }
        List<String> expected = model.stream().map(String::valueOf).toList();
        assertEquals(expected, listed(session.store(), "a/c"));
        int some = random.nextInt(expected.size());
        try (Stream<String> names = session.store().listDirectory("a/c")) {
          assertEquals(expected.subList(0, some), names.limit(some).toList());
        }
        session.commit("round", CommitOptions.STANDARD.allowingEmpty());
        assertEquals(expected, listed(repository.readonlySession(Version.MAIN).store(), "a/c"));
        session = repository.writableSession("main");
      }
    }
  }

  private static void check(
      Store store, TreeMap<Integer, TreeMap<Integer, Integer>> model, long documentBytes) {
    assertEquals(names(model), listed(store, "a/c"));
    long bytes = documentBytes;
    for (Map.Entry<Integer, TreeMap<Integer, Integer>> row : model.entrySet()) {
      assertEquals(names(row.getValue()), listed(store, "a/c/" + row.getKey()));
      bytes += row.getValue().values().stream().mapToLong(Integer::longValue).sum();
    }
    assertEquals(bytes, store.sizeOfPrefix("a"));
  }

  private static List<String> names(TreeMap<Integer, ?> numbers) {
    return numbers.keySet().stream().map(String::valueOf).toList();
  }

  private static List<String> listed(Store store, String directory) {
    try (Stream<String> names = store.listDirectory(directory)) {
      return names.toList();
    }
  }

  private static void change(Random random, Store store, TreeSet<String> model) {
    for (int i = 0; i < 12; i++) {
      StringBuilder path = new StringBuilder();
      for (int depth = random.nextInt(4); depth >= 0; depth--) {
        path.append('/').append(NAMES.get(random.nextInt(NAMES.size())));
      }
      String key = path.substring(1);
      if (random.nextInt(4) == 0) {
        store.delete(key + "/zarr.json");
        if (model.contains(key)) {
          model.removeIf(other -> other.equals(key) || other.startsWith(key + "/"));
        }
      } else {
        store.set(key + "/zarr.json", StoreTest.utf8("{\"node_type\":\"group\"}"));
        model.add(key);
      }
    }
  }

  private static void check(Store store, TreeSet<String> model) {
    List<String> parents = new ArrayList<>(model);
    parents.add("");
    for (String parent : parents) {
      String prefix = parent.isEmpty() ? "" : parent + "/";
      TreeSet<String> expected = new TreeSet<>();
      if (!parent.isEmpty()) {
        expected.add("zarr.json");
      }
      for (String path : model) {
        if (path.startsWith(prefix) && path.indexOf('/', prefix.length()) < 0) {
          expected.add(path.substring(prefix.length()));
        }
      }
      try (Stream<String> names = store.listDirectory(parent)) {
        assertEquals(expected, new TreeSet<>(names.toList()), "below \"" + parent + "\"");
      }
    }
  }
}
