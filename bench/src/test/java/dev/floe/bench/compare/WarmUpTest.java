package dev.floe.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.bench.compare.ComparedCase.Limits;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class WarmUpTest {
  private static final long RUN = 10;

  /// How many runs of ten nanoseconds each it takes.
  private static int runs(long least, long most, double... each) {
    WarmUp warmUp = new WarmUp(new Limits(5, 1, least, most, 1_000, 1, 0));
    int runs = 0;
    while (!warmUp.isOver()) {
      warmUp.ran(RUN, each[runs++]);
    }
    return runs;
  }

  @Test
  void itEndsWhenNoneOfThreeRunsIsFasterThanThoseBefore() {
    assertEquals(6, runs(10, 1_000, 9, 7, 5, 5, 4.9, 5.2, 1, 1, 1));
  }

  @Test
  void itGoesOnWhileItBecomesFaster() {
    assertEquals(9, runs(10, 1_000, 9, 8, 7, 6, 5, 4, 4, 4, 4));
  }

  @Test
  void itTakesItsLeastTimeHoweverSteady() {
    double[] same = DoubleStream.generate(() -> 1).limit(20).toArray();
    assertEquals(4, runs(10, 1_000, same));
    assertEquals(12, runs(120, 1_000, same));
  }

  @Test
  void itEndsAfterItsMostTimeHoweverMuchFasterItBecomes() {
    double[] faster = DoubleStream.iterate(1_000, each -> each / 2).limit(20).toArray();
    assertEquals(15, runs(10, 150, faster));
  }

  @Test
  void thereIsNoneWhereNoneIsAskedFor() {
    assertEquals(0, runs(0, 0));
  }
}
