package dev.floe;

import dev.floe.conflict.ConflictSolver;
import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonObject;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// How a session commits.
///
/// @param metadata properties of the new snapshot, laid over the repository's defaults key by key
/// @param allowEmpty whether a session without changes makes a snapshot too
/// @param rebase how to go on when others committed first; empty to fail then
public record CommitOptions(
    JsonObject metadata, boolean allowEmpty, Optional<RebaseOptions> rebase) {
  /// No properties, changes are required, and no rebase.
  public static final CommitOptions STANDARD =
      new CommitOptions(JsonObject.EMPTY, false, Optional.empty());

  public CommitOptions {
    Objects.requireNonNull(metadata, "metadata");
    Objects.requireNonNull(rebase, "rebase");
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
    return new CommitOptions(properties, allowEmpty, rebase);
  }

  /// The same, for a session without changes too.
  public CommitOptions allowingEmpty() {
    return new CommitOptions(metadata, true, rebase);
  }

  /// The same with a rebase over what others committed first.
  public CommitOptions rebasing(RebaseOptions options) {
    return new CommitOptions(metadata, allowEmpty, Optional.of(options));
  }
}
