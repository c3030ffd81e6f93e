package dev.floe.internal.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.format.Checksum;
import dev.floe.format.ChunkId;
import dev.floe.internal.asset.Asset;
import dev.floe.storage.DirectReads;
import dev.floe.storage.PutOptions;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Which objects stay open, and what a batch of more than that costs.
class DirectObjectsTest {
  private static final int LIMIT = 8;

  private final Storage storage = Storage.inMemory();
  private final Counted counted = new Counted(storage.directReads().orElseThrow());
  private final DirectObjects objects = new DirectObjects(counted, LIMIT);

  private static final class Counted implements DirectReads {
    private final DirectReads below;
    private int opened;
    private int readOnce;

    Counted(DirectReads below) {
      this.below = below;
    }

    @Override
    public Optional<DirectObject> open(String key, Optional<Checksum> guard) {
      opened++;
      return below.open(key, guard);
    }

    @Override
    public boolean readOnce(String key, long offset, MemorySegment destination) {
      readOnce++;
      return below.readOnce(key, offset, destination);
    }
  }

  @AfterEach
  void close() {
    objects.close();
    storage.close();
  }

  private void readAll(int count) {
    for (int i = 0; i < count; i++) {
      MemorySegment room = MemorySegment.ofArray(new byte[2]);
      objects.read(i, i, 1, room, count);
      assertEquals(-1, room.mismatch(MemorySegment.ofArray(new byte[] {(byte) i, 5})));
    }
  }

  private void store(int count) {
    for (int i = 0; i < count; i++) {
      MemorySegment body = MemorySegment.ofArray(new byte[] {0, (byte) i, 5});
      storage.put(new ChunkId(i, i).key(), body, PutOptions.chunk()).join();
    }
  }

  @Test
  void whatFitsIsOpenedOnce() {
    store(LIMIT);
    readAll(LIMIT);
    readAll(LIMIT);
    assertEquals(LIMIT, counted.opened);
    assertEquals(0, counted.readOnce);
  }

  @Test
  void aBatchOfMoreThanFitsKeepsWhatIsOpen() {
    store(3 * LIMIT);
    readAll(3 * LIMIT);
    readAll(3 * LIMIT);
    assertEquals(LIMIT, counted.opened);
    assertEquals(2 * 2 * LIMIT, counted.readOnce);
  }

  @Test
  void whatIsMissingOrShortIsNamed() {
    store(2 * LIMIT);
    readAll(LIMIT);
    int many = 2 * LIMIT;
    MemorySegment room = MemorySegment.ofArray(new byte[3]);
    for (int of : new int[] {1, many}) {
      StorageException gone =
          assertThrows(StorageException.class, () -> objects.read(99, 9, 0, room, of));
      assertEquals(ErrorKind.OBJECT_NOT_FOUND, gone.kind());
      StorageException shorter =
          assertThrows(
              StorageException.class, () -> objects.read(LIMIT + 1, LIMIT + 1, 1, room, of));
      assertEquals(ErrorKind.INVALID_OBJECT_SIZE, shorter.kind());
    }
  }

  @Test
  void whatIsReleasedIsClosedAndOpenedAnew() {
    store(LIMIT);
    readAll(LIMIT);
    Asset<DirectReads.DirectObject> read = objects.pinned(1, 1);
    int before = counted.opened;
    objects.release();
    MemorySegment room = MemorySegment.ofArray(new byte[3]);
    read.value().readInto(0, room);
    assertEquals(1, room.get(ValueLayout.JAVA_BYTE, 1), "still open for whoever reads it");
    read.unpin();
    readAll(LIMIT);
    assertEquals(before + LIMIT, counted.opened);
    objects.release();
    storage.delete(List.of(new ChunkId(1, 1).key())).join();
    assertNull(objects.pinned(1, 1));
  }
}
