package dev.floe.spec.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.ObjectVersion;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.PutResult;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What holds when many do it at once.
public interface RaceContract extends ContractStore {
  /// How many threads take part.
  default int racers() {
    return 4;
  }

  /// How often each thread increments the counter.
  default int increments() {
    return 50;
  }

  @Test
  default void ofManyCreatorsOneWins() throws Exception {
    for (int round = 0; round < 20; round++) {
      String key = "refs/tag.t" + round + "/ref.json";
      AtomicInteger winner = new AtomicInteger(-1);
      AtomicInteger winners = new AtomicInteger();
      race(racer -> {
        byte[] body = {(byte) racer, (byte) racer};
        if (put(key, body, Precondition.ABSENT) instanceof PutResult.Updated) {
          winner.set(racer);
          winners.incrementAndGet();
        }
        return null;
      });
      assertEquals(1, winners.get(), key);
      byte mark = (byte) winner.get();
      assertArrayEquals(new byte[] {mark, mark}, read(key));
    }
  }

  @Test
  default void noAcknowledgedIncrementIsLost() throws Exception {
    put("repo", counter(0), Precondition.ABSENT);
    race(_ -> {
      for (int i = 0; i < increments(); i++) {
        increment("repo");
      }
      return null;
    });
    assertEquals((long) racers() * increments(), count(read("repo")));
  }

  @Test
  default void ofManyUpdatersOfOneVersionOneWins() throws Exception {
    ObjectVersion version = ContractStore.updated(put("repo", new byte[] {0}, Precondition.ABSENT));
    for (int round = 1; round <= 20; round++) {
      Precondition at = new Precondition.At(version);
      byte[] seed = {(byte) round};
      List<PutResult> results = race(racer -> put("repo", new byte[] {seed[0], (byte) racer}, at));
      List<PutResult> won =
          results.stream().filter(result -> result instanceof PutResult.Updated).toList();
      assertEquals(1, won.size());
      version = ContractStore.updated(won.getFirst());
      assertEquals(version, get("repo", GetOptions.WHOLE).modified().version());
    }
  }

  @Test
  default void readersSeeOldOrNewAndNeverAMixture() throws Exception {
    int length = 100_000;
    for (String key : List.of("repo", "chunks/C")) {
      put(key, uniform(0, length));
      AtomicBoolean done = new AtomicBoolean();
      race(racer -> {
        if (racer == 0) {
          for (int i = 1; i <= 25; i++) {
            put(key, uniform(i, length + i));
          }
          done.set(true);
          return null;
        }
        int last = 0;
        while (!done.get()) {
          byte[] seen = read(key);
          assertArrayEquals(uniform(seen[0], length + seen[0]), seen);
          assertTrue(seen[0] >= last, "time went backwards");
          last = seen[0];
        }
        return null;
      });
    }
  }

  /// Cancels reads while they run, lets each target be reused as soon as its future is done, and
  /// looks whether anybody writes to it still.
  @Test
  default void nobodyTouchesATargetOnceTheReadIsOver() {
    byte[] body = ContractStore.bytes(7, 1 << 20);
    put("chunks/P", body);
    try (Arena arena = Arena.ofShared()) {
      List<MemorySegment> targets = new ArrayList<>();
      List<CompletableFuture<GetResult>> reads = new ArrayList<>();
      List<CompletableFuture<?>> poisonings = new ArrayList<>();
      for (int i = 0; i < 80; i++) {
        MemorySegment target = arena.allocate(body.length);
        CompletableFuture<GetResult> read =
            storage().get("chunks/P", GetOptions.WHOLE, _ -> target);
        poisonings.add(read.handle((_, _) -> target.fill((byte) 0xdb)));
        targets.add(target);
        reads.add(read);
        if (i >= 4) {
          reads.get(i - 4).cancel(true);
        }
      }
      CompletableFuture.allOf(poisonings.toArray(CompletableFuture[]::new)).join();
      storage().close();
      byte[] poison = new byte[body.length];
      Arrays.fill(poison, (byte) 0xdb);
      MemorySegment expected = MemorySegment.ofArray(poison);
      for (MemorySegment target : targets) {
        assertEquals(-1, target.mismatch(expected));
      }
    }
  }

  /// Adds one to a counter object, however often others are faster.
  default void increment(String key) {
    while (true) {
      Received received = get(key, GetOptions.WHOLE);
      Precondition at = new Precondition.At(received.modified().version());
      PutOptions options = PutOptions.root(at, Map.of());
      MemorySegment next = MemorySegment.ofArray(counter(count(received.bytes()) + 1));
      if (storage().put(key, next, options).join() instanceof PutResult.Updated) {
        return;
      }
    }
  }

  private static byte[] counter(long count) {
    byte[] bytes = new byte[8];
    MemorySegment.ofArray(bytes).set(ValueLayout.JAVA_LONG_UNALIGNED, 0, count);
    return bytes;
  }

  private static long count(byte[] bytes) {
    return MemorySegment.ofArray(bytes).get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
  }

  private static byte[] uniform(int value, int lengthBytes) {
    byte[] bytes = new byte[lengthBytes];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  /// What one thread does.
  @FunctionalInterface
  interface Racer<T> {
    T run(int index) throws Exception;
  }

  private <T> List<T> race(Racer<T> racer) throws Exception {
    CyclicBarrier start = new CyclicBarrier(racers());
    try (ExecutorService threads = Executors.newFixedThreadPool(racers())) {
      List<Callable<T>> tasks =
          IntStream.range(0, racers())
              .mapToObj(index ->
                  (Callable<T>)
                      () -> {
                        start.await();
                        return racer.run(index);
                      })
              .toList();
      List<T> results = new ArrayList<>();
      for (Future<T> result : threads.invokeAll(tasks)) {
        results.add(result.get());
      }
      return results;
    }
  }
}
