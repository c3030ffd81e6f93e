package dev.floe;

import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonObject;
import java.util.Objects;

/// How a session commits.
///
/// @param metadata properties of the new snapshot, laid over the repository's defaults key by key
/// @param allowEmpty whether a session without changes makes a snapshot too
public record CommitOptions(JsonObject metadata, boolean allowEmpty) {
  /// No properties, and changes are required.
  public static final CommitOptions STANDARD = new CommitOptions(JsonObject.EMPTY, false);

  public CommitOptions {
    Objects.requireNonNull(metadata, "metadata");
  }

  /// The same with one more property.
  public CommitOptions with(String name, JsonValue value) {
    return new CommitOptions(
        metadata.overlaidWith(JsonObject.of(java.util.Map.of(name, value))), allowEmpty);
  }

  /// The same with these properties instead.
  public CommitOptions withMetadata(JsonObject properties) {
    return new CommitOptions(properties, allowEmpty);
  }

  /// The same, for a session without changes too.
  public CommitOptions allowingEmpty() {
    return new CommitOptions(metadata, true);
  }
}
