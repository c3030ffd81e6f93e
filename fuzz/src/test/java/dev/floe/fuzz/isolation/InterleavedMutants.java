package dev.floe.fuzz.isolation;

import dev.floe.Engine;
import dev.floe.fuzz.Hunt;
import java.util.List;
import java.util.function.Supplier;

/// Engines that are wrong on purpose, in histories of writers in one process, where one thing
/// happens at a time.
public final class InterleavedMutants {
  private static final int TRANSACTIONS = 24;

  private InterleavedMutants() {}

  /// One search for each of them.
  ///
  /// @param engine for all histories; whoever gives it closes it
  public static List<Hunt> hunts(Engine engine) {
    return List.of(
        hunt("a commit that skips the tip check", engine, Mutant.SkippedTipCheck::new),
        hunt("a cache with an old repository", engine, Mutant.OldRepoInfo::new),
        hunt("a rebase that forgets deletions", engine, Mutant.ForgottenDeletions::new),
        hunt("a collector with its own clock", engine, Mutant.LocalClock::new),
        hunt("a compare-and-set in two steps", engine, Mutant.TornSwap::new));
  }

  /// A search for what is not there.
  public static Hunt nothing(Engine engine) {
    return hunt("the engine as it is", engine, Mutant.None::new);
  }

  private static Hunt hunt(String name, Engine engine, Supplier<Mutant> mutant) {
    return new Hunt(
        name,
        seed ->
            IsolationChecker.promised().check(history(engine, seed, mutant.get())).stream()
                .map(Anomaly::toString)
                .toList());
  }

  /// The history that a seed makes.
  static History history(Engine engine, long seed, Mutant mutant, Level... levels) {
    return new Interleaving(seed, mutant, levels).run(engine, TRANSACTIONS);
  }
}
