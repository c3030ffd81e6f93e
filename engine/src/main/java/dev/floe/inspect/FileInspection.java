package dev.floe.inspect;

import dev.floe.format.JsonWriter;

/// What is in one metadata file.
public sealed interface FileInspection
    permits RepoInspection, SnapshotInspection, ManifestInspection, TransactionLogInspection {
  /// The header of the file.
  FileHeader header();

  /// Writes the fields of the reference's inspect, in its order; what is absent is left out.
  void writeTo(JsonWriter json);

  /// The fields of the reference's inspect as indented JSON.
  default String toJson() {
    JsonWriter json = JsonWriter.pretty();
    writeTo(json);
    return json.toString();
  }
}
