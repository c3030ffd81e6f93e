package dev.floe.io.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.internal.concurrent.Permits;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class HostPaceTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void aRefusalQuartersTheLimitAndItGrowsBackFastAndThenSlowly() {
    AdaptiveLimit limit = new AdaptiveLimit(128);
    assertEquals(32, limit.limit());
    limit.throttled(0);
    assertEquals(8, limit.limit());
    limit.throttled(SECOND / 10); // of the same crowd
    assertEquals(8, limit.limit());
    for (int i = 0; i < 8; i++) {
      limit.answered(limit.limit());
    }
    assertEquals(16, limit.limit());
    for (int i = 0; i < 17; i++) {
      limit.answered(limit.limit());
    }
    assertEquals(17, limit.limit());
    limit.throttled(SECOND);
    assertEquals(4, limit.limit());
  }

  @Test
  void aLimitThatIsNotReachedDoesNotGrow() {
    AdaptiveLimit limit = new AdaptiveLimit(128);
    for (int i = 0; i < 1_000; i++) {
      limit.answered(3);
    }
    assertEquals(32, limit.limit());
  }

  @Property
  void theLimitStaysWithinItsBounds(
      @ForAll @IntRange(min = 1, max = 300) int most, @ForAll @Size(max = 300) boolean[] answers) {
    AdaptiveLimit limit = new AdaptiveLimit(most);
    long now = 0;
    for (boolean answered : answers) {
      now += SECOND;
      if (answered) {
        limit.answered(limit.limit());
      } else {
        limit.throttled(now);
      }
      assertTrue(limit.limit() >= 1 && limit.limit() <= most, () -> "limit " + limit.limit());
    }
  }

  @Test
  void oneCallInTwentyIsHedgedAndOnlyIfItIsSlow() {
    HttpOptions.HostLimits limits =
        new HttpOptions.HostLimits(16, 100, Duration.ofSeconds(20), true);
    HostPace pace = new HostPace(limits, new Permits(16, 100, () -> 0));
    for (int i = 0; i < 100; i++) {
      pace.called();
    }
    assertFalse(pace.takeHedge(60 * SECOND)); // nothing is known of the host
    for (int i = 1; i <= 128; i++) {
      pace.began(i * SECOND / 100);
    }
    assertFalse(pace.takeHedge(SECOND));
    for (int i = 0; i < 5; i++) {
      assertTrue(pace.takeHedge(SECOND * 13 / 10));
    }
    assertFalse(pace.takeHedge(60 * SECOND));
    for (int i = 0; i < 20; i++) {
      assertFalse(pace.takeHedge(60 * SECOND));
      pace.called();
    }
    assertTrue(pace.takeHedge(60 * SECOND));
  }
}
