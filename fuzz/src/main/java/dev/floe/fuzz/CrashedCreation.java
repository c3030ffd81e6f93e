package dev.floe.fuzz;

import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.Version;
import dev.floe.error.IcechunkException;
import dev.floe.format.SnapshotInfo;
import dev.floe.maintenance.VerifyScope;
import dev.floe.spec.storage.FaultyStorage;
import dev.floe.storage.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// The creation of a repository during which its process dies, or an answer is lost: afterwards
/// there is a repository and nothing is wrong with it, or there is none and one can be created. (In
/// format 1 a configuration is a file of its own, which a creation that died may leave; the next
/// one is refused then, and names it.)
final class CrashedCreation {
  private static final int MOST_REQUESTS = 1000;

  private CrashedCreation() {}

  /// Every request of it, and everything that can happen at it.
  ///
  /// @param place makes an empty storage
  /// @return what is wrong, one line each
  static List<String> everywhere(RepositoryOptions options, Supplier<Storage> place) {
    List<String> problems = new ArrayList<>();
    for (CrashPlan.Moment moment : CrashPlan.Moment.values()) {
      for (int number = 1; number < MOST_REQUESTS; number++) {
        CrashPlan plan = new CrashPlan(moment, number);
        try (Storage storage = place.get()) {
          String what = moment + " at request " + number + " of a creation: ";
          run(storage, options, plan).forEach(problem -> problems.add(what + problem));
        }
        if (plan.hit() == null) {
          break;
        }
      }
    }
    return problems;
  }

  private static List<String> run(Storage storage, RepositoryOptions options, CrashPlan plan) {
    List<String> problems = new ArrayList<>();
    Optional<IcechunkException> failure = Optional.empty();
    plan.arm();
    try {
      Repository.create(new FaultyStorage(storage, plan), options).close();
    } catch (IcechunkException e) {
      failure = Optional.of(e);
    }
    boolean exists = Repository.exists(storage);
    if (failure.isEmpty() && !exists) {
      problems.add("acknowledged and lost");
    }
    try (Repository fresh =
        exists ? Repository.open(storage, options) : Repository.create(storage, options)) {
      fresh.verify(VerifyScope.STANDARD, problem -> problems.add(problem.toString()));
      try (Stream<SnapshotInfo> history = fresh.ancestry(Version.MAIN)) {
        if (history.count() != 1) {
          problems.add("a new repository has another history than its first snapshot");
        }
      }
      int threshold = fresh.config().inlineChunkThresholdBytes();
      if (threshold != options.config().inlineChunkThresholdBytes()) {
        problems.add("another configuration than it was created with: " + threshold);
      }
    } catch (IcechunkException e) {
      String heard = failure.map(one -> " (heard: " + one + ")").orElse("");
      problems.add((exists ? "cannot be opened: " : "cannot be created: ") + e + heard);
    }
    return problems;
  }
}
