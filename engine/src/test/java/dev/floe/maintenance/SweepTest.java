package dev.floe.maintenance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.storage.DeleteResult;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.Storage;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Deletions against a storage that says of each key what the test wants.
class SweepTest {
  private final Set<String> missing = new HashSet<>();
  private final Set<String> refused = new HashSet<>();
  private final List<Integer> batches = new ArrayList<>();
  private final List<String> gone = new ArrayList<>();
  private boolean unreachable;
  private boolean late;

  private final Storage storage =
      (Storage)
          Proxy.newProxyInstance(
              Storage.class.getClassLoader(),
              new Class<?>[] {Storage.class},
              (self, method, arguments) -> {
                assertEquals("delete", method.getName());
                return delete((Collection<?>) arguments[0]);
              });

  private CompletableFuture<Map<String, DeleteResult>> delete(Collection<?> keys) {
    batches.add(keys.size());
    if (unreachable) {
      return CompletableFuture.failedFuture(failure());
    }
    Map<String, DeleteResult> results = new HashMap<>();
    for (Object each : keys) {
      String key = (String) each;
      results.put(
          key,
          missing.contains(key)
              ? new DeleteResult.Missing()
              : refused.contains(key)
                  ? new DeleteResult.Failed(failure())
                  : new DeleteResult.Deleted(10));
    }
    return late ? new Late(results) : CompletableFuture.completedFuture(results);
  }

  /// Results that are there no sooner than somebody waits for them.
  private static final class Late extends CompletableFuture<Map<String, DeleteResult>> {
    private final Map<String, DeleteResult> results;

    private Late(Map<String, DeleteResult> results) {
      this.results = results;
    }

    @Override
    public Map<String, DeleteResult> get() {
      complete(results);
      return results;
    }
  }

  private static StorageException failure() {
    return new StorageException(ErrorKind.OBJECT_STORE, "", "refused");
  }

  private Sweep sweep() {
    return new Sweep(storage, false, gone::add);
  }

  private static Stream<ObjectInfo> objects(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(
            i -> new ObjectInfo("chunks/" + i, 10, Instant.EPOCH, Optional.empty(), Map.of()));
  }

  @Test
  void allBatchesGoAndWhatWasMissingIsNotCounted() {
    missing.add("chunks/3");
    Sweep sweep = sweep();
    assertEquals(5_099, sweep.delete(objects(0, 5_100)));
    assertEquals(50_990, sweep.bytes());
    assertEquals(5_100, gone.size());
    assertEquals(21, batches.size());
    assertEquals(100, batches.getLast());
    assertEquals(250, sweep.delete(objects(250, 500)), "each kind is counted alone");
    assertEquals(53_490, sweep.bytes(), "bytes are those of all kinds");
    assertEquals(22, batches.size(), "no empty batch");
    assertFalse(sweep.hasFailed());
  }

  @Test
  void anObjectThatIsListedTwiceIsCountedOnce() {
    Sweep sweep = sweep();
    assertEquals(100, sweep.delete(Stream.concat(objects(0, 60), objects(40, 100))));
    assertEquals(1_000, sweep.bytes());
    assertEquals(List.of(100), batches);
    assertEquals(100, gone.size());
  }

  @Test
  void aKindGoesOnAfterAFailureAndNoFurtherOneIsBegun() {
    refused.add("chunks/7");
    Sweep sweep = sweep();
    assertEquals(599, sweep.delete(objects(0, 600)));
    assertEquals(1, sweep.failures().size());
    assertEquals("chunks/7", sweep.failures().getFirst().object());
    assertFalse(gone.contains("chunks/7"));
    assertEquals(0, sweep.delete(objects(0, 10)));
    assertEquals(
        0,
        sweep.deleteAll(() -> {
          throw new AssertionError("listed");
        }));
    assertEquals(3, batches.size());
  }

  @Test
  void afterManyFailuresTheRestIsLeft() {
    objects(0, 10_000).forEach(object -> refused.add(object.key()));
    Sweep sweep = sweep();
    assertEquals(0, sweep.delete(objects(0, 10_000)));
    assertEquals(4, batches.size(), "what became of a batch is known before the next");
    assertEquals(1_000, sweep.failures().size());
  }

  @Test
  void whileResultsAreLateEightBatchesAreUnderWay() {
    late = true;
    assertEquals(5_100, sweep().delete(objects(0, 5_100)));
    batches.clear();
    objects(0, 10_000).forEach(object -> refused.add(object.key()));
    Sweep sweep = sweep();
    assertEquals(0, sweep.delete(objects(0, 10_000)));
    // Four batches make a thousand failures, and eight more were under way or being filled.
    assertEquals(12, batches.size());
    assertEquals(3_000, sweep.failures().size());
  }

  @Test
  void aBatchThatFailsAsAWholeIsOneFailure() {
    unreachable = true;
    Sweep sweep = sweep();
    assertEquals(0, sweep.delete(objects(0, 300)));
    assertEquals(
        List.of("chunks/0", "chunks/250"), sweep.failures().stream().map(Problem::object).toList());
    assertEquals(List.of(), gone);
    assertTrue(sweep.hasFailed());
  }

  @Test
  void aDryRunCountsAlone() {
    Sweep sweep = new Sweep(storage, true, gone::add);
    assertEquals(300, sweep.delete(objects(0, 300)));
    assertEquals(40, sweep.deleteAll(() -> objects(0, 40)));
    assertEquals(3_400, sweep.bytes());
    assertEquals(List.of(), batches);
    assertEquals(List.of(), gone);
  }
}
