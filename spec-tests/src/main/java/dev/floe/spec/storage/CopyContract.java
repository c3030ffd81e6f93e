package dev.floe.spec.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.ErrorKind;
import dev.floe.storage.GetOptions;
import dev.floe.storage.ObjectVersion;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.PutResult;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Copies within the store.
public interface CopyContract extends ContractStore {
  @Test
  default void aCopyIsAnObjectOfItsOwn() {
    ObjectVersion version = ContractStore.updated(put("repo", new byte[] {1}, Precondition.ABSENT));
    PutResult copied =
        storage().copy("repo", "overwritten/repo.1", new Precondition.At(version)).join();
    assertEquals(
        ContractStore.updated(copied),
        get("overwritten/repo.1", GetOptions.WHOLE).modified().version());
    put("repo", new byte[] {2}, new Precondition.At(version));
    assertArrayEquals(new byte[] {1}, read("overwritten/repo.1"));
    storage().delete(List.of("repo")).join();
    assertArrayEquals(new byte[] {1}, read("overwritten/repo.1"));
  }

  @Test
  default void aCopyOfAnotherVersionDoesNotHappen() {
    ObjectVersion first = ContractStore.updated(put("repo", new byte[] {1}, Precondition.ABSENT));
    put("repo", new byte[] {2}, new Precondition.At(first));
    assertInstanceOf(
        PutResult.NotOnLatestVersion.class,
        storage().copy("repo", "overwritten/repo.1", new Precondition.At(first)).join());
    assertTrue(storage().head("overwritten/repo.1").join().isEmpty());
  }

  @Test
  default void aCopyReplacesWhatIsThere() {
    put("chunks/A", new byte[] {1});
    put("chunks/B", new byte[] {2, 2});
    put("root", new byte[] {3, 3, 3});
    for (String to : List.of("chunks/B", "root", "chunks/A")) {
      for (int time = 0; time < 2; time++) {
        PutResult copied = storage().copy("chunks/A", to, Precondition.NONE).join();
        assertArrayEquals(new byte[] {1}, read(to));
        assertEquals(ContractStore.updated(copied), get(to, GetOptions.WHOLE).modified().version());
      }
    }
    try (var objects = storage().list("")) {
      assertEquals(3, objects.count());
    }
  }

  @Test
  default void anImmutableObjectIsCopiedAtItsVersion() {
    ObjectVersion version = put("snapshots/A", new byte[] {1});
    ContractStore.updated(
        storage().copy("snapshots/A", "deep/er/B", new Precondition.At(version)).join());
    assertArrayEquals(new byte[] {1}, read("deep/er/B"));
    put("snapshots/A", new byte[] {2, 2});
    assertInstanceOf(
        PutResult.NotOnLatestVersion.class,
        storage().copy("snapshots/A", "deep/er/B", new Precondition.At(version)).join());
  }

  @Test
  default void withoutASourceThereIsNoCopy() {
    ContractStore.failure(
        ErrorKind.OBJECT_NOT_FOUND, storage().copy("repo", "b", Precondition.NONE));
    ContractStore.failure(
        ErrorKind.OBJECT_NOT_FOUND,
        storage().copy("repo", "b", new Precondition.At(ObjectVersion.etag("\"1\""))));
    assertTrue(storage().head("b").join().isEmpty());
  }

  @Test
  default void metadataComesAlong() {
    Map<String, String> metadata = Map.of("ic_file_type", "snapshot");
    MemorySegment body = MemorySegment.ofArray(new byte[1]);
    storage().put("snapshots/M", body, PutOptions.metadata(metadata)).join();
    storage().copy("snapshots/M", "snapshots/N", Precondition.NONE).join();
    assertEquals(
        storage().capabilities().metadata() && copiesMetadata() ? metadata : Map.of(),
        storage().head("snapshots/N").join().orElseThrow().metadata());
  }
}
