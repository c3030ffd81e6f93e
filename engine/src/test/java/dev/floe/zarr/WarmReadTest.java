package dev.floe.zarr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.format.ByteRange;
import dev.floe.storage.Storage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A warm read into the caller's segment allocates nothing on the heap.
class WarmReadTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static void assertNoAllocation(String what, Runnable read) {
    for (int i = 0; i < 20_000; i++) {
      read.run();
    }
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 1_000; i++) {
        read.run();
      }
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    // The counter itself and the compiler may cost a few bytes a round, not a byte a read.
    assertEquals(0, least / 1_000, what + ": bytes a read, " + least + " bytes in all");
  }

  private static void assertWarmReadsAllocateNothing(Storage storage) {
    try (Repository repository = Repository.create(storage);
        Arena arena = Arena.ofConfined()) {
      Session session = repository.writableSession("main");
      Store store = session.store();
      store.set("group/a/zarr.json", StoreTest.array("[1000,4]", "[1,1]"));
      store.set("group/a/c/7/1", arena.allocate(64));
      store.set("group/a/c/8/2", arena.allocate(65_536));
      MemorySegment small = arena.allocate(64);
      MemorySegment large = arena.allocate(65_536);
      MemorySegment part = arena.allocate(1_000);
      ByteRange middle = ByteRange.of(5_000, 6_000);
      assertNoAllocation(
          "inline by key", () -> store.getInto("group/a/c/7/1", ByteRange.all(), small));
      assertNoAllocation(
          "stored by key", () -> store.getInto("group/a/c/8/2", ByteRange.all(), large));
      assertNoAllocation("a part", () -> store.getInto("group/a/c/8/2", middle, part));
      assertNoAllocation("absent", () -> store.getInto("group/a/c/9/3", ByteRange.all(), small));
      StoredArray array = store.array("group/a");
      int[] at = {7, 1};
      assertNoAllocation("by array", () -> array.getInto(ByteRange.all(), small, at));
      session.commit("chunks");
      Store committed = session.store();
      assertNoAllocation(
          "committed, inline", () -> committed.getInto("group/a/c/7/1", ByteRange.all(), small));
      assertNoAllocation(
          "committed, stored", () -> committed.getInto("group/a/c/8/2", ByteRange.all(), large));
    }
  }

  @Test
  void inMemory() {
    try (Storage storage = Storage.inMemory()) {
      assertWarmReadsAllocateNothing(storage);
    }
  }

  @Test
  void onLocalFiles(@TempDir Path root) {
    try (Storage storage = Storage.localFilesystem(root)) {
      assertWarmReadsAllocateNothing(storage);
    }
  }
}
