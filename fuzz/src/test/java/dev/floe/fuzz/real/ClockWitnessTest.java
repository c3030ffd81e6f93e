package dev.floe.fuzz.real;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.fuzz.real.ClockWitness.Commit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Clocks are told apart by what commits say, and one that is right is not taken for another.
class ClockWitnessTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /// Commits that take 20 ms and come each 100 ms, with the time that the clock says halfway.
  private static ClockWitness witness(Duration... shifts) {
    return new ClockWitness(
        "w",
        IntStream.range(0, shifts.length)
            .mapToObj(i -> {
              Duration begin = Duration.ofMillis(100L * i);
              return new Commit(
                  START.plus(begin).plusMillis(10).plus(shifts[i]),
                  begin.toNanos(),
                  begin.plusMillis(20).toNanos());
            })
            .toList());
  }

  @Test
  void aRightClockIsNeitherAheadNorBehindNorSetBack() {
    ClockWitness right = witness(Duration.ZERO, Duration.ZERO, Duration.ZERO);
    assertFalse(right.isBefore(START));
    assertTrue(right.isWithin(START, START.plusSeconds(1)));
    assertFalse(right.isAfter(START.plus(MINUTE.dividedBy(2))));
    assertFalse(right.isSetBack());
  }

  @Test
  void othersAre() {
    assertTrue(witness(MINUTE.negated()).isBefore(START));
    assertTrue(witness(MINUTE).isAfter(START.plus(MINUTE.dividedBy(2))));
    assertFalse(witness(MINUTE).isWithin(START, START.plusSeconds(1)));
    assertFalse(witness(MINUTE, MINUTE, MINUTE).isSetBack());
  }

  @Test
  void aClockThatIsSetBackGivesTimesThatHardlyGoOn() {
    Duration microsecond = Duration.ofNanos(1_000);
    Duration kept = MINUTE.minusMillis(100).plus(microsecond);
    assertTrue(witness(Duration.ZERO, MINUTE, kept).isSetBack());
    assertFalse(witness(Duration.ZERO, MINUTE).isSetBack());
  }

  @Test
  void onlyWhatIsInTheHistoryCounts() {
    assertEquals("no commit by w", new ClockWitness("w", List.of()).toString());
    Place place = new Place("/a", Map.of()).with(Place.CLOCK_STEP, "60");
    assertEquals(START, place.clock(START));
    assertEquals(START.plusSeconds(1).plus(MINUTE), place.clock(START.plusSeconds(1)));
    assertEquals(
        START.plusSeconds(2 - 290),
        place.with(Place.CLOCK_SHIFT, "-290").clock(START.plusSeconds(2)));
  }
}
