package dev.floe.bench.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class TrendTest {
  private static final int READINGS = 120;

  private static Trend of(IntToDoubleFunction reading) {
    Series series = new Series();
    for (int i = 0; i < READINGS; i++) {
      series.add("gauge", "", i / 2.0, reading.applyAsDouble(i));
    }
    return Trend.ofSecondHalf(series.lines().get("gauge"));
  }

  @Test
  void aLeakUnderNoiseIsFound() {
    Random random = new Random(1);
    Trend trend = of(i -> 40 + i * 0.1 + random.nextGaussian() * 2);
    assertEquals(0.1 * READINGS / 2, trend.growth(), 1.5);
    assertTrue(trend.grows(3));
    assertFalse(trend.grows(10));
  }

  @Test
  void noiseAloneDoesNotGrow() {
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      Trend trend = of(i -> 40 + random.nextGaussian() * 3);
      assertFalse(trend.grows(3), "seed " + seed + ": " + trend);
    }
  }

  @Test
  void whatGrowsOnlyAtTheBeginningDoesNotGrow() {
    assertFalse(of(i -> Math.min(i, 50)).grows(0));
  }

  @Test
  void aFewOutliersAndASawtoothDoNotGrow() {
    assertFalse(of(i -> i > 110 && i % 3 == 0 ? 500 : 40).grows(1));
    assertFalse(of(i -> 40 + i % 10).grows(1));
  }

  @Test
  void whatShrinksDoesNotGrow() {
    Trend trend = of(i -> 100 - i);
    assertTrue(trend.growth() < -50);
    assertFalse(trend.grows(0));
  }

  @Test
  void fewReadingsSayNothing() {
    Trend trend = Trend.of(new double[] {1, 2, 3}, new double[] {1, 20, 300});
    assertEquals(0, trend.growth());
    assertEquals(20, trend.median());
  }

  @Test
  void theMedianOfAnEvenNumberIsInTheMiddle() {
    double[] minutes = {1, 2, 3, 4, 5, 6};
    assertEquals(3.5, Trend.of(minutes, new double[] {1, 2, 3, 4, 5, 6}).median());
  }
}
