package dev.floe.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.Repository;
import dev.floe.maintenance.GcOptions;
import dev.floe.maintenance.GcSummary;
import dev.floe.storage.GetOptions;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.PutOptions;
import dev.floe.storage.Storage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/// An incremental collection beside a full one of the same repository: it deletes nothing that the
/// full one does not, a dry run says beforehand what it deletes, and a full one after it leaves
/// what a full one instead of it would have left.
final class CollectedIncrementally {
  private static final GcOptions FULL =
      GcOptions.olderThan(Instant.MAX).withAcceptOpenSessions(true);
  private static final GcOptions INCREMENTAL = FULL.withIncremental(true);

  private CollectedIncrementally() {}

  static void collect(ModelledRepository modelled, Random chance) {
    TreeSet<String> left;
    try (Storage copy = copied(modelled.storage)) {
      collect(copy, FULL);
      left = keys(copy);
    }
    GcSummary dry = modelled.repository.collectGarbage(INCREMENTAL.withDryRun(true));
    GcSummary real = modelled.repository.collectGarbage(INCREMENTAL);
    modelled.model.collectGarbage();
    assertEquals(dry, real);
    assertEquals(Optional.empty(), real.fullBecause());
    TreeSet<String> after = keys(modelled.storage);
    assertTrue(after.containsAll(left), () -> "went, but not fully: " + less(left, after));
    try (Storage copy = copied(modelled.storage)) {
      collect(copy, FULL);
      assertEquals(left, keys(copy));
    }
  }

  private static List<String> less(TreeSet<String> some, TreeSet<String> others) {
    List<String> rest = new ArrayList<>(some);
    rest.removeAll(others);
    return rest;
  }

  private static void collect(Storage storage, GcOptions options) {
    try (Repository repository = Repository.open(storage)) {
      repository.collectGarbage(options);
    }
  }

  private static TreeSet<String> keys(Storage storage) {
    TreeSet<String> keys = new TreeSet<>();
    try (Stream<ObjectInfo> objects = storage.list("")) {
      objects
          .map(ObjectInfo::key)
          .filter(key -> !key.startsWith("overwritten/"))
          .forEach(keys::add);
    }
    return keys;
  }

  private static Storage copied(Storage storage) {
    Storage copy = Storage.inMemory();
    try (Arena arena = Arena.ofShared();
        Stream<ObjectInfo> objects = storage.list("")) {
      objects.forEach(object -> {
        AtomicReference<MemorySegment> bytes = new AtomicReference<>();
        storage
            .get(
                object.key(),
                GetOptions.WHOLE,
                length -> {
                  bytes.set(arena.allocate(length));
                  return bytes.get();
                })
            .join();
        copy.put(object.key(), bytes.get(), PutOptions.metadata(Map.of())).join();
      });
    }
    return copy;
  }
}
