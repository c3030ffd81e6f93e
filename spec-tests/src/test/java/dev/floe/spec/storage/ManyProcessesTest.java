package dev.floe.spec.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.storage.GetOptions;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageOptions.Durability;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Processes that update one local object, some of them killed while they do.
class ManyProcessesTest {
  private static final int PROCESSES = 4;

  @TempDir Path root;

  /// What became of one process, or of one after the other of which the first were killed.
  ///
  /// @param acknowledged how many increments it was told have happened
  /// @param kills how often it was killed; each may have cut off one increment's answer
  private record Outcome(long acknowledged, int kills) {}

  @Test
  @Timeout(120)
  void noAcknowledgedIncrementIsLostWhenProcessesAreKilled() throws Exception {
    run(Durability.OPERATING_SYSTEM, 80);
  }

  @Test
  @Timeout(120)
  void noAcknowledgedIncrementIsLostOnStableStorage() throws Exception {
    run(Durability.FSYNC, 12);
  }

  private void run(Durability durability, int increments) throws Exception {
    long seed = Long.getLong("floe.seed", new Random().nextLong());
    String replay = "replay with -Dfloe.seed=" + seed;
    try (Storage storage = Storage.of(root.toString())) {
      MemorySegment zero = MemorySegment.ofArray(new long[CounterProcess.CELLS]);
      storage.put("repo", zero, PutOptions.root(Precondition.ABSENT, Map.of())).join();
      List<Outcome> outcomes = new ArrayList<>();
      try (ExecutorService threads = Executors.newFixedThreadPool(PROCESSES)) {
        List<Future<Outcome>> running = new ArrayList<>();
        for (int cell = 0; cell < PROCESSES; cell++) {
          running.add(threads.submit(process(cell, durability, increments, seed + cell)));
        }
        for (Future<Outcome> outcome : running) {
          outcomes.add(outcome.get());
        }
      }
      MemorySegment cells = MemorySegment.ofArray(new long[CounterProcess.CELLS]);
      storage.get("repo", GetOptions.WHOLE, _ -> cells).join();
      int kills = 0;
      for (int cell = 0; cell < PROCESSES; cell++) {
        long counted = cells.getAtIndex(ValueLayout.JAVA_LONG, cell);
        Outcome outcome = outcomes.get(cell);
        kills += outcome.kills;
        assertTrue(
            counted >= outcome.acknowledged && counted <= outcome.acknowledged + outcome.kills,
            () -> "cell of " + outcome + " counted " + counted + "; " + replay);
      }
      assertTrue(kills >= PROCESSES / 2, kills + " kills; " + replay);
      try (var objects = storage.list("")) {
        assertEquals(List.of("repo"), objects.map(ObjectInfo::key).toList(), replay);
      }
    }
  }

  /// Runs one process to its end; every second one is killed on the way, and begun again.
  private Callable<Outcome> process(int cell, Durability durability, int increments, long seed) {
    return () -> {
      Random random = new Random(seed);
      long acknowledged = 0;
      int kills = 0;
      while (true) {
        long killAt =
            cell % 2 == 0 && kills < 2 ? random.nextLong(increments / 2) + 1 : Long.MAX_VALUE;
        try (ChildJvm child =
            new ChildJvm(
                CounterProcess.class,
                root.toString(),
                durability.name(),
                Integer.toString(cell),
                Integer.toString(increments))) {
          for (int line = 1; child.nextLine() != null; line++) {
            acknowledged++;
            if (line == killAt) {
              for (int spin = random.nextInt(20_000); spin > 0; spin--) {
                Thread.onSpinWait();
              }
              child.kill();
              kills++;
            }
          }
          if (killAt == Long.MAX_VALUE) {
            assertEquals(0, child.exitCode());
            return new Outcome(acknowledged, kills);
          }
        }
      }
    };
  }
}
