package dev.floe.spec.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.storage.DeleteResult;
import dev.floe.storage.GetOptions;
import dev.floe.storage.ObjectVersion;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutResult;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Writes under a condition, one after the other.
public interface ConditionContract extends ContractStore {
  @Test
  default void conditionsAreKept() {
    assertTrue(storage().capabilities().conditionalCreate());
    assertTrue(storage().capabilities().conditionalUpdate());
  }

  @Test
  default void onlyTheFirstCreateHappens() {
    ObjectVersion first =
        ContractStore.updated(put("config.yaml", new byte[] {1}, Precondition.ABSENT));
    assertInstanceOf(
        PutResult.NotOnLatestVersion.class,
        put("config.yaml", new byte[] {2}, Precondition.ABSENT));
    assertArrayEquals(new byte[] {1}, read("config.yaml"));
    assertEquals(first, get("config.yaml", GetOptions.WHOLE).modified().version());
  }

  @Test
  default void anUpdateHappensAtTheVersionItNames() {
    ObjectVersion first = ContractStore.updated(put("repo", new byte[] {1}, Precondition.ABSENT));
    ObjectVersion second =
        ContractStore.updated(put("repo", new byte[] {2, 2}, new Precondition.At(first)));
    assertNotEquals(first, second);
    assertInstanceOf(
        PutResult.NotOnLatestVersion.class,
        put("repo", new byte[] {3, 3, 3}, new Precondition.At(first)));
    assertArrayEquals(new byte[] {2, 2}, read("repo"));
    ObjectVersion third =
        ContractStore.updated(put("repo", new byte[] {3, 3, 3}, new Precondition.At(second)));
    assertEquals(third, get("repo", GetOptions.WHOLE).modified().version());
    assertEquals(third, storage().head("repo").join().orElseThrow().version().orElseThrow());
  }

  @Test
  default void versionsOfReadsAreVersionsForWrites() {
    put("repo", new byte[] {1}, Precondition.NONE);
    ObjectVersion read = get("repo", GetOptions.WHOLE).modified().version();
    put("repo", new byte[] {2}, new Precondition.At(read));
    ObjectVersion head = storage().head("repo").join().orElseThrow().version().orElseThrow();
    ContractStore.updated(put("repo", new byte[] {3}, new Precondition.At(head)));
    assertArrayEquals(new byte[] {3}, read("repo"));
  }

  @Test
  default void nothingIsUpdatedThatIsNotThere() {
    ObjectVersion version = ContractStore.updated(put("repo", new byte[] {1}, Precondition.ABSENT));
    assertInstanceOf(
        PutResult.NotOnLatestVersion.class,
        put("other", new byte[] {2}, new Precondition.At(version)));
    assertInstanceOf(
        DeleteResult.Deleted.class, storage().delete(List.of("repo")).join().get("repo"));
    assertInstanceOf(
        PutResult.NotOnLatestVersion.class,
        put("repo", new byte[] {2}, new Precondition.At(version)));
    assertTrue(storage().head("repo").join().isEmpty());
    ContractStore.updated(put("repo", new byte[] {2}, Precondition.ABSENT));
  }

  @Test
  default void anUnconditionalWriteMovesTheVersion() {
    ObjectVersion version = ContractStore.updated(put("repo", new byte[] {1}, Precondition.ABSENT));
    put("repo", new byte[] {2}, Precondition.NONE);
    assertInstanceOf(
        PutResult.NotOnLatestVersion.class,
        put("repo", new byte[] {3}, new Precondition.At(version)));
  }

  @Test
  default void aStrangeVersionIsNobodys() {
    put("repo", new byte[] {1}, Precondition.ABSENT);
    for (String etag : List.of("", "\"\"", "*", "\"1", "1-2-3", "\"é\"")) {
      assertInstanceOf(
          PutResult.NotOnLatestVersion.class,
          put("repo", new byte[] {2}, new Precondition.At(ObjectVersion.etag(etag))),
          etag);
    }
  }

  @Test
  default void immutableObjectsCanBeCreatedOnceToo() {
    ContractStore.updated(put("chunks/A", new byte[] {1}, Precondition.ABSENT));
    assertInstanceOf(
        PutResult.NotOnLatestVersion.class, put("chunks/A", new byte[] {2}, Precondition.ABSENT));
    assertArrayEquals(new byte[] {1}, read("chunks/A"));
  }
}
