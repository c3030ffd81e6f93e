package dev.floe.spec.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.storage.Storage;
import dev.floe.storage.WriteTurns;
import dev.floe.storage.WriteTurns.Turn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Turns at a local file among processes: one at a time, none lost with a process that dies, and
/// nobody waits for one that stands still.
@Timeout(60)
class LocalTurnsTest {
  private static final int TIMES = 200;

  @TempDir Path root;

  private Storage storage;
  private WriteTurns turns;

  @BeforeEach
  void open() {
    storage = Storage.of(root.toString());
    turns = storage.writeTurns().orElseThrow();
  }

  @AfterEach
  void close() {
    storage.close();
  }

  private ChildJvm holding() throws Exception {
    ChildJvm child = new ChildJvm(TurnProcess.class, root.toString(), "", "0");
    assertEquals("true", child.nextLine());
    return child;
  }

  @Test
  void processesHaveOneTurnAtATime() throws Exception {
    Path file = Files.write(root.resolve("number"), new byte[Long.BYTES]);
    List<ChildJvm> children = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      children.add(new ChildJvm(TurnProcess.class, root.toString(), file.toString(), "" + TIMES));
    }
    for (int i = 0; i < TIMES; i++) {
      try (Turn turn = turns.begin("repo").join()) {
        assertTrue(turn.isHeld());
        TurnProcess.add(file);
      }
    }
    for (ChildJvm child : children) {
      for (int i = 0; i < TIMES; i++) {
        assertEquals("true", child.nextLine());
      }
      assertEquals(0, child.exitCode());
      child.close();
    }
    assertEquals(4 * TIMES, TurnProcess.number(file));
  }

  @Test
  void theTurnOfAProcessThatDiesIsFree() throws Exception {
    try (ChildJvm child = holding()) {
      CompletableFuture<Turn> waiting = turns.begin("repo");
      assertThrows(TimeoutException.class, () -> waiting.get(200, TimeUnit.MILLISECONDS));
      child.kill();
      try (Turn turn = waiting.get(2, TimeUnit.SECONDS)) {
        assertTrue(turn.isHeld());
      }
    }
  }

  @Test
  void nobodyWaitsForOneThatStandsStill() throws Exception {
    try (ChildJvm child = holding()) {
      assertFalse(turns.begin("repo").get(9, TimeUnit.SECONDS).isHeld());
      assertFalse(turns.begin("repo").getNow(null).isHeld());
      child.kill();
      child.exitCode();
      try (Turn turn = turns.begin("repo").get(2, TimeUnit.SECONDS)) {
        assertTrue(turn.isHeld());
      }
    }
  }
}
