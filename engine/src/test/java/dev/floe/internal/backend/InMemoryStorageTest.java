package dev.floe.internal.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.InvalidInputException;
import dev.floe.memory.SegmentPool;
import dev.floe.storage.DeleteResult;
import dev.floe.storage.DirectReads;
import dev.floe.storage.DirectReads.DirectObject;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.Storage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InMemoryStorageTest {
  @Test
  void bytesOfAnOpenObjectOutliveItsReplacementItsDeletionAndTheStore() {
    DirectObject object;
    try (Storage storage = Storage.inMemory()) {
      put(storage, "a", 1);
      object = storage.directReads().orElseThrow().open("a").orElseThrow();
      put(storage, "a", 2);
      assertInstanceOf(DeleteResult.Deleted.class, storage.delete(List.of("a")).join().get("a"));
    }
    assertEquals(1, object.resident().get(ValueLayout.JAVA_BYTE, 0));
    assertTrue(object.resident().isReadOnly());
    object.close();
    assertThrows(IllegalStateException.class, object::resident);
    assertThrows(IllegalStateException.class, object::close);
  }

  @Test
  void theMemoryOfAClosedStoreServesTheNextOne() {
    assertEquals(addressOfAnObject(), addressOfAnObject());
  }

  /// Of one that is alone in its class of sizes.
  private static long addressOfAnObject() {
    try (InMemoryStorage storage = new InMemoryStorage(InstantSource.system());
        Arena arena = Arena.ofShared()) {
      storage.put("a", arena.allocate(7L << 20), PutOptions.chunk()).join();
      try (DirectObject object = storage.open("a", Optional.empty()).orElseThrow()) {
        return object.resident().address();
      }
    }
  }

  @Test
  void everyLeaseIsGivenBackExactlyOnce() throws InterruptedException {
    SegmentPool pool = SegmentPool.checked(1 << 24, System::nanoTime);
    try (InMemoryStorage storage = new InMemoryStorage(InstantSource.system(), pool)) {
      List<Thread> threads =
          Stream.generate(() -> Thread.ofPlatform().unstarted(() -> churn(storage)))
              .limit(4)
              .toList();
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
    }
    assertThrows(
        IllegalStateException.class, () -> pool.lease(1), "the pool is closed with the store");
  }

  private static void churn(Storage storage) {
    DirectReads reads = storage.directReads().orElseThrow();
    for (int i = 0; i < 500; i++) {
      put(storage, "a", i);
      storage.copy("a", "b", Precondition.NONE).exceptionally(_ -> null).join();
      reads.open("b").ifPresent(DirectObject::close);
      put(storage, "b", i);
      storage.delete(List.of("a")).join();
    }
  }

  @Test
  void aNameIsRefused() {
    assertThrows(InvalidInputException.class, () -> Storage.of("memory:shared"));
  }

  private static void put(Storage storage, String key, int value) {
    storage.put(key, MemorySegment.ofArray(new byte[] {(byte) value}), PutOptions.chunk()).join();
  }
}
