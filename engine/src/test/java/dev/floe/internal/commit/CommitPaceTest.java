package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.internal.concurrent.Sources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Who lost often waits before the next commit, in proportion, and nobody else does.
class CommitPaceTest {
  private static final long MILLI = 1_000_000;

  private final List<Long> sleeps = new ArrayList<>();
  private final CommitPace pace = new CommitPace(sources());

  private Sources sources() {
    return new Sources(
        () -> TestRepository.START,
        () -> 0,
        deadline -> {
          if (Thread.interrupted()) {
            throw new InterruptedException();
          }
          sleeps.add(deadline);
        },
        new Random(1),
        Runnable::run);
  }

  /// The waits before so many commits after a commit with some rebases, of 10 ms an attempt.
  private List<Long> waitsAfter(int rebases, int commits) {
    pace.committed("main", rebases, (rebases + 1) * 10 * MILLI);
    for (int i = 0; i < commits; i++) {
      pace.letOthersGoFirst("main");
      pace.committed("main", 0, 10 * MILLI);
    }
    return sleeps;
  }

  @Test
  void whereNobodyElseCommitsNobodyWaits() {
    assertFalse(pace.letOthersGoFirst("main"));
    assertEquals(List.of(), waitsAfter(0, 100));
  }

  @Test
  void oneLostRaceIsAMoment() {
    List<Long> waits = waitsAfter(1, 100);
    assertEquals(1, waits.size());
    long middle = 2 * 10 * MILLI / 4;
    assertTrue(waits.getFirst() >= middle / 2 && waits.getFirst() <= middle * 3 / 2);
  }

  @Test
  void waitsFollowTheRebasesAndEndWithThem() {
    List<Long> waits = waitsAfter(32, 100);
    assertEquals(13, waits.size());
    double expected = 8;
    for (long wait : waits) {
      double middle = 2 * expected * 10 * MILLI;
      assertTrue(wait >= middle * 0.49 && wait <= middle * 1.51, wait + " around " + middle);
      expected *= 0.75;
    }
  }

  @Test
  void noWaitIsLongerThanFiveSeconds() {
    pace.committed("main", 1000, Duration.ofHours(1).toNanos());
    assertTrue(pace.letOthersGoFirst("main"));
    assertEquals(List.of(Duration.ofSeconds(5).toNanos()), sleeps);
  }

  @Test
  void whoStoodBehindSomebodyDidNotWorkMeanwhile() {
    pace.committed("main", 1, Duration.ofMinutes(1).toNanos());
    assertTrue(pace.letOthersGoFirst("main"));
    assertTrue(sleeps.getFirst() <= 75 * MILLI, sleeps::toString);
    waitsAfter(1, 0);
    pace.committed("main", 1, Duration.ofMinutes(1).toNanos());
    assertTrue(pace.letOthersGoFirst("main"));
    assertTrue(sleeps.getLast() <= 300 * MILLI, sleeps::toString);
  }

  @Test
  void everyBranchHasItsOwn() {
    pace.committed("main", 20, 100 * MILLI);
    assertFalse(pace.letOthersGoFirst("other"));
    assertTrue(pace.letOthersGoFirst("main"));
  }

  @Test
  void anInterruptEndsTheWait() {
    pace.committed("main", 20, 100 * MILLI);
    Thread.currentThread().interrupt();
    IcechunkException failure =
        assertThrows(IcechunkException.class, () -> pace.letOthersGoFirst("main"));
    assertEquals(ErrorKind.CONCURRENCY, failure.kind());
    assertTrue(Thread.interrupted());
  }
}
