package dev.floe.spec.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.error.StorageException;
import dev.floe.error.VirtualChunkException;
import dev.floe.format.Checksum;
import dev.floe.storage.DirectReads;
import dev.floe.storage.DirectReads.DirectObject;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.ObjectVersion;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The shortcut, on storages that have it; the others have nothing to keep here.
public interface DirectReadContract extends ContractStore {
  @Test
  default void anOpenObjectGivesItsBytes() {
    storage().directReads().ifPresent(this::checkBytes);
  }

  private void checkBytes(DirectReads reads) {
    byte[] body = ContractStore.bytes(5, 100_000);
    put("chunks/A", body);
    put("chunks/EMPTY", new byte[0]);
    assertTrue(reads.open("chunks/NONE").isEmpty());
    assertTrue(reads.open("chunks").isEmpty());
    try (DirectObject empty = reads.open("chunks/EMPTY").orElseThrow()) {
      assertEquals(0, empty.lengthBytes());
      empty.readInto(0, MemorySegment.ofArray(new byte[0]));
    }
    try (DirectObject object = reads.open("chunks/A").orElseThrow();
        Arena arena = Arena.ofConfined()) {
      assertEquals(100_000, object.lengthBytes());
      for (MemorySegment target :
          List.of(arena.allocate(1_000), MemorySegment.ofArray(new byte[1_000]))) {
        object.readInto(99_000, target);
        assertArrayEquals(Arrays.copyOfRange(body, 99_000, 100_000), ContractStore.copyOf(target));
      }
      MemorySegment resident = object.resident();
      if (resident != null) {
        assertTrue(resident.isReadOnly());
        assertArrayEquals(body, ContractStore.copyOf(resident));
      }
      assertThrows(RuntimeException.class, () -> object.readInto(99_001, arena.allocate(1_000)));
    }
  }

  @Test
  default void anObjectIsReadOnceWithoutBeingOpened() {
    storage().directReads().ifPresent(this::checkReadOnce);
  }

  private void checkReadOnce(DirectReads reads) {
    byte[] body = ContractStore.bytes(7, 40_000);
    put("chunks/A", body);
    assertFalse(reads.readOnce("chunks/NONE", 0, MemorySegment.ofArray(new byte[1])));
    assertFalse(reads.readOnce("chunks", 0, MemorySegment.ofArray(new byte[1])));
    try (Arena arena = Arena.ofConfined()) {
      assertFalse(reads.readOnce("chunks/NONE", 0, arena.allocate(1)));
      assertFalse(reads.readOnce("chunks", 0, arena.allocate(1)));
      for (MemorySegment target :
          List.of(arena.allocate(1_000), MemorySegment.ofArray(new byte[1_000]))) {
        assertTrue(reads.readOnce("chunks/A", 39_000, target));
        assertArrayEquals(Arrays.copyOfRange(body, 39_000, 40_000), ContractStore.copyOf(target));
        StorageException thrown =
            assertThrows(StorageException.class, () -> reads.readOnce("chunks/A", 39_001, target));
        assertEquals(ErrorKind.INVALID_OBJECT_SIZE, thrown.kind());
      }
    }
  }

  @Test
  default void anOpenObjectStaysWhatItWas() {
    storage()
        .directReads()
        .ifPresent(reads -> {
          put("chunks/A", new byte[] {1, 1});
          try (DirectObject object = reads.open("chunks/A").orElseThrow()) {
            put("chunks/A", new byte[] {2});
            assertArrayEquals(new byte[] {1, 1}, bytes(object));
            storage().delete(List.of("chunks/A")).join();
            assertArrayEquals(new byte[] {1, 1}, bytes(object));
          }
          assertTrue(reads.open("chunks/A").isEmpty());
        });
  }

  @Test
  default void anOpenObjectIsReadByManyAtOnce() {
    storage()
        .directReads()
        .ifPresent(reads -> {
          byte[] body = ContractStore.bytes(6, 50_000);
          put("chunks/A", body);
          try (DirectObject object = reads.open("chunks/A").orElseThrow()) {
            IntStream.range(0, 200)
                .parallel()
                .forEach(i -> {
                  MemorySegment part = MemorySegment.ofArray(new byte[200]);
                  object.readInto(i * 200L, part);
                  assertArrayEquals(
                      Arrays.copyOfRange(body, i * 200, (i + 1) * 200), ContractStore.copyOf(part));
                });
          }
        });
  }

  @Test
  default void anOpeningCanBeGuarded() {
    storage()
        .directReads()
        .ifPresent(reads -> {
          put("chunks/A", new byte[] {1});
          ObjectInfo info = storage().head("chunks/A").join().orElseThrow();
          String etag = info.version().flatMap(ObjectVersion::etag).orElseThrow();
          reads.open("chunks/A", Optional.of(new Checksum.ETag(etag))).orElseThrow().close();
          IcechunkException thrown =
              assertThrows(
                  VirtualChunkException.class,
                  () -> reads.open("chunks/A", Optional.of(new Checksum.ETag("other"))));
          assertEquals(ErrorKind.VIRTUAL_CHUNK_MODIFIED, thrown.kind());
        });
  }

  private static byte[] bytes(DirectObject object) {
    byte[] bytes = new byte[Math.toIntExact(object.lengthBytes())];
    object.readInto(0, MemorySegment.ofArray(bytes));
    return bytes;
  }
}
