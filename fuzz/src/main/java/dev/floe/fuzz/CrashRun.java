package dev.floe.fuzz;

import dev.floe.Repository;
import dev.floe.error.CommitUnknownException;
import dev.floe.error.IcechunkException;
import dev.floe.format.SpecVersion;
import dev.floe.maintenance.Problem;
import dev.floe.maintenance.VerifyScope;
import dev.floe.spec.storage.FaultyStorage;
import dev.floe.storage.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// One operation during which its process dies, or an answer is lost, and what is found afterwards
/// by a process that begins anew: the repository opens, nothing is wrong with it, the operation was
/// done or was not, it was done if that was acknowledged, and others can go on.
final class CrashRun {
  private final CrashedOperation operation;
  private final long seed;

  /// What the contents were before the operation, and what they are to be after it.
  private Contents before;

  private Contents after;

  /// How many entries the operations log had before the operation, in format 2.
  private long operationsBefore;

  CrashRun(CrashedOperation operation, long seed) {
    this.operation = operation;
    this.seed = seed;
  }

  /// Does the operation undisturbed, which says what is to come of it.
  void rehearse(Storage copy) {
    try (Repository repository = Repository.open(copy)) {
      Runnable action = operation.prepared(repository, repository, new Random(seed));
      before = Contents.of(repository);
      operationsBefore = operations(repository);
      action.run();
    }
    try (Repository fresh = Repository.open(copy)) {
      after = Contents.of(fresh);
    }
  }

  /// Does it while something happens.
  ///
  /// @param storage not yet touched by this run
  /// @return what is wrong, one line each
  List<String> run(Storage storage, CrashPlan plan) {
    boolean acknowledged = false;
    Optional<RuntimeException> failure = Optional.empty();
    FaultyStorage faulty = new FaultyStorage(storage, plan);
    try (Repository calm = Repository.open(storage);
        Repository repository = Repository.open(faulty)) {
      Runnable action = operation.prepared(repository, calm, new Random(seed));
      plan.arm();
      try {
        action.run();
        acknowledged = true;
      } catch (IcechunkException e) {
        failure = Optional.of(e);
      }
    }
    boolean unknown = failure.filter(CommitUnknownException.class::isInstance).isPresent();
    List<String> problems = new ArrayList<>();
    if (unknown && !plan.dies()) {
      problems.add("the store could be asked what became of it");
    }
    inspect(storage, acknowledged, unknown, problems);
    String what = operation + " at request " + plan.requests() + ", " + plan.hit() + ": ";
    String heard = acknowledged ? "" : " (heard: " + failure.orElseThrow() + ")";
    return problems.stream().map(problem -> what + problem + heard).toList();
  }

  private void inspect(
      Storage storage, boolean acknowledged, boolean unknown, List<String> problems) {
    try (Repository fresh = Repository.open(storage)) {
      verify(fresh, problems);
      Contents found = Contents.of(fresh);
      boolean done = found.equals(after);
      boolean inFirstFormat = fresh.specVersion() == SpecVersion.V1;
      boolean stage = operation.hasStagesIn(fresh.specVersion()) && found.isBetween(before, after);
      if (acknowledged && !done) {
        problems.add("acknowledged and lost:" + after.differences(found));
      } else if (!done && !stage && !found.equals(before)) {
        problems.add("half done:" + before.differences(found));
      } else if (!acknowledged && !unknown && !inFirstFormat && !found.equals(before)) {
        problems.add("said to have failed, and done:" + before.differences(found));
      }
      if (operations(fresh) < operationsBefore) {
        problems.add("the operations log lost some of " + operationsBefore + " entries");
      }
      CrashedOperation.changed(fresh, "main", new Random(seed)).commit("afterwards");
      verify(fresh, problems);
    } catch (IcechunkException e) {
      problems.add("afterwards: " + e);
    }
  }

  private static long operations(Repository repository) {
    return repository.specVersion() == SpecVersion.V1 ? 0 : repository.operations().count();
  }

  private static void verify(Repository repository, List<String> problems) {
    List<Problem> found = new ArrayList<>();
    repository.verify(VerifyScope.STANDARD, found::add);
    found.forEach(problem -> problems.add(problem.toString()));
  }
}
