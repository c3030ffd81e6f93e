package dev.floe.bench.tiles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class KneeTest {
  private static Knee.Step step(double offered, double done, double millis, long refused) {
    Histogram late = new Histogram(3);
    late.recordValueWithCount(Math.round(millis * 1e6), 1000);
    OpenLoop.Outcome outcome =
        new OpenLoop.Outcome(1000, 1000, refused, 0, Math.round(1e12 / done), late);
    return new Knee.Step(offered, outcome, 1, 1);
  }

  @Test
  void itIsTheHighestRateThatTheServerFollowed() {
    Knee.Step good = step(300, 299, 2, 0);
    Knee knee = new Knee(List.of(step(100, 100, 1, 0), step(200, 200, 60, 0), good));
    assertEquals(Optional.of(good), knee.at());
    assertFalse(knee.isPassed());
    Knee more = new Knee(List.of(good, step(400, 350, 2, 0), step(500, 350, 2, 0)));
    assertEquals(Optional.of(good), more.at());
    assertTrue(more.isPassed());
  }

  @Test
  void oneRateThatWasTooMuchMayBeChance() {
    assertFalse(new Knee(List.of(step(100, 100, 1, 0), step(200, 100, 1, 0))).isPassed());
    assertFalse(new Knee(List.of(step(200, 100, 1, 0), step(300, 299, 1, 0))).isPassed());
  }

  @Test
  void whatIsLateOrRefusedWasNotFollowed() {
    assertFalse(step(100, 100, 60, 0).followed());
    assertFalse(step(100, 100, 60, 0).isTooMuch());
    assertFalse(step(100, 100, 1, 1).followed());
    assertTrue(step(100, 100, 1, 1).isTooMuch());
    assertTrue(step(100, 100, 1, 0).followed());
    assertEquals(Optional.empty(), new Knee(List.of(step(100, 100, 60, 0))).at());
  }
}
