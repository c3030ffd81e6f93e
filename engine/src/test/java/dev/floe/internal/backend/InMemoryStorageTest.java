package dev.floe.internal.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.InvalidInputException;
import dev.floe.storage.DeleteResult;
import dev.floe.storage.DirectReads.DirectObject;
import dev.floe.storage.PutOptions;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
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
    MemorySegment resident = object.resident();
    object.close();
    assertThrows(IllegalStateException.class, () -> resident.get(ValueLayout.JAVA_BYTE, 0));
  }

  @Test
  void aNameIsRefused() {
    assertThrows(InvalidInputException.class, () -> Storage.of("memory:shared"));
  }

  private static void put(Storage storage, String key, int value) {
    storage.put(key, MemorySegment.ofArray(new byte[] {(byte) value}), PutOptions.chunk()).join();
  }
}
