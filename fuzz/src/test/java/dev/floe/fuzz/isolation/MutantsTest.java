package dev.floe.fuzz.isolation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.Engine;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Random histories of the engine as it is, which are accepted, and of engines that are wrong in
/// one way each, which are found out soon, wherever the seeds begin. A checker that finds none of
/// them is broken.
class MutantsTest {
  private static final int TRANSACTIONS = 24;
  private static final int STARTS = 20;
  private static final int MOST_SEEDS = 200;

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
    return new Interleaving(seed, mutant, levels).run(engine, TRANSACTIONS);
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

  private static void isFound(Supplier<Mutant> mutant) {
    TreeMap<Anomaly.Kind, Integer> kinds = new TreeMap<>();
    int seeds = 0;
    for (int start = 0; start < STARTS; start++) {
      long first = SEED + start * 1_000_003L;
      long seed = first;
      List<Anomaly> found = List.of();
      while (found.isEmpty() && seed < first + MOST_SEEDS) {
        found = IsolationChecker.promised().check(history(seed++, mutant.get()));
      }
      assertTrue(!found.isEmpty(), "not found from seed " + first + " on");
      found.forEach(each -> kinds.merge(each.kind(), 1, Integer::sum));
      seeds += (int) (seed - first);
    }
    System.out.println(mutant.get().getClass().getSimpleName() + ": " + seeds + " seeds, " + kinds);
  }

  @Test
  void aCommitThatSkipsTheTipCheck() {
    isFound(Mutant.SkippedTipCheck::new);
  }

  @Test
  void aCacheThatServesAnOldRepositoryFile() {
    isFound(Mutant.OldRepoInfo::new);
  }

  @Test
  void aRebaseThatForgetsDeletions() {
    isFound(Mutant.ForgottenDeletions::new);
  }

  @Test
  void aCollectorThatTrustsItsOwnClock() {
    isFound(Mutant.LocalClock::new);
  }

  @Test
  void aCompareAndSetThatIsNotAtomic() {
    isFound(Mutant.TornSwap::new);
  }
}
