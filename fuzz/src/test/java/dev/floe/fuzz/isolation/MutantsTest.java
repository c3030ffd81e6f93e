package dev.floe.fuzz.isolation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.Engine;
import dev.floe.fuzz.Hunt;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random histories of the engine as it is, which are accepted, and of engines that are wrong in
/// one way each, which are found out soon, wherever the seeds begin. A checker that finds none of
/// them is broken.
class MutantsTest {
  /// From a run that failed: give its number as the system property `floe.seed`.
  private static final long SEED = Long.getLong("floe.seed", 20_260_101L);

  private static Engine engine;

  @BeforeAll
  static void start() {
    engine = Engine.create();
  }

  @AfterAll
  static void stop() {
    engine.close();
  }

  private static History history(long seed, Mutant mutant, Level... levels) {
    return InterleavedMutants.history(engine, seed, mutant, levels);
  }

  @Test
  void theEngineIsAccepted() {
    TreeMap<Transaction.Outcome, Integer> outcomes = new TreeMap<>();
    for (long seed = SEED; seed < SEED + 60; seed++) {
      History history = history(seed, new Mutant.None());
      history.transactions().forEach(each -> outcomes.merge(each.outcome(), 1, Integer::sum));
      List<Anomaly> found = IsolationChecker.strong().check(history);
      long at = seed;
      assertEquals(List.of(), found, () -> "seed " + at);
    }
    assertTrue(outcomes.get(Transaction.Outcome.FAILED) > 40, outcomes::toString);
    assertTrue(outcomes.get(Transaction.Outcome.COMMITTED) > 500, outcomes::toString);
  }

  /// Looks for what a stronger promise would not allow.
  private static Set<Anomaly.Kind> asIf(Level level, Level promised) {
    Set<Anomaly.Kind> kinds = EnumSet.noneOf(Anomaly.Kind.class);
    for (long seed = SEED; seed < SEED + 40; seed++) {
      History history = history(seed, new Mutant.None(), level);
      assertEquals(List.of(), IsolationChecker.strong().check(history), "seed " + seed);
      kinds.addAll(Told.kinds(IsolationChecker.promised().check(history.promising(promised))));
    }
    return kinds;
  }

  @Test
  void withoutReadSetsThereIsWriteSkewAndNothingWorse() {
    Set<Anomaly.Kind> found = asIf(Level.SNAPSHOT_ISOLATION, Level.SERIALIZABLE);
    assertTrue(found.contains(Anomaly.Kind.WRITE_SKEW), found::toString);
    found.removeAll(Set.of(Anomaly.Kind.WRITE_SKEW, Anomaly.Kind.UNVALIDATED_READ));
    assertEquals(Set.of(), found);
  }

  @Test
  void withReadSetsThereIsNone() {
    assertEquals(Set.of(), asIf(Level.SERIALIZABLE, Level.STRICT_SERIALIZABLE));
  }

  @Test
  void whoeverLetsItsOwnWritesWinLosesUpdates() {
    Set<Anomaly.Kind> found = asIf(Level.LOSSY, Level.SNAPSHOT_ISOLATION);
    assertTrue(found.contains(Anomaly.Kind.LOST_UPDATE), found::toString);
  }

  static List<Hunt> hunts() {
    return InterleavedMutants.hunts(engine);
  }

  @ParameterizedTest
  @MethodSource("hunts")
  void isFound(Hunt hunt) {
    Hunt.Found found = hunt.from(SEED, Hunt.STARTS);
    System.out.println(found.text());
    assertEquals(List.of(), found.problems());
  }
}
