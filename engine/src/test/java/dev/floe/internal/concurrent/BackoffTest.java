package dev.floe.internal.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final Backoff UPDATES =
      Backoff.ofUpdates(100, Duration.ofMillis(50), Duration.ofSeconds(30));

  @Property
  void delaysDoubleWithinHalfAndNeverPassTheLongest(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 100_000) int retry) {
    long delay = UPDATES.delayNanos(retry, new Random(seed));
    if (retry <= 5) {
      assertEquals(0, delay);
      return;
    }
    double base = Math.min(50e6 * Math.pow(2, retry - 6), 30e9);
    assertTrue(delay >= (long) (base / 2) - 1, () -> delay + " for " + retry);
    assertTrue(delay <= Math.min(base * 1.5, 30e9) + 1, () -> delay + " for " + retry);
  }

  @Test
  void rivalsDriftApart() {
    Random random = new Random(1);
    long distinct =
        LongStream.range(0, 100).map(i -> UPDATES.delayNanos(7, random)).distinct().count();
    assertTrue(distinct > 90);
  }

  @Test
  void fiveRetriesAreMadeInAnyCase() {
    Backoff once = Backoff.ofUpdates(1, Duration.ofMillis(50), Duration.ofSeconds(30));
    assertTrue(once.allows(5));
    assertFalse(once.allows(6));
    assertTrue(UPDATES.allows(100));
    assertFalse(UPDATES.allows(101));
  }

  @Test
  void noWaitAtAllIsLegal() {
    Backoff none = new Backoff(0, 3, Duration.ZERO, Duration.ZERO);
    assertEquals(0, none.delayNanos(3, new Random(1)));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Backoff(0, 1, Duration.ofSeconds(2), Duration.ofSeconds(1)));
  }

  @Test
  void aPauseEndsAtItsDeadline() throws InterruptedException {
    List<Long> deadlines = new ArrayList<>();
    UPDATES.pause(3, new Random(1), () -> 1000, deadlines::add);
    UPDATES.pause(6, new Random(1), () -> 1000, deadlines::add);
    assertEquals(1000, deadlines.get(0));
    assertEquals(1000 + UPDATES.delayNanos(6, new Random(1)), deadlines.get(1));
  }

  @Test
  void theParkingSleeperWaitsAndCanBeInterrupted() throws InterruptedException {
    Sleeper sleeper = Sleeper.parking(System::nanoTime);
    long deadline = System.nanoTime() + 2_000_000;
    sleeper.sleepUntil(deadline);
    assertTrue(System.nanoTime() - deadline >= 0);
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> sleeper.sleepUntil(Long.MAX_VALUE / 2));
    assertFalse(Thread.currentThread().isInterrupted());
  }
}
