package dev.floe.storage;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// What is said of a write.
///
/// @param precondition what must hold
/// @param contentType the media type to store, if the backend keeps any
/// @param metadata user metadata (`ic_*`, `icechunk_write_id`); ignored where a backend keeps none
/// @param kind which storage class applies
/// @param purpose what it is for, where the storage [wants][Storage#wantsPurpose()] to hear it
public record PutOptions(
    Precondition precondition,
    Optional<String> contentType,
    Map<String, String> metadata,
    ObjectKind kind,
    Optional<Purpose> purpose) {
  /// What an object is for, which decides its storage class.
  public enum ObjectKind {
    /// The repository file, configuration, refs.
    ROOT,
    /// Snapshots, manifests, transaction logs.
    METADATA,
    /// Chunk objects.
    CHUNK
  }

  /// The name under which a conditional write carries its id.
  public static final String WRITE_ID = "icechunk_write_id";

  public PutOptions {
    Objects.requireNonNull(precondition, "precondition");
    Objects.requireNonNull(contentType, "contentType");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(purpose, "purpose");
    metadata = Map.copyOf(metadata);
  }

  /// A write of which nobody says what it is for.
  public PutOptions(
      Precondition precondition,
      Optional<String> contentType,
      Map<String, String> metadata,
      ObjectKind kind) {
    this(precondition, contentType, metadata, kind, Optional.empty());
  }

  /// An unconditional write of a chunk object.
  public static PutOptions chunk() {
    return new PutOptions(Precondition.NONE, Optional.empty(), Map.of(), ObjectKind.CHUNK);
  }

  /// An unconditional write of a metadata file.
  public static PutOptions metadata(Map<String, String> metadata) {
    return new PutOptions(Precondition.NONE, Optional.empty(), metadata, ObjectKind.METADATA);
  }

  /// A write of a root object under a condition.
  public static PutOptions root(Precondition precondition, Map<String, String> metadata) {
    return new PutOptions(precondition, Optional.empty(), metadata, ObjectKind.ROOT);
  }

  /// The same with a content type.
  public PutOptions withContentType(String type) {
    return new PutOptions(precondition, Optional.of(type), metadata, kind, purpose);
  }

  /// The same with other metadata.
  public PutOptions withMetadata(Map<String, String> other) {
    return new PutOptions(precondition, contentType, other, kind, purpose);
  }

  /// The same for a purpose.
  public PutOptions withPurpose(Purpose why) {
    return new PutOptions(precondition, contentType, metadata, kind, Optional.of(why));
  }
}
