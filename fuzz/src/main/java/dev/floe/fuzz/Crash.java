package dev.floe.fuzz;

import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.config.RepositoryConfig;
import dev.floe.format.SpecVersion;
import dev.floe.storage.GetOptions;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.Storage;
import java.io.PrintStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Lets processes die, and answers get lost, at every request of everything that changes a
/// repository, or at random ones of random histories.
final class Crash {
  static final String USAGE = "crash [--steps N] [--format 1|2] [--seed N]";

  /// More requests than any operation makes.
  private static final int MOST_REQUESTS = 10_000;

  /// As many as most operations make at least.
  private static final int USUAL_REQUESTS = 12;

  private static final int HISTORY_STEPS = 25;

  private Crash() {}

  /// A creation, then random histories in memory, each step of which is cut off or loses an answer
  /// somewhere; the next goes on from what is left.
  ///
  /// @return what is wrong, one line each
  static List<String> run(List<String> words, PrintStream out) {
    Arguments arguments = new Arguments(words, List.of("--steps", "--format", "--seed"));
    int steps = arguments.count("--steps", 500);
    SpecVersion version = arguments.count("--format", 2) == 1 ? SpecVersion.V1 : SpecVersion.V2;
    long seed = arguments.seed();
    out.println("crash: seed " + seed + ", " + steps + " steps");
    Random chance = new Random(seed);
    List<String> problems =
        new ArrayList<>(
            CrashedCreation.everywhere(
                RepositoryOptions.STANDARD.withSpecVersion(version), Storage::inMemory));
    int hits = 0;
    for (int step = 0; step < steps && problems.isEmpty(); step += HISTORY_STEPS) {
      try (Storage storage = furnished(Storage.inMemory(), version, chance.nextLong())) {
        hits += history(storage, chance, Math.min(HISTORY_STEPS, steps - step), problems);
      }
    }
    out.println("crash: " + hits + " of the steps were cut off or lost an answer");
    return problems;
  }

  /// @return how many steps were cut off or lost an answer
  private static int history(Storage storage, Random chance, int steps, List<String> problems) {
    CrashPlan.Moment[] moments = CrashPlan.Moment.values();
    int hits = 0;
    for (int step = 0; step < steps && problems.isEmpty(); step++) {
      SpecVersion version = Repository.fetchSpecVersion(storage).orElseThrow();
      List<CrashedOperation> some = CrashedOperation.in(version);
      CrashRun run = new CrashRun(some.get(chance.nextInt(some.size())), chance.nextLong());
      try (Storage copy = copied(storage, Storage.inMemory())) {
        run.rehearse(copy);
      }
      int number = 1 + chance.nextInt(USUAL_REQUESTS);
      CrashPlan plan = new CrashPlan(moments[chance.nextInt(moments.length)], number);
      problems.addAll(run.run(storage, plan));
      hits += plan.hit() == null ? 0 : 1;
    }
    return hits;
  }

  /// Every request of an operation, and everything that can happen at it.
  ///
  /// @param start where it begins
  /// @param place makes an empty storage
  /// @return what is wrong, one line each
  static List<String> everywhere(
      CrashedOperation operation, Storage start, long seed, Supplier<Storage> place) {
    CrashRun run = new CrashRun(operation, seed);
    try (Storage copy = copied(start, place.get())) {
      run.rehearse(copy);
    }
    List<String> problems = new ArrayList<>();
    for (CrashPlan.Moment moment : CrashPlan.Moment.values()) {
      for (int number = 1; number < MOST_REQUESTS; number++) {
        CrashPlan plan = new CrashPlan(moment, number);
        try (Storage copy = copied(start, place.get())) {
          run.run(copy, plan).forEach(problem -> problems.add(moment + " " + problem));
        }
        if (plan.hit() == null) {
          break;
        }
      }
    }
    return problems;
  }

  /// A repository with some of everything, whose operations log spans several files.
  static Storage furnished(Storage storage, SpecVersion version, long seed) {
    RepositoryOptions options =
        RepositoryOptions.STANDARD
            .withSpecVersion(version)
            .withConfig(RepositoryConfig.builder().numUpdatesPerRepoInfoFile(4).build());
    try (Repository repository = Repository.create(storage, options)) {
      CrashedOperation.furnish(repository, new Random(seed));
    }
    return storage;
  }

  /// Fills an empty storage with what is in another one.
  static Storage copied(Storage from, Storage to) {
    to.createLocation();
    try (Stream<ObjectInfo> objects = from.list("")) {
      objects.forEach(object -> {
        MemorySegment body = MemorySegment.ofArray(new byte[(int) object.sizeBytes()]);
        from.get(object.key(), GetOptions.WHOLE, length -> body).join();
        to.put(object.key(), body, PutOptions.root(Precondition.NONE, Map.of())).join();
      });
    }
    return to;
  }
}
