package dev.floe.spec.scenario;

import dev.floe.CommitOptions;
import dev.floe.ForkSession;
import dev.floe.RebaseOptions;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.conflict.BasicConflictSolver;
import dev.floe.conflict.BasicConflictSolver.VersionSelection;
import dev.floe.conflict.ConflictDetector;
import dev.floe.conflict.ConflictSolver;
import dev.floe.conflict.Resolution;
import dev.floe.format.ChunkIndices;
import dev.floe.format.ChunkType;
import dev.floe.format.NodePath;
import dev.floe.spec.scenario.Steps.Action;
import dev.floe.spec.scenario.Steps.Step;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// What sessions do beside their store.
final class SessionSteps {
  private SessionSteps() {}

  static Map<String, Step> table() {
    Map<String, Step> table = new HashMap<>();
    begins(table);
    ends(table);
    changes(table);
    answers(table);
    return table;
  }

  private static void action(Map<String, Step> table, String name, Action action) {
    table.put(name, action.step());
  }

  private static void begins(Map<String, Step> table) {
    action(
        table,
        "open",
        (world, words) ->
            world.sessions.put(words.get(0), world.repository().writableSession(words.get(1))));
    action(
        table,
        "rearrange",
        (world, words) ->
            world.sessions.put(words.get(0), world.repository().rearrangeSession(words.get(1))));
    action(
        table,
        "read",
        (world, words) ->
            world.sessions.put(
                words.get(0), world.repository().readonlySession(world.version(words.get(1)))));
    action(
        table,
        "read-as-of",
        (world, words) -> {
          Version at = Version.asOf(words.get(1), moment(world, words.get(2)));
          world.sessions.put(words.get(0), world.repository().readonlySession(at));
        });
    action(
        table,
        "fork",
        (world, words) -> world.sessions.put(words.get(0), world.session(words.get(1)).fork()));
  }

  private static Instant moment(World world, String at) {
    return at.startsWith("before:") ? world.time(at.substring(7)).minusNanos(1000) : world.time(at);
  }

  private static void ends(Map<String, Step> table) {
    action(
        table,
        "commit",
        (world, words) ->
            world.remember(
                world.session(words.get(0)).commit(words.get(1), options(words)), words.get(1)));
    action(table, "race", SessionSteps::race);
    action(
        table,
        "amend",
        (world, words) ->
            world.remember(
                world.session(words.get(0)).amend(words.get(1), options(words)), words.get(1)));
    action(
        table,
        "flush",
        (world, words) ->
            world.remember(
                world.session(words.get(0)).flush(words.get(1), options(words)), words.get(1)));
    action(
        table,
        "rebase",
        (world, words) ->
            world
                .session(words.get(0))
                .rebase(
                    solver(
                        words.get(1),
                        words.contains("keep-updated-array"),
                        words.contains("keep-updated-group"))));
    action(
        table,
        "merge",
        (world, words) ->
            world
                .session(words.get(0))
                .merge(
                    words.stream()
                        .skip(1)
                        .map(name -> (ForkSession) world.session(name))
                        .toArray(ForkSession[]::new)));
    action(table, "discard", (world, words) -> world.session(words.get(0)).discardChanges());
  }

  /// Commits with a rebase, after each of which somebody else is faster, until there have been as
  /// many as `rivals=` says.
  private static void race(World world, List<String> words) {
    int rivals = Integer.parseInt(Steps.option(words, "rivals").orElseThrow());
    int tries = Integer.parseInt(Steps.option(words, "tries").orElseThrow());
    RebaseOptions rebase =
        RebaseOptions.with(new ConflictDetector())
            .withAttempts(tries)
            .withHooks(_ -> {}, number -> rival(world, number, rivals));
    world.remember(
        world.session(words.get(0)).commit(words.get(1), CommitOptions.STANDARD.rebasing(rebase)),
        words.get(1));
  }

  private static void rival(World world, int number, int rivals) {
    if (number <= rivals) {
      String label = "rival-" + number;
      Session session = world.repository().writableSession("main");
      world.remember(session.commit(label, CommitOptions.STANDARD.allowingEmpty()), label);
    }
  }

  private static CommitOptions options(List<String> words) {
    CommitOptions options = CommitOptions.STANDARD;
    if (words.contains("allow-empty")) {
      options = options.allowingEmpty();
    }
    Optional<String> metadata = Steps.option(words, "meta");
    if (metadata.isPresent()) {
      options = options.withMetadata(RepositorySteps.json(metadata.get()));
    }
    Optional<String> solver = Steps.option(words, "with");
    if (solver.isPresent()) {
      RebaseOptions rebase = RebaseOptions.with(solver(solver.get(), false, false));
      Optional<String> tries = Steps.option(words, "tries");
      options =
          options.rebasing(
              tries.isPresent() ? rebase.withAttempts(Integer.parseInt(tries.get())) : rebase);
    }
    return options;
  }

  private static ConflictSolver solver(String name, boolean arrays, boolean groups) {
    return switch (name) {
      case "detect" -> new ConflictDetector();
      case "accept" -> _ -> new Resolution.Solved(List.of());
      case "ours" -> new BasicConflictSolver(VersionSelection.USE_OURS, arrays, groups);
      case "theirs" -> new BasicConflictSolver(VersionSelection.USE_THEIRS, arrays, groups);
      case "fail" -> new BasicConflictSolver(VersionSelection.FAIL, arrays, groups);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static void changes(Map<String, Step> table) {
    action(
        table,
        "move",
        (world, words) ->
            world.session(words.get(0)).move(NodePath.of(words.get(1)), NodePath.of(words.get(2))));
    action(
        table,
        "shift",
        (world, words) ->
            world
                .session(words.get(0))
                .shiftArray(
                    NodePath.of(words.get(1)),
                    words.stream().skip(2).mapToLong(Long::parseLong).toArray()));
    action(table, "reindex", SessionSteps::reindex);
  }

  private static void reindex(World world, List<String> words) {
    Session session = world.session(words.get(0));
    NodePath path = NodePath.of(words.get(1));
    long offset = Long.parseLong(words.get(2));
    if (words.contains("both")) {
      session.reindexArray(path, shifted(offset), shifted(-offset));
    } else {
      session.reindexArray(path, shifted(offset));
    }
  }

  private static Function<ChunkIndices, Optional<ChunkIndices>> shifted(long offset) {
    return from -> {
      long[] to = from.toLongs();
      for (int i = 0; i < to.length; i++) {
        to[i] += offset;
        if (to[i] < 0) {
          return Optional.empty();
        }
      }
      return Optional.of(ChunkIndices.of(to));
    };
  }

  private static void answers(Map<String, Step> table) {
    table.put("status", (world, words) -> Texts.diff(world.session(words.get(0)).status()));
    table.put(
        "changed",
        (world, words) -> Steps.yes(world.session(words.get(0)).hasUncommittedChanges()));
    table.put(
        "mode",
        (world, words) -> world.session(words.get(0)).mode().name().toLowerCase(Locale.ROOT));
    table.put("based", (world, words) -> world.label(world.session(words.get(0)).snapshotId()));
    table.put("branch-of", (world, words) -> world.session(words.get(0)).branch().orElse("none"));
    table.put(
        "chunks",
        (world, words) -> {
          try (Stream<ChunkIndices> all =
              world.session(words.get(0)).chunkCoordinates(NodePath.of(words.get(1)))) {
            return Texts.chunks(all.toList());
          }
        });
    table.put(
        "type",
        (world, words) -> {
          ChunkType type =
              world
                  .session(words.get(0))
                  .chunkType(NodePath.of(words.get(1)), Texts.indices(words.get(2)));
          return type == ChunkType.UNINITIALIZED ? "absent" : type.name().toLowerCase(Locale.ROOT);
        });
    table.put(
        "same-node",
        (world, words) ->
            Steps.yes(
                world
                    .session(words.get(0))
                    .nodeId(NodePath.of(words.get(1)))
                    .equals(world.session(words.get(2)).nodeId(NodePath.of(words.get(3))))));
    table.put(
        "locations",
        (world, words) -> {
          try (Stream<String> all = world.session(words.get(0)).allVirtualChunkLocations()) {
            return Texts.join(all.sorted().toList());
          }
        });
  }
}
