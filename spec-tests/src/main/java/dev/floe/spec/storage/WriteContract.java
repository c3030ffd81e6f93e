package dev.floe.spec.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.memory.SegmentLease;
import dev.floe.memory.SegmentPool;
import dev.floe.storage.GetOptions;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.PutResult;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/// Writes without a condition, what is kept of them, and which keys there can be.
public interface WriteContract extends ContractStore {
  @Test
  default void aSecondWriteReplacesTheFirst() {
    put("chunks/A", new byte[] {1, 2, 3});
    put("chunks/A", new byte[] {4});
    assertArrayEquals(new byte[] {4}, read("chunks/A"));
    put("repo", new byte[] {1, 2, 3}, Precondition.NONE);
    put("repo", new byte[] {4}, Precondition.NONE);
    assertArrayEquals(new byte[] {4}, read("repo"));
  }

  @Test
  default void aBodyBelongsToItsOwnerAgainWhenTheWriteIsDone() {
    byte[] body = {1, 2, 3};
    put("chunks/B", body);
    Arrays.fill(body, (byte) 9);
    assertArrayEquals(new byte[] {1, 2, 3}, read("chunks/B"));
  }

  @Test
  default void memoryThatIsHandedOverIsGivenBackWhateverComesOfTheWrite() {
    try (SegmentPool pool = SegmentPool.checked(1 << 20, System::nanoTime)) {
      for (String key : List.of("chunks/H", "chunks/../H")) {
        SegmentLease body = pool.lease(3);
        body.segment().copyFrom(MemorySegment.ofArray(new byte[] {1, 2, 3}));
        CompletableFuture<PutResult> written = storage().keep(key, body, PutOptions.chunk());
        if (key.contains("..")) {
          ContractStore.failure(ErrorKind.INVALID_KEY, written);
        } else {
          assertInstanceOf(PutResult.Updated.class, written.join());
        }
      }
      assertArrayEquals(new byte[] {1, 2, 3}, read("chunks/H"));
      storage().delete(List.of("chunks/H")).join();
      assertEquals(0, pool.statistics().leasedBytes());
    }
  }

  @Test
  default void bodiesMayBeNativeReadOnlyAViewOrAnyArray() {
    try (Arena arena = Arena.ofShared()) {
      MemorySegment body = arena.allocate(10);
      body.fill((byte) 7);
      MemorySegment view = body.asSlice(2, 5).asReadOnly();
      storage().put("chunks/V", view, PutOptions.chunk()).join();
    }
    assertArrayEquals(new byte[] {7, 7, 7, 7, 7}, read("chunks/V"));
    for (String key : List.of("chunks/J", "root")) {
      PutOptions options = PutOptions.root(Precondition.NONE, Map.of());
      storage().put(key, MemorySegment.ofArray(new long[] {0, -1}), options).join();
      int[] target = new int[4];
      storage().get(key, GetOptions.WHOLE, _ -> MemorySegment.ofArray(target)).join();
      assertArrayEquals(new int[] {0, 0, -1, -1}, target);
    }
    try (Arena arena = Arena.ofConfined()) {
      ContractStore.failure(
          ErrorKind.NOT_ALLOWED, storage().put("chunks/W", arena.allocate(1), PutOptions.chunk()));
    }
  }

  @Test
  default void metadataIsKeptWhereTheStorageSaysSo() {
    Map<String, String> metadata = Map.of("ic_spec_ver", "2", PutOptions.WRITE_ID, "some-id");
    MemorySegment body = MemorySegment.ofArray(new byte[] {1});
    PutOptions options = PutOptions.metadata(metadata).withContentType("application/json");
    storage().put("snapshots/M", body, options).join();
    ObjectInfo info = storage().head("snapshots/M").join().orElseThrow();
    assertEquals(storage().capabilities().metadata() ? metadata : Map.of(), info.metadata());
    storage().put("snapshots/M", body, PutOptions.metadata(Map.of())).join();
    info = storage().head("snapshots/M").join().orElseThrow();
    assertEquals(Map.of(), info.metadata(), "metadata goes with the content it came with");
  }

  @Test
  default void anObjectIsDescribedByItsHead() {
    put("chunks/first", new byte[1]);
    ObjectInfo first = storage().head("chunks/first").join().orElseThrow();
    var version = put("chunks/second", new byte[1234]);
    ObjectInfo second = storage().head("chunks/second").join().orElseThrow();
    assertEquals("chunks/second", second.key());
    assertEquals(1234, second.sizeBytes());
    assertEquals(version, second.version().orElseThrow());
    assertFalse(second.lastModified().isBefore(first.lastModified()));
  }

  @Test
  default void anyTextIsAKey() {
    List<String> keys =
        List.of(
            "refs/branch.é~ü/ref.json",
            "refs/branch.日本/ref.json",
            "refs/branch.🧊/ref.json",
            "refs/tag.50%25/ref.json",
            "refs/tag.50%/ref.json",
            "refs/tag.a b/ref.json",
            "refs/tag.x#1/ref.json",
            "refs/tag.y#1",
            "refs/tag.#/ref.json",
            "refs/tag.q?*|<>[]{}^`\"\\/ref.json",
            "refs/tag.it's!$&()+,;=@:/ref.json",
            "refs/tag.tab\tline\n/ref.json",
            "refs/branch.../ref.json",
            "refs/...",
            "refs/.hidden",
            "deep/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p",
            "plain");
    if (!keysMayHaveBackslashes()) {
      MemorySegment body = MemorySegment.ofArray(new byte[1]);
      ContractStore.failure(ErrorKind.INVALID_KEY, storage().put("a\\b", body, PutOptions.chunk()));
      keys = keys.stream().filter(key -> key.indexOf('\\') < 0).toList();
    }
    for (String key : keys) {
      put(key, key.getBytes(StandardCharsets.UTF_8));
    }
    for (String key : keys) {
      assertArrayEquals(key.getBytes(StandardCharsets.UTF_8), read(key), key);
      assertEquals(key, storage().head(key).join().orElseThrow().key());
    }
    try (var objects = storage().list("")) {
      assertEquals(keys.stream().sorted().toList(), objects.map(ObjectInfo::key).sorted().toList());
    }
  }

  @Test
  default void whatIsNoKeyIsRefusedEverywhere() {
    MemorySegment body = MemorySegment.ofArray(new byte[1]);
    for (String key :
        List.of(
            "", "/", "/a", "a/", "a//b", ".", "..", "a/../b", "a/./b", "../a", "a/..", "a\0b")) {
      ContractStore.failure(ErrorKind.INVALID_KEY, storage().put(key, body, PutOptions.chunk()));
      ContractStore.failure(
          ErrorKind.INVALID_KEY, storage().get(key, GetOptions.WHOLE, new OneTarget()));
      ContractStore.failure(ErrorKind.INVALID_KEY, storage().head(key));
      ContractStore.failure(ErrorKind.INVALID_KEY, storage().delete(List.of("fine", key)));
      ContractStore.failure(ErrorKind.INVALID_KEY, storage().copy(key, "b", Precondition.NONE));
    }
  }

  @Test
  default void keysBelowKeysAreThereOrAreRefused() {
    put("a", new byte[] {1});
    if (keysMayNest()) {
      put("a/b", new byte[] {2});
      assertArrayEquals(new byte[] {2}, read("a/b"));
    } else {
      MemorySegment body = MemorySegment.ofArray(new byte[] {2});
      CompletionException thrown =
          Assertions.assertThrows(
              CompletionException.class,
              () -> storage().put("a/b", body, PutOptions.chunk()).join());
      assertInstanceOf(StorageException.class, thrown.getCause());
    }
    assertArrayEquals(new byte[] {1}, read("a"));
  }
}
