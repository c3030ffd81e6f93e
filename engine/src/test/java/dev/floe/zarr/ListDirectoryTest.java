package dev.floe.zarr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.storage.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Directories against a list of all paths, with names that sort around the slash.
class ListDirectoryTest {
  private static final List<String> NAMES = List.of("a", "a-b", "ab", "b", "é", "a b", "𝕏", "0");

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
