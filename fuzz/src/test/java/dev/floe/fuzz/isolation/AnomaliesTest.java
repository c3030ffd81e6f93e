package dev.floe.fuzz.isolation;

import static dev.floe.fuzz.isolation.Level.LOSSY;
import static dev.floe.fuzz.isolation.Level.SERIALIZABLE;
import static dev.floe.fuzz.isolation.Level.SNAPSHOT_ISOLATION;
import static dev.floe.fuzz.isolation.Level.STRICT_SERIALIZABLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.fuzz.isolation.Anomaly.Kind;
import dev.floe.fuzz.isolation.Transaction.Outcome;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Each anomaly once, told; and beside each what looks like it and is allowed.
class AnomaliesTest {
  private static final String X = "a/c/0";
  private static final String Y = "a/c/1";

  private static Told told(Level level) {
    Told told = new Told(level);
    told.by("0").writes("a/zarr.json", "a0").writes(X, "x0").writes(Y, "y0").within(-2, -1);
    return told;
  }

  @Test
  void writeSkew() {
    Told told = told(SERIALIZABLE);
    told.by("1").reads(X, "x0").reads(Y, "y0").writes(X, "x1");
    told.by("2").reads(X, "x0").reads(Y, "y0").writes(Y, "y2");
    assertEquals(List.of(Kind.WRITE_SKEW), told.found("0", "1", "2"));
    Anomaly skew = IsolationChecker.promised().check(told.committing("0", "1", "2")).getFirst();
    assertEquals(2, skew.transactions().size(), skew::toString);
    assertTrue(skew.history().contains("1 read what was overwritten by 2 (a/c/1)"), skew::toString);
    assertTrue(skew.history().contains("2 read what was overwritten by 1 (a/c/0)"), skew::toString);
  }

  @Test
  void writeSkewIsAllowedUnderSnapshotIsolation() {
    Told told = told(SNAPSHOT_ISOLATION);
    told.by("1").on("0").reads(X, "x0").reads(Y, "y0").writes(X, "x1");
    told.by("2").on("0").reads(X, "x0").reads(Y, "y0").writes(Y, "y2");
    assertEquals(List.of(), told.found("0", "1", "2"));
    // … and found by whoever asks for more.
    assertEquals(
        List.of(Kind.WRITE_SKEW),
        Told.kinds(
            IsolationChecker.promised()
                .check(told.committing("0", "1", "2").promising(SERIALIZABLE))));
  }

  @Test
  void oneOfTwoThatNotesItsReadsHasToBeTheFirst() {
    Told told = told(SNAPSHOT_ISOLATION);
    told.by("1").on("0").promised(SERIALIZABLE).reads(X, "x0").reads(Y, "y0").writes(X, "x1");
    told.by("2").on("0").reads(X, "x0").reads(Y, "y0").writes(Y, "y2");
    assertEquals(List.of(), told.found("0", "1", "2"));
    assertEquals(List.of(Kind.UNVALIDATED_READ), told.found("0", "2", "1"));
  }

  @Test
  void whoOnlyReadsCanShowASkewOfOthers() {
    for (Level level : List.of(SERIALIZABLE, SNAPSHOT_ISOLATION)) {
      Told told = told(level);
      told.by("1").on("0").reads(Y, "y0").writes(X, "x1");
      told.by("2").on("0").writes(Y, "y2");
      told.by("3").on("2").reads(Y, "y2").reads(X, "x0");
      assertEquals(
          level == SERIALIZABLE ? List.of(Kind.WRITE_SKEW) : List.of(), told.found("0", "2", "1"));
    }
  }

  @Test
  void phantom() {
    Told told = told(SERIALIZABLE);
    told.by("1").lists("", "a/zarr.json").writes(X, "x1");
    told.by("2").reads(X, "x0").writes("b/zarr.json", "b2");
    assertEquals(List.of(Kind.WRITE_SKEW), told.found("0", "1", "2"));
    Told near = told(SERIALIZABLE);
    near.by("1").lists("", "a/zarr.json").writes(X, "x1");
    near.by("2").reads(X, "x1").writes("b/zarr.json", "b2");
    assertEquals(List.of(), near.found("0", "1", "2"));
  }

  @Test
  void whatIsNotThereIsReadToo() {
    Told told = told(SERIALIZABLE);
    told.by("1").reads("a/c/2").writes(X, "x1");
    told.by("2").reads(X, "x0").writes("a/c/2", "z2");
    assertEquals(List.of(Kind.WRITE_SKEW), told.found("0", "1", "2"));
    Told listed = told(SERIALIZABLE);
    listed.by("1").listsKeys("a", "a/zarr.json", X, Y).writes(X, "x1");
    listed.by("2").reads(X, "x0").writes("a/c/2", "z2");
    assertEquals(List.of(Kind.WRITE_SKEW), listed.found("0", "1", "2"));
  }

  @Test
  void lostUpdate() {
    for (Level level : List.of(STRICT_SERIALIZABLE, SERIALIZABLE, SNAPSHOT_ISOLATION)) {
      Told told = told(level);
      told.by("1").reads(X, "x0").writes(X, "x0", "x1");
      told.by("2").reads(X, "x0").writes(X, "x0", "x2");
      assertEquals(List.of(Kind.LOST_UPDATE), told.found("0", "1", "2"), level::name);
      Told near = told(level);
      near.by("1").reads(X, "x0").writes(X, "x0", "x1");
      near.by("2").reads(X, "x0", "x1").writes(X, "x0", "x1", "x2");
      assertEquals(List.of(), near.found("0", "1", "2"), level::name);
    }
  }

  @Test
  void lostUpdatesAreWhatALossySolverIsFor() {
    Told told = told(LOSSY);
    told.by("1").reads(X, "x0").writes(X, "x0", "x1");
    told.by("2").reads(X, "x0").writes(X, "x0", "x2");
    History history = told.committing("0", "1", "2");
    assertEquals(List.of(), IsolationChecker.promised().check(history));
    assertEquals(
        List.of(Kind.LOST_UPDATE),
        Told.kinds(IsolationChecker.promised().check(history.promising(SNAPSHOT_ISOLATION))));
  }

  @Test
  void theFirstToWriteWinsWhoeverRead() {
    Told told = told(SNAPSHOT_ISOLATION);
    told.by("1").on("0").writes(X, "x1");
    told.by("2").on("0").writes(X, "x2");
    assertEquals(List.of(Kind.LOST_UPDATE), told.found("0", "1", "2"));
    assertEquals(
        List.of(),
        IsolationChecker.promised().check(told.committing("0", "1", "2").promising(SERIALIZABLE)),
        "nobody read anything");
  }

  @Test
  void fracturedRead() {
    for (Level level : Level.values()) {
      Told told = told(level);
      told.by("1").writes(X, "x1").writes(Y, "y1");
      told.by("2").reads(X, "x1").reads(Y, "y0");
      assertEquals(List.of(Kind.FRACTURED_READ), told.found("0", "1"), level::name);
      Told near = told(level);
      near.by("1").writes(X, "x1").writes(Y, "y1");
      near.by("2").reads(X, "x0").reads(Y, "y0");
      assertEquals(List.of(), near.found("0", "1"), level::name);
    }
  }

  @Test
  void readSkew() {
    Told told = told(SNAPSHOT_ISOLATION);
    told.by("1").writes(X, "x1");
    told.by("2").reads(X, "x1").writes(Y, "y2");
    told.by("3").reads(X, "x0").reads(Y, "y2");
    assertEquals(List.of(Kind.READ_SKEW), told.found("0", "1", "2"));
  }

  @Test
  void longFork() {
    for (Level level : Level.values()) {
      Told told = told(level);
      told.by("1").writes(X, "x1");
      told.by("2").writes(Y, "y2");
      told.by("3").reads(X, "x1").reads(Y, "y0");
      told.by("4").reads(X, "x0").reads(Y, "y2");
      assertEquals(List.of(Kind.LONG_FORK), told.found("0", "1", "2"), level::name);
      Told near = told(level);
      near.by("1").writes(X, "x1");
      near.by("2").writes(Y, "y2");
      near.by("3").reads(X, "x1").reads(Y, "y0");
      near.by("4").reads(X, "x1").reads(Y, "y2");
      assertEquals(List.of(), near.found("0", "1", "2"), level::name);
    }
  }

  @Test
  void circularRead() {
    Told told = told(LOSSY);
    told.by("1").reads(Y, "y2").writes(X, "x1");
    told.by("2").reads(X, "x1").writes(Y, "y2");
    assertEquals(List.of(Kind.CIRCULAR_READ), told.found("0", "1", "2"));
  }

  @Test
  void dirtyWrite() {
    Told told = told(LOSSY);
    told.by("1").writes(X, "x1").writes(Y, "y1");
    told.by("2").writes(X, "x2").writes(Y, "y2");
    // Lists in which the two stand in opposite orders.
    told.by("3").reads(X, "x2", "x1");
    assertTrue(told.found("0", "1", "2").contains(Kind.DIRTY_WRITE));
    Told near = told(LOSSY);
    near.by("1").writes(X, "x0", "x1").writes(Y, "y0", "y1");
    near.by("2").writes(X, "x0", "x1", "x2").writes(Y, "y0", "y1", "y2");
    near.by("3").reads(X, "x0", "x1", "x2").reads(Y, "y0", "y1", "y2");
    assertEquals(List.of(), near.found("0", "1", "2"));
  }

  @Test
  void abortedRead() {
    for (Outcome outcome : List.of(Outcome.FAILED, Outcome.UNKNOWN)) {
      Told told = told(LOSSY);
      told.by("1").writes(X, "x1").ends(outcome);
      told.by("2").reads(X, "x1");
      assertEquals(List.of(Kind.ABORTED_READ), told.found("0"));
    }
  }

  @Test
  void whatNobodyHeardOfMayHaveHappened() {
    Told told = told(STRICT_SERIALIZABLE);
    told.by("1").writes(X, "x1").ends(Outcome.UNKNOWN);
    told.by("2").reads(X, "x1");
    assertEquals(List.of(), told.found("0", "1"));
    told.by("2").within(2000, 3000);
    assertEquals(List.of(), told.found("0", "1"));
    // … or not, and nobody has to have seen it, however late.
    Told not = told(STRICT_SERIALIZABLE);
    not.by("1").writes(X, "x1").ends(Outcome.UNKNOWN);
    not.by("2").reads(X, "x0").within(2000, 3000);
    assertEquals(List.of(), not.found("0"));
    assertEquals(List.of(), not.found("0", "1"), "it may have landed after 2");
  }

  @Test
  void intermediateRead() {
    Told told = told(LOSSY);
    told.by("1").writes(X, "x1").writes(X, "x1", "x1b");
    told.by("2").reads(X, "x1");
    assertEquals(List.of(Kind.INTERMEDIATE_READ), told.found("0", "1"));
    Told near = told(LOSSY);
    near.by("1").writes(X, "x1").writes(X, "x1", "x1b");
    near.by("2").reads(X, "x1", "x1b");
    assertEquals(List.of(), near.found("0", "1"));
  }

  @Test
  void staleRead() {
    Told told = told(STRICT_SERIALIZABLE);
    told.by("1").writes(X, "x1").within(0, 10);
    told.by("2").reads(X, "x0").within(11, 20);
    assertEquals(List.of(Kind.STALE_READ), told.found("0", "1"));
    told.by("2").within(10, 20);
    assertEquals(List.of(), told.found("0", "1"), "the two overlapped");
  }

  @Test
  void staleReadsOfThoseWithoutThePromiseAreFoundByWhoAsks() {
    Told told = told(SERIALIZABLE);
    told.by("1").writes(X, "x1").within(0, 10);
    told.by("2").reads(X, "x0").writes(Y, "y2").within(11, 20);
    assertEquals(List.of(), told.found("0", "2", "1"));
    assertEquals(
        List.of(Kind.STALE_READ),
        Told.kinds(IsolationChecker.strong().check(told.committing("0", "2", "1"))));
  }

  @Test
  void staleReadThroughOthers() {
    Told told = told(STRICT_SERIALIZABLE);
    told.by("1").writes(X, "x1").within(0, 10);
    told.by("2").reads(Y, "y0").within(11, 20);
    told.by("3").reads(X, "x0").within(21, 30);
    List<Anomaly> found = IsolationChecker.promised().check(told.committing("0", "1"));
    assertEquals(List.of(Kind.STALE_READ), Told.kinds(found));
    assertEquals(Set.of("1", "3"), Set.copyOf(found.getFirst().transactions()));
  }

  @Test
  void commitsAgainstRealTime() {
    Told told = told(STRICT_SERIALIZABLE);
    told.by("1").writes(X, "x1").within(0, 10);
    told.by("2").writes(X, "x2").within(11, 20);
    assertEquals(List.of(Kind.REAL_TIME_ORDER), told.found("0", "2", "1"));
    assertEquals(List.of(), told.found("0", "1", "2"));
  }

  @Test
  void outcomesAreThoseOfTheHistory() {
    Told lost = told(LOSSY);
    lost.by("1").writes(X, "x1");
    assertEquals(List.of(Kind.LOST_COMMIT), lost.found("0"));
    Told failed = told(LOSSY);
    failed.by("1").writes(X, "x1").ends(Outcome.FAILED);
    assertEquals(List.of(Kind.FAILED_COMMIT_LANDED), failed.found("0", "1"));
    Told twice = told(LOSSY);
    twice.by("1").writes(X, "x1");
    assertTrue(twice.found("0", "1", "1").contains(Kind.DOUBLE_COMMIT));
    assertEquals(List.of(), twice.found("0", "1"));
  }

  @Test
  void readsAreOfTheBaseAndOfWhatTheSessionDidItself() {
    Told told = told(LOSSY);
    told.by("1").writes(X, "x1");
    told.by("2").on("0").reads(X, "x1");
    assertEquals(List.of(Kind.READ_OUTSIDE_BASE), told.found("0", "1"));
    told.by("2").on("1");
    assertEquals(List.of(), told.found("0", "1"));
    Told own = told(LOSSY);
    own.by("1").writes(X, "x1").reads(X, "x0");
    assertEquals(List.of(Kind.OWN_WRITE_MISSED), own.found("0", "1"));
    Told garbage = told(LOSSY);
    garbage.by("1").reads(X, "no such thing");
    assertEquals(List.of(Kind.UNKNOWN_VALUE), garbage.found("0"));
  }

  @Test
  void whoDeletesATreeOverwritesWhatIsInIt() {
    Told told = told(SNAPSHOT_ISOLATION);
    told.by("1").on("0").writes(X, "x1");
    told.by("2").on("0").deletesTree("a");
    assertEquals(List.of(Kind.LOST_UPDATE), told.found("0", "1", "2"));
    Told near = told(SNAPSHOT_ISOLATION);
    near.by("1").on("0").writes(X, "x1");
    near.by("2").on("1").deletesTree("a").lists("").reads(X);
    near.by("3").on("2").lists("").reads(X).reads("a/zarr.json");
    assertEquals(List.of(), near.found("0", "1", "2"));
  }

  @Test
  void aDeletionThatIsForgottenIsSeen() {
    Told told = told(SNAPSHOT_ISOLATION);
    told.by("1").on("0").deletesTree("a");
    told.by("2").on("1").reads("a/zarr.json", "a0").reads(X, "x0");
    assertTrue(told.found("0", "1").contains(Kind.READ_OUTSIDE_BASE));
  }

  @Test
  void whatMovesKeepsWhatOthersWroteMeanwhile() {
    Told told = told(SNAPSHOT_ISOLATION);
    told.by("1").on("0").reads(X, "x0").writes(X, "x1");
    told.by("2").on("0").moves("a", "b").reads("b/c/0", "x0").reads(X);
    told.by("3").on("2").reads("b/c/0", "x1").lists("", "b/zarr.json");
    assertEquals(List.of(), told.found("0", "1", "2"));
    Told lost = told(SNAPSHOT_ISOLATION);
    lost.by("1").on("0").reads(X, "x0").writes(X, "x1");
    lost.by("2").on("0").moves("a", "b");
    lost.by("3").on("2").reads("b/c/0", "x0");
    assertTrue(
        lost.found("0", "1", "2").stream()
            .anyMatch(kind -> kind == Kind.READ_OUTSIDE_BASE || kind == Kind.UNKNOWN_VALUE));
  }
}
