package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// On a clock that the test moves.
class GroupPauseTest {
  private final AtomicLong nanos = new AtomicLong();
  private final GroupPause pause = new GroupPause(nanos::get);

  private Duration remaining() {
    return Duration.ofNanos(pause.remainingNanos());
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void groupsWaitForOneThatIsOnTheTipAndNotForEver() {
    assertEquals(Duration.ZERO, remaining());
    pause.begun(false);
    assertEquals(Duration.ZERO, remaining());
    pause.begun(true);
    assertEquals(GroupPause.LONGEST, remaining());
    pass(GroupPause.LONGEST);
    assertEquals(Duration.ZERO, remaining());
    pause.begun(true);
    pause.failed();
    assertEquals(Duration.ZERO, remaining());
  }

  @Test
  void onesThatGoAloneDoNotFollowEachOtherWithoutAGroupBetween() {
    pause.begun(true);
    pause.won();
    assertEquals(Duration.ZERO, remaining());
    pause.begun(true);
    assertEquals(Duration.ZERO, remaining());
    pause.published();
    pause.begun(true);
    assertEquals(GroupPause.LONGEST, remaining());
  }

  @Test
  void aFewConflictsInARowMakeGroupsWaitForTheNextOne() {
    for (int i = 0; i < GroupPause.MOST_LOST; i++) {
      assertEquals(Duration.ZERO, remaining());
      pass(Duration.ofMillis(150));
      pause.begun(false);
      pause.lost();
    }
    assertEquals(Duration.ofMillis(300), remaining());
    pass(Duration.ofMillis(150));
    pause.begun(true);
    pause.won();
    pause.published();
    pause.lost();
    assertEquals(Duration.ZERO, remaining(), "they are counted anew");
  }

  @Test
  void conflictsThatAreSeldomMakeNobodyWaitLong() {
    for (int i = 0; i < GroupPause.MOST_LOST; i++) {
      pass(Duration.ofHours(1));
      pause.lost();
    }
    assertEquals(GroupPause.LONGEST, remaining());
  }
}
