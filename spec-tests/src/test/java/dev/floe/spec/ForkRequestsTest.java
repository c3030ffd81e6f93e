package dev.floe.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.ForkSession;
import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.Session;
import dev.floe.format.SpecVersion;
import dev.floe.spec.storage.CountingStorage;
import dev.floe.storage.Storage;
import dev.floe.zarr.Store;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What it costs to open a fork and to merge it: counted in requests of the storage.
class ForkRequestsTest {
  private static void tree(Store store) {
    for (int i = 0; i < 50; i++) {
      String document = "{\"zarr_format\":3,\"node_type\":\"group\"}";
      byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
      store.set("g" + i + "/zarr.json", MemorySegment.ofArray(bytes));
    }
  }

  @Test
  void opensWithTwoReadsAndMergesWithNone() {
    try (Storage storage = Storage.inMemory();
        Repository driver = Repository.create(storage)) {
      driver.transaction("main", "tree", ForkRequestsTest::tree);
      Session session = driver.writableSession("main");
      byte[] bytes = session.fork().toBytes();
      CountingStorage counted = new CountingStorage(storage);
      try (Repository worker = Repository.open(counted)) {
        counted.reset();
        ForkSession fork = worker.openFork(bytes);
        assertEquals(50, fork.nodes().count());
        assertEquals(
            List.of("GET repo", "GET snapshots/" + fork.snapshotId().text()), counted.log());
        fork.store().delete("g1/zarr.json");
        counted.reset();
        byte[] back = fork.toBytes();
        assertEquals(List.of(), counted.log());
        counted.reset();
        ForkSession returned = worker.openFork(back);
        session.merge(returned);
        assertEquals(List.of("GET repo"), counted.log());
      }
      assertEquals(1, session.status().deletedGroups().size());
    }
  }

  @Test
  void formatOneReadsTheSnapshot() {
    RepositoryOptions first = RepositoryOptions.STANDARD.withSpecVersion(SpecVersion.V1);
    try (Storage storage = Storage.inMemory();
        Repository driver = Repository.create(storage, first)) {
      byte[] bytes = driver.writableSession("main").fork().toBytes();
      CountingStorage counted = new CountingStorage(storage);
      try (Repository worker = Repository.open(counted)) {
        counted.reset();
        ForkSession fork = worker.openFork(bytes);
        assertEquals(List.of("GET snapshots/" + fork.snapshotId().text()), counted.log());
        assertTrue(fork.branch().isEmpty());
      }
    }
  }
}
