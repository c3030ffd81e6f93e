package dev.floe.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.bench.compare.ComparedCase.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A whole run ends in time, however slow the machine, and says what it left out for that.
class PaceTest {
  private static final int PEERS = 4;
  private static final long SECOND = 1_000_000_000L;

  private long now = -5 * SECOND;

  private static ComparedCase each(String name, Limits limits) {
    return ComparedCase.of("work", Unit.MICROS, limits).named(name, "1");
  }

  private static Limits limits(int rounds) {
    return new Limits(rounds, SECOND, SECOND, 5 * SECOND, 20 * SECOND, 1, 0);
  }

  private Pace pace(long seconds, List<ComparedCase> cases) {
    return new Pace(Duration.ofSeconds(seconds), () -> now, cases, PEERS);
  }

  /// @param prepareNanos of all peers
  /// @param warmUp of each, in times of what it may take; 0 for the least
  /// @param roundNanos of each
  private Extent run(Pace.Share share, long prepareNanos, double warmUp, long roundNanos) {
    now += prepareNanos;
    Limits limits = share.warmUp();
    now += PEERS * Math.max(limits.warmUpNanos(), (long) (warmUp * limits.patienceNanos()));
    while (share.hasRound()) {
      now += PEERS * roundNanos;
    }
    return share.extent();
  }

  private record Ran(Duration took, List<Extent> extents) {}

  /// All of a plan, on a machine that takes so many times as long as is meant.
  private Ran run(boolean brief, int times, double warmUp) {
    long start = now;
    List<ComparedCase> cases = Plan.cases(brief);
    Pace pace = pace(Scale.usual(brief).toSeconds(), cases);
    List<Extent> extents = new ArrayList<>();
    for (ComparedCase each : cases) {
      Limits limits = each.limits();
      long prepareNanos = limits.fixedNanos() + times * limits.roundNanos();
      extents.add(run(pace.begin(each), prepareNanos, warmUp, times * limits.roundNanos()));
    }
    return new Ran(Duration.ofNanos(now - start), extents);
  }

  @Test
  void nothingIsCutWhereThereIsTime() {
    for (boolean brief : List.of(true, false)) {
      run(brief, 1, 0).extents().forEach(extent -> assertFalse(extent.isCut(), extent.cut()));
    }
  }

  @Test
  void aSlowMachineEndsInTimeToo() {
    for (int times : List.of(3, 6)) {
      for (boolean brief : List.of(true, false)) {
        Ran ran = run(brief, times, 1);
        assertTrue(ran.took().compareTo(Scale.usual(brief)) < 0, ran.took().toString());
        assertTrue(ran.extents().stream().anyMatch(Extent::isCut), "nothing is cut");
      }
    }
  }

  @Test
  void timeIsSharedInProportionToWhatEachMayTakeAtMost() {
    Limits twice = limits(50).withWarmUp(SECOND, 10 * SECOND).withBudget(40 * SECOND);
    List<ComparedCase> cases = List.of(each("a", limits(50)), each("b", twice));
    Pace pace = pace(100, cases);
    // A third of 95 s: 27 s are left when all are warm, for rounds of 2 s.
    assertEquals(13, run(pace.begin(cases.get(0)), 0, 0, SECOND / 2).rounds());
    // What is left for the other are 65 s, of which it takes 4 s to be warm.
    assertEquals(30, run(pace.begin(cases.get(1)), 0, 0, SECOND / 2).rounds());
  }

  @Test
  void whatACaseDoesNotNeedIsForThoseAfterIt() {
    List<ComparedCase> cases = List.of(each("a", limits(3)), each("b", limits(50)));
    Pace pace = pace(100, cases);
    assertEquals(3, run(pace.begin(cases.get(0)), 0, 0, SECOND / 4).rounds());
    assertEquals(42, run(pace.begin(cases.get(1)), 0, 0, SECOND / 2).rounds());
  }

  @Test
  void whatIsLeftOutLeavesItsTimeToTheOthers() {
    List<ComparedCase> cases = List.of(each("a", limits(3)), each("b", limits(50)));
    Pace pace = pace(100, cases);
    pace.leaveOut(cases.get(0));
    assertEquals(45, run(pace.begin(cases.get(1)), 0, 0, SECOND / 2).rounds());
  }

  @Test
  void threeRoundsAndTheLeastWarmUpAreNeverCut() {
    List<ComparedCase> cases = new ArrayList<>(Collections.nCopies(3, each("a", limits(50))));
    cases.add(each("b", limits(2)));
    Pace pace = pace(10, cases);
    for (int i = 0; i < cases.size(); i++) {
      Pace.Share share = pace.begin(cases.get(i));
      now += 30 * SECOND;
      assertEquals(SECOND, share.warmUp().warmUpNanos());
      assertEquals(SECOND, share.warmUp().patienceNanos());
      Extent extent = run(share, 0, 1, 10 * SECOND);
      assertEquals(i < 3 ? 3 : 2, extent.rounds());
    }
  }

  @Test
  void whatCannotBeCutKeepsItsTime() {
    Limits fixed = limits(50).withFixed(60 * SECOND);
    List<ComparedCase> cases = List.of(each("a", limits(50)), each("b", fixed));
    Pace pace = pace(100, cases);
    // Half of 35 s, of which 4 s are for the warm-up.
    assertEquals(6, run(pace.begin(cases.get(0)), 0, 0, SECOND / 2).rounds());
    assertEquals(7, run(pace.begin(cases.get(1)), 60 * SECOND, 0, SECOND / 2).rounds());
  }

  @Test
  void theWarmUpGivesWayToRoundsOnlyWhereThereIsNoTimeForBoth() {
    List<ComparedCase> cases = List.of(each("a", limits(50)), each("b", limits(50)));
    assertEquals(5 * SECOND, pace(100, cases).begin(cases.get(0)).warmUp().patienceNanos());
    // 19 s: three quarters of them for four.
    assertEquals(
        19 * SECOND * 3 / 16, pace(40, cases).begin(cases.get(0)).warmUp().patienceNanos());
  }

  @Test
  void whatWasCutIsSaid() {
    List<ComparedCase> cases = List.of(each("a", limits(50)));
    Pace.Share share = pace(20, cases).begin(cases.get(0));
    share.endedCold();
    assertEquals("3 of 50 rounds, warm-up cut short", run(share, 0, 1, 2 * SECOND).cut());
    assertEquals("", new Extent(5, 5, false).cut());
  }
}
