package dev.floe.spec.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.floe.error.ErrorKind;
import dev.floe.format.ByteRange;
import dev.floe.format.Checksum;
import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.ObjectVersion;
import dev.floe.storage.PutOptions;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/// Reads: outcomes, ranges, conditions, and what may touch the target.
public interface ReadContract extends ContractStore {
  @Test
  default void aWholeObjectIsReadAsItWasWritten() {
    byte[] body = ContractStore.bytes(1, 10_000);
    ObjectVersion version = put("chunks/A", body);
    Received received = get("chunks/A", GetOptions.WHOLE);
    assertArrayEquals(body, received.bytes());
    assertEquals(new GetResult.Modified(version, 10_000, 10_000), received.result());
  }

  @Test
  default void everyKindOfRangeGivesItsBytes() {
    byte[] body = ContractStore.bytes(2, 1_000);
    for (String key : new String[] {"chunks/R", "root"}) {
      put(key, body);
      Map<ByteRange, byte[]> expected =
          Map.of(
              ByteRange.of(0, 1_000), body,
              ByteRange.of(10, 20), Arrays.copyOfRange(body, 10, 20),
              ByteRange.of(999, 1_000), Arrays.copyOfRange(body, 999, 1_000),
              ByteRange.from(0), body,
              ByteRange.from(990), Arrays.copyOfRange(body, 990, 1_000),
              ByteRange.last(3), Arrays.copyOfRange(body, 997, 1_000),
              ByteRange.last(1_000), body);
      expected.forEach((range, bytes) -> {
        Received received = get(key, GetOptions.range(range));
        assertArrayEquals(bytes, received.bytes(), range::toText);
        assertEquals(bytes.length, received.modified().lengthBytes());
        assertEquals(1_000, received.modified().objectBytes());
      });
    }
  }

  @Test
  default void emptyRangesAndEmptyObjectsGiveNoBytes() {
    put("chunks/E", new byte[0]);
    put("chunks/F", new byte[7]);
    assertEquals(0, get("chunks/E", GetOptions.WHOLE).bytes().length);
    assertEquals(0, get("chunks/E", GetOptions.WHOLE).modified().objectBytes());
    for (ByteRange range :
        new ByteRange[] {
          ByteRange.of(3, 3), ByteRange.of(7, 7), ByteRange.from(7), ByteRange.last(0)
        }) {
      Received received = get("chunks/F", GetOptions.range(range));
      assertEquals(0, received.bytes().length, range::toText);
      assertEquals(7, received.modified().objectBytes(), range::toText);
    }
  }

  @Test
  default void aRangeOutsideOfTheObjectIsRefused() {
    put("chunks/S", new byte[7]);
    for (ByteRange range :
        new ByteRange[] {
          ByteRange.of(0, 8), ByteRange.of(8, 9), ByteRange.from(8), ByteRange.last(8)
        }) {
      OneTarget target = new OneTarget();
      ContractStore.failure(
          ErrorKind.INVALID_BYTE_RANGE, storage().get("chunks/S", GetOptions.range(range), target));
      assertNull(target.bytes(), range::toText);
    }
  }

  @Test
  default void anAbsentObjectIsMissingAndItsTargetIsNotAsked() {
    put("chunks/THERE", new byte[1]);
    for (String key :
        new String[] {"chunks/NOT", "no/such/thing", "chunks", "chunks/THERE/below"}) {
      for (GetOptions options :
          new GetOptions[] {GetOptions.WHOLE, GetOptions.range(ByteRange.of(1, 2))}) {
        Received received = get(key, options);
        assertInstanceOf(GetResult.Missing.class, received.result(), key);
        assertNull(received.bytes());
      }
      assertEquals(Optional.empty(), storage().head(key).join(), key);
    }
  }

  @Test
  default void onlyTheBytesAskedForAreWrittenToTheTarget() {
    put("chunks/T", ContractStore.bytes(3, 100));
    byte[] poisoned = new byte[64];
    Arrays.fill(poisoned, (byte) 0xdb);
    MemorySegment target = MemorySegment.ofArray(poisoned);
    storage().get("chunks/T", GetOptions.range(ByteRange.of(50, 60)), _ -> target).join();
    assertArrayEquals(
        Arrays.copyOfRange(ContractStore.bytes(3, 100), 50, 60), Arrays.copyOf(poisoned, 10));
    for (int i = 10; i < 64; i++) {
      assertEquals((byte) 0xdb, poisoned[i]);
    }
  }

  @Test
  default void nativeTargetsAreFilled() {
    byte[] body = ContractStore.bytes(4, 70_001);
    put("chunks/N", body);
    try (Arena arena = Arena.ofShared()) {
      MemorySegment target = arena.allocate(70_001);
      storage().get("chunks/N", GetOptions.WHOLE, _ -> target).join();
      assertArrayEquals(body, ContractStore.copyOf(target));
    }
  }

  @Test
  default void aTargetThatFailsDecidesTheOutcome() {
    put("chunks/X", new byte[10]);
    IllegalStateException mine = new IllegalStateException("no memory");
    CompletionException thrown =
        assertThrows(
            CompletionException.class,
            () ->
                storage()
                    .get(
                        "chunks/X",
                        GetOptions.WHOLE,
                        _ -> {
                          throw mine;
                        })
                    .join());
    assertSame(mine, thrown.getCause());
  }

  @Test
  default void unusableTargetsAreRefused() {
    put("chunks/U", new byte[10]);
    ContractStore.failure(
        ErrorKind.NOT_ALLOWED,
        storage().get("chunks/U", GetOptions.WHOLE, _ -> MemorySegment.ofArray(new byte[9])));
    MemorySegment readOnly = MemorySegment.ofArray(new byte[10]).asReadOnly();
    ContractStore.failure(
        ErrorKind.NOT_ALLOWED, storage().get("chunks/U", GetOptions.WHOLE, _ -> readOnly));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment confined = arena.allocate(10);
      ContractStore.failure(
          ErrorKind.NOT_ALLOWED, storage().get("chunks/U", GetOptions.WHOLE, _ -> confined));
    }
  }

  @Test
  default void anUnchangedObjectIsNotReadAgain() {
    for (String key : new String[] {"repo", "chunks/C"}) {
      ObjectVersion first = put(key, new byte[] {1});
      Received again = get(key, GetOptions.unless(first));
      assertInstanceOf(GetResult.Unchanged.class, again.result());
      assertNull(again.bytes());
      ObjectVersion second = put(key, new byte[] {2, 2});
      assertNotEquals(first, second);
      Received changed = get(key, GetOptions.unless(first));
      assertEquals(second, changed.modified().version());
      assertArrayEquals(new byte[] {2, 2}, changed.bytes());
    }
    Received none = get("gone", GetOptions.unless(ObjectVersion.etag("\"x\"")));
    assertInstanceOf(GetResult.Missing.class, none.result());
  }

  @Test
  default void aGuardLetsThroughWhatItDescribesAndNothingElse() {
    put("chunks/G", new byte[] {5, 6});
    ObjectInfo info = storage().head("chunks/G").join().orElseThrow();
    long second = info.lastModified().getEpochSecond();
    String etag = info.version().flatMap(ObjectVersion::etag).orElseThrow();
    for (Checksum fits :
        new Checksum[] {
          new Checksum.ETag(etag),
          new Checksum.ETag('"' + etag.replace("\"", "") + '"'),
          new Checksum.ETag(etag.replace("\"", "")),
          new Checksum.LastModified(second),
          new Checksum.LastModified(second + 1)
        }) {
      Received received = get("chunks/G", GetOptions.guarded(ByteRange.from(1), Optional.of(fits)));
      assertArrayEquals(new byte[] {6}, received.bytes(), fits::toString);
    }
    for (Checksum other :
        new Checksum[] {new Checksum.ETag("\"other\""), new Checksum.LastModified(second - 1)}) {
      OneTarget target = new OneTarget();
      ContractStore.failure(
          ErrorKind.VIRTUAL_CHUNK_MODIFIED,
          storage()
              .get("chunks/G", GetOptions.guarded(ByteRange.all(), Optional.of(other)), target));
      assertNull(target.bytes(), other::toString);
    }
  }

  @Test
  default void aLargeObjectIsReadInPartsAndAsAWhole() {
    long length = largeObjectBytes();
    try (Arena arena = Arena.ofShared()) {
      MemorySegment body = arena.allocate(length);
      body.copyFrom(MemorySegment.ofArray(ContractStore.bytes(8, Math.toIntExact(length))));
      storage().put("chunks/L", body, PutOptions.chunk()).join();
      MemorySegment target = arena.allocate(length);
      storage().get("chunks/L", GetOptions.WHOLE, _ -> target).join();
      assertEquals(-1, body.mismatch(target));
      MemorySegment part = arena.allocate(length - 5 - (1 << 20));
      storage()
          .get("chunks/L", GetOptions.range(ByteRange.of(1 << 20, length - 5)), _ -> part)
          .join();
      assertEquals(-1, body.asSlice(1 << 20, part.byteSize()).mismatch(part));
    }
  }
}
