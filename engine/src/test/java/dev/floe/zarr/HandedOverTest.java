package dev.floe.zarr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.Engine;
import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.error.IcechunkException;
import dev.floe.internal.backend.InMemoryStorage;
import dev.floe.memory.SegmentLease;
import dev.floe.memory.SegmentPool;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whose the memory is that is handed over to a store.
class HandedOverTest {
  private static final int LENGTH = 100_000;

  private final SegmentPool memory = SegmentPool.checked(1 << 24, System::nanoTime);
  private final Storage storage = new InMemoryStorage(InstantSource.system(), memory);

  private static Store arrayIn(Session session) {
    Store store = session.store();
    String shape = "[" + 4 * LENGTH + "]";
    store.set("a/zarr.json", StoreTest.array(shape, "[" + LENGTH + "]"));
    return store;
  }

  private static SegmentLease filled(Store store, long length) {
    SegmentLease lease = store.lease(length);
    lease.segment().fill((byte) 7);
    return lease;
  }

  private static void assertStored(Store store, String key) {
    try (SegmentLease read = store.get(key).orElseThrow()) {
      assertEquals(LENGTH, read.lengthBytes());
      assertEquals(7, read.segment().get(ValueLayout.JAVA_BYTE, LENGTH - 1));
    }
  }

  private long leased() {
    return memory.statistics().leasedBytes();
  }

  @Test
  void aStorageInMemoryKeepsTheMemoryItselfUntilTheChunkGoes() {
    try (storage) {
      try (Repository repository = Repository.create(storage)) {
        Session session = repository.writableSession("main");
        Store store = arrayIn(session);
        SegmentLease lease = filled(store, LENGTH);
        long address = lease.segment().address();
        store.set("a/c/1", lease);
        assertThrows(IllegalStateException.class, lease::segment, "it is the store's");
        assertThrows(IllegalStateException.class, lease::close);
        try (SegmentLease read = store.get("a/c/1").orElseThrow()) {
          assertEquals(address, read.segment().address(), "nothing was copied");
        }
        assertStored(store, "a/c/1");
        session.discardChanges();
      }
      long before = leased();
      assertEquals(1, chunks().size());
      storage.delete(chunks()).join();
      assertTrue(before - leased() >= LENGTH);
    }
  }

  private List<String> chunks() {
    try (Stream<String> keys = storage.list("chunks").map(object -> object.key())) {
      return keys.toList();
    }
  }

  @Test
  void oneLeaseMayBeManyChunks() {
    try (storage;
        Repository repository = Repository.create(storage)) {
      Session session = repository.writableSession("main");
      Store store = arrayIn(session);
      try (SegmentLease lease = filled(store, LENGTH)) {
        store.set("a/c/0", lease.share());
        store.set("a/c/3", lease.share());
      }
      session.commit("shared");
      storage.delete(chunks().subList(0, 1)).join();
      Store read = repository.readonlySession(Version.branch("main")).store();
      long whole = Stream.of("a/c/0", "a/c/3").filter(key -> isThere(read, key)).count();
      assertEquals(1, whole);
    }
  }

  private static boolean isThere(Store store, String key) {
    try {
      assertStored(store, key);
      return true;
    } catch (IcechunkException e) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/c/4", "a/c/0/0", "b/c/0", "a/.zarray", "a/c/x"})
  void whatIsRefusedIsGivenBack(String key) {
    try (storage;
        Repository repository = Repository.create(storage)) {
      Store store = arrayIn(repository.writableSession("main"));
      long before = leased();
      SegmentLease lease = filled(store, LENGTH);
      assertThrows(IcechunkException.class, () -> store.set(key, lease));
      assertThrows(IllegalStateException.class, lease::segment);
      assertEquals(before, leased());
    }
  }

  @Test
  void aSessionThatOnlyReadsGivesItBack() {
    try (storage;
        Repository repository = Repository.create(storage)) {
      Store store = repository.readonlySession(Version.branch("main")).store();
      long before = leased();
      SegmentLease lease = filled(store, LENGTH);
      assertThrows(IcechunkException.class, () -> store.set("a/c/0", lease));
      assertEquals(before, leased());
    }
  }

  @Test
  void documentsAndChunksInsideManifestsAreCopiedAndTheMemoryIsGivenBack() {
    try (storage;
        Repository repository = Repository.create(storage)) {
      Store store = arrayIn(repository.writableSession("main"));
      long before = leased();
      store.set("a/c/2", filled(store, 10));
      assertEquals(10, store.size("a/c/2").orElseThrow());
      MemorySegment document = StoreTest.utf8("{\"zarr_format\":3,\"node_type\":\"group\"}");
      SegmentLease lease = store.lease(document.byteSize());
      lease.segment().copyFrom(document);
      store.set("g/zarr.json", lease);
      assertEquals(document.byteSize(), store.size("g/zarr.json").orElseThrow());
      assertEquals(before, leased());
    }
  }

  @Test
  void filesNeedTheMemoryNoLongerThanTheyAreWritten(@TempDir Path directory) {
    try (Engine engine = Engine.create();
        Storage files = Storage.localFilesystem(directory);
        Repository repository =
            Repository.create(files, RepositoryOptions.STANDARD.withEngine(engine))) {
      Session session = repository.writableSession("main");
      Store store = arrayIn(session);
      long before = engine.memory().leasedBytes();
      store.set("a/c/0", filled(store, LENGTH));
      assertEquals(before, engine.memory().leasedBytes());
      session.commit("files");
      assertStored(repository.readonlySession(Version.branch("main")).store(), "a/c/0");
    }
  }
}
