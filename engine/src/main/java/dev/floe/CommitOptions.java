package dev.floe;

import dev.floe.conflict.ConflictSolver;
import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonObject;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/// How a session commits.
///
/// @param metadata properties of the new snapshot, laid over the repository's defaults key by key
/// @param allowEmpty whether a session without changes makes a snapshot too
/// @param rebase how to go on when others committed first; empty to fail then
/// @param report is told of a commit that succeeded, by the thread that commits, before the call
///   returns
public record CommitOptions(
    JsonObject metadata,
    boolean allowEmpty,
    Optional<RebaseOptions> rebase,
    Consumer<CommitReport> report) {
  /// No properties, changes are required, and no rebase.
  public static final CommitOptions STANDARD =
      new CommitOptions(JsonObject.EMPTY, false, Optional.empty(), report -> {});

  public CommitOptions {
    Objects.requireNonNull(metadata, "metadata");
    Objects.requireNonNull(rebase, "rebase");
    Objects.requireNonNull(report, "report");
  }

  /// [#STANDARD] with a rebase over what others committed first, as often as it takes.
  public static CommitOptions rebaseWith(ConflictSolver solver) {
    return STANDARD.rebasing(RebaseOptions.with(solver));
  }

  /// The same with one more property.
  public CommitOptions with(String name, JsonValue value) {
    return withMetadata(metadata.overlaidWith(JsonObject.of(Map.of(name, value))));
  }

  /// The same with these properties instead.
  public CommitOptions withMetadata(JsonObject properties) {
    return new CommitOptions(properties, allowEmpty, rebase, report);
  }

  /// The same, for a session without changes too.
  public CommitOptions allowingEmpty() {
    return new CommitOptions(metadata, true, rebase, report);
  }

  /// The same with a rebase over what others committed first.
  public CommitOptions rebasing(RebaseOptions options) {
    return new CommitOptions(metadata, allowEmpty, Optional.of(options), report);
  }

  /// The same, telling somebody else what there is to tell of the commit.
  public CommitOptions reportingTo(Consumer<CommitReport> reader) {
    return new CommitOptions(metadata, allowEmpty, rebase, reader);
  }
}
