package dev.floe.spec.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.storage.DeleteResult;
import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Deletions, one answer per key.
public interface DeleteContract extends ContractStore {
  /// Whether deletions say what an object held.
  default boolean deletesWithSizes() {
    return true;
  }

  /// Whether deletions tell an absent object from a deleted one.
  default boolean deletesKnowTheMissing() {
    return true;
  }

  @Test
  default void everyKeyHasItsAnswer() {
    put("chunks/A", new byte[5]);
    put("refs/branch.b/ref.json", new byte[7]);
    put("chunks/KEPT", new byte[1]);
    List<String> keys =
        List.of(
            "chunks/A", "chunks/NONE", "refs/branch.b/ref.json", "chunks/KEPT/below", "chunks/A");
    Map<String, DeleteResult> results = storage().delete(keys).join();
    assertEquals(4, results.size());
    deleted(5, results.get("chunks/A"));
    deleted(7, results.get("refs/branch.b/ref.json"));
    if (deletesKnowTheMissing()) {
      assertInstanceOf(DeleteResult.Missing.class, results.get("chunks/NONE"));
      assertInstanceOf(DeleteResult.Missing.class, results.get("chunks/KEPT/below"));
    }
    assertInstanceOf(GetResult.Missing.class, get("chunks/A", GetOptions.WHOLE).result());
    assertEquals(1, read("chunks/KEPT").length);
  }

  private void deleted(long sizeBytes, DeleteResult result) {
    DeleteResult.Deleted deleted = assertInstanceOf(DeleteResult.Deleted.class, result);
    assertEquals(deletesWithSizes() ? sizeBytes : 0, deleted.sizeBytes());
  }

  @Test
  default void aPrefixIsNoObject() {
    put("chunks/A", new byte[1]);
    storage().delete(List.of("chunks")).join();
    assertEquals(1, read("chunks/A").length);
  }

  @Test
  default void nothingMayBeDeleted() {
    assertEquals(Map.of(), storage().delete(List.of()).join());
  }

  @Test
  default void manyAreDeletedAtOnce() {
    int count = bulkObjects();
    List<String> keys = IntStream.range(0, count).mapToObj(i -> "chunks/C" + i).toList();
    keys.forEach(key -> put(key, new byte[1]));
    Map<String, DeleteResult> results = storage().delete(keys).join();
    assertEquals(count, results.size());
    results.values().forEach(result -> deleted(1, result));
    try (var objects = storage().list("")) {
      assertTrue(objects.findAny().isEmpty());
    }
  }

  @Test
  default void whatWasDeletedCanBeWrittenAgain() {
    for (String key : List.of("chunks/deep/A", "refs/tag.t/ref.json")) {
      put(key, new byte[] {1});
      storage().delete(List.of(key)).join();
      put(key, new byte[] {2, 3});
      assertEquals(2, read(key).length);
    }
  }
}
