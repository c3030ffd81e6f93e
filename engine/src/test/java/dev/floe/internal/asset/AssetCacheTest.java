package dev.floe.internal.asset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class AssetCacheTest {
  private final AtomicInteger live = new AtomicInteger();

  private AssetCache.Loaded<String> loaded(String value, long weight) {
    live.incrementAndGet();
    return new AssetCache.Loaded<>(value, weight, live::decrementAndGet);
  }

  @Test
  void concurrentMissesLoadOnce() throws Exception {
    AssetCache<Integer, String> cache = new AssetCache<>("test", new CacheBudget(100));
    AtomicInteger loads = new AtomicInteger();
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<String>> readers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        readers.add(
            CompletableFuture.supplyAsync(
                () -> {
                  Asset<String> asset =
                      cache.pinned(
                          1,
                          () -> {
                            loads.incrementAndGet();
                            started.countDown();
                            await(go);
                            return loaded("one", 10);
                          });
                  String value = asset.value();
                  asset.unpin();
                  return value;
                },
                threads));
      }
      started.await();
      go.countDown();
      for (CompletableFuture<String> reader : readers) {
        assertEquals("one", reader.get());
      }
    }
    assertEquals(1, loads.get());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aFailureIsTheLoadersOwn() {
    AssetCache<Integer, String> cache = new AssetCache<>("test", new CacheBudget(100));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            cache.pinned(
                1,
                () -> {
                  throw new IllegalArgumentException("no");
                }));
    Asset<String> asset = cache.pinned(1, () -> loaded("one", 10));
    assertEquals("one", asset.value());
    asset.unpin();
  }

  @Test
  void aCacheThatIsClearedLeavesTheOthersOfItsBudgetCountedAndEvictable() {
    int each = 1_000;
    CacheBudget budget = new CacheBudget(20 * each);
    AssetCache<Integer, String> left = new AssetCache<>("left", budget);
    AssetCache<Integer, String> kept = new AssetCache<>("kept", budget);
    for (int i = 0; i < each; i++) {
      left.insert(i, loaded("left", 10)).unpin();
      kept.insert(i, loaded("kept", 10)).unpin();
    }
    left.clear();
    assertEquals(10 * each, budget.heldBytes());
    assertEquals(each, live.get());
    budget.release(4 * each);
    assertEquals(6 * each, budget.heldBytes());
    for (int i = 0; i < 2 * each; i++) {
      left.insert(i, loaded("again", 10)).unpin();
    }
    assertEquals(20 * each, budget.heldBytes());
    assertEquals(2 * each, live.get());
    kept.clear();
    left.clear();
    assertEquals(0, budget.heldBytes() + live.get());
  }

  @Test
  void whatIsPinnedOutlivesItsEviction() {
    AssetCache<Integer, String> cache = new AssetCache<>("test", new CacheBudget(10));
    Asset<String> first = cache.pinned(1, () -> loaded("one", 10));
    for (int i = 2; i < 6; i++) {
      int key = i;
      cache.pinned(i, () -> loaded("other " + key, 10)).unpin();
    }
    assertNull(cache.pinned(1), "evicted from the cache");
    assertEquals("one", first.value());
    int before = live.get();
    first.unpin();
    assertEquals(before - 1, live.get(), "released with the last pin");
    assertThrows(IllegalStateException.class, first::unpin);
  }

  /// Beside a map of what was put in last: a hit is that very view, and nothing that was dropped
  /// comes back.
  @Property(tries = 200)
  void aHitIsWhatWasPutInLast(@ForAll long seed) {
    Random random = new Random(seed);
    AssetCache<Integer, String> cache = new AssetCache<>("model", new CacheBudget(50));
    Map<Integer, String> last = new HashMap<>();
    for (int step = 0; step < 300; step++) {
      int key = random.nextInt(8);
      String fresh = "view " + step;
      AssetCache.Loaded<String> loaded = loaded(fresh, 1 + random.nextInt(20));
      switch (random.nextInt(4)) {
        case 0 -> {
          cache.drop(key);
          last.remove(key);
        }
        case 1 -> {
          last.put(key, fresh);
          cache.insert(key, loaded).unpin();
        }
        case 2 -> {
          Asset<String> hit = cache.pinned(key);
          if (hit != null) {
            assertSame(last.get(key), hit.value());
            hit.unpin();
          }
        }
        default -> {
          boolean[] called = {false};
          Asset<String> asset =
              cache.pinned(
                  key,
                  () -> {
                    called[0] = true;
                    return loaded;
                  });
          assertSame(called[0] ? fresh : last.get(key), asset.value());
          last.put(key, asset.value());
          asset.unpin();
        }
      }
    }
  }

  @Property(tries = 200)
  void theBudgetHoldsAndNothingLeaks(@ForAll long seed) {
    Random random = new Random(seed);
    CacheBudget budget = new CacheBudget(50);
    AssetCache<Integer, String> a = new AssetCache<>("a", budget);
    AssetCache<Integer, String> b = new AssetCache<>("b", budget);
    List<Asset<String>> pinned = new ArrayList<>();
    live.set(0);
    for (int step = 0; step < 300; step++) {
      AssetCache<Integer, String> cache = random.nextBoolean() ? a : b;
      int key = random.nextInt(12);
      switch (random.nextInt(5)) {
        case 0 -> cache.drop(key);
        case 1 -> budget.release(random.nextInt(30));
        case 2 -> {
          if (!pinned.isEmpty()) {
            pinned.remove(random.nextInt(pinned.size())).unpin();
          }
        }
        default -> {
          Asset<String> asset = cache.pinned(key, () -> loaded("v" + key, 1 + random.nextInt(20)));
          assertNotNull(asset.value());
          pinned.add(asset);
        }
      }
      assertTrue(budget.heldBytes() <= 70, "at most the budget and the newest");
    }
    pinned.forEach(Asset::unpin);
    a.clear();
    b.clear();
    assertEquals(0, live.get());
    assertEquals(0, budget.heldBytes());
  }
}
