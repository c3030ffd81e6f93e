package dev.floe.spec.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.Precondition;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Listings.
public interface ListContract extends ContractStore {
  /// The keys below a prefix.
  default Set<String> keys(String prefix) {
    try (Stream<ObjectInfo> objects = storage().list(prefix)) {
      List<String> keys = objects.map(ObjectInfo::key).toList();
      Set<String> distinct = new TreeSet<>(keys);
      assertEquals(keys.size(), distinct.size(), "an object was listed twice");
      return distinct;
    }
  }

  @Test
  default void aPrefixIsWholeSegments() {
    for (String key :
        List.of("chunks/A", "chunks/B", "chunks2/C", "chunk", "refs/tag.x/ref.json", "repo")) {
      put(key, new byte[1]);
    }
    assertEquals(Set.of("chunks/A", "chunks/B"), keys("chunks"));
    assertEquals(Set.of("chunks/A", "chunks/B"), keys("chunks/"));
    assertEquals(Set.of("refs/tag.x/ref.json"), keys("refs"));
    assertEquals(Set.of("refs/tag.x/ref.json"), keys("refs/tag.x"));
    assertEquals(Set.of(), keys("refs/tag."));
    assertEquals(Set.of(), keys("chunks/A"), "an object is not below itself");
    assertEquals(Set.of(), keys("nothing/here"));
    assertEquals(Set.of(), keys("repo/below"));
    assertEquals(
        Set.of("chunks/A", "chunks/B", "chunks2/C", "chunk", "refs/tag.x/ref.json", "repo"),
        keys(""));
  }

  @Test
  default void anEmptyStoreListsNothing() {
    assertEquals(Set.of(), keys(""));
    assertEquals(Set.of(), keys("chunks"));
  }

  @Test
  default void whatIsNoPrefixIsRefused() {
    for (String prefix : List.of("/", "//", "/a", "a//", "a/../b", "..", ".", "a\0")) {
      InvalidInputException thrown =
          assertThrows(InvalidInputException.class, () -> keys(prefix), prefix);
      assertEquals(ErrorKind.INVALID_KEY, thrown.kind());
    }
  }

  @Test
  default void sizesAndTimesAreListed() {
    put("chunks/A", new byte[0]);
    put("chunks/B", new byte[77]);
    try (Stream<ObjectInfo> objects = storage().list("chunks")) {
      objects.forEach(object -> {
        ObjectInfo head = storage().head(object.key()).join().orElseThrow();
        assertEquals(head.sizeBytes(), object.sizeBytes());
        assertEquals(head.lastModified().getEpochSecond(), object.lastModified().getEpochSecond());
      });
    }
  }

  @Test
  default void aListingIsReadAsFarAsOneLikes() {
    for (int i = 0; i < 40; i++) {
      put("chunks/" + i % 4 + "/" + i, new byte[1]);
    }
    for (int count : new int[] {0, 1, 39, 40}) {
      try (Stream<ObjectInfo> objects = storage().list("")) {
        assertEquals(count, objects.limit(count).count());
      }
    }
    try (Stream<ObjectInfo> objects = storage().list("")) {
      Iterator<ObjectInfo> iterator = objects.iterator();
      assertTrue(iterator.hasNext());
      iterator.next();
    }
  }

  @Test
  default void manyObjectsAreAllListed() {
    int count = bulkObjects();
    for (int i = 0; i < count; i++) {
      put("chunks/C" + i, new byte[0]);
    }
    assertEquals(
        IntStream.range(0, count).mapToObj(i -> "chunks/C" + i).collect(Collectors.toSet()),
        keys("chunks"));
  }

  @Test
  default void objectsThatGoDuringAListingAreNoFailure() {
    for (int i = 0; i < 50; i++) {
      put("chunks/" + i, new byte[1]);
    }
    try (Stream<ObjectInfo> objects = storage().list("chunks")) {
      objects.forEach(object -> storage().delete(List.of(object.key())).join());
    }
    assertEquals(Set.of(), keys("chunks"));
  }

  @Test
  default void whatTheStoreNeedsForItselfIsNotListed() {
    put("repo", new byte[] {1}, Precondition.ABSENT);
    put("repo", new byte[] {2}, Precondition.NONE);
    assertFalse(keys("").stream().anyMatch(key -> !key.equals("repo")));
  }
}
