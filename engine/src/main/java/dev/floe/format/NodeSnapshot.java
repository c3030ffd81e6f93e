package dev.floe.format;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/// A node as one snapshot has it. `userData` is the exact `zarr.json`, read-only; equality compares
/// its bytes.
public record NodeSnapshot(NodeId id, NodePath path, MemorySegment userData, NodeData data) {
  public NodeSnapshot {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(data, "data");
    userData = userData.asReadOnly();
  }

  /// Whether this is an array.
  public boolean isArray() {
    return data instanceof NodeData.Array;
  }

  /// The same node with other data.
  public NodeSnapshot withData(NodeData other) {
    return new NodeSnapshot(id, path, userData, other);
  }

  /// The same node at another place.
  public NodeSnapshot withPath(NodePath other) {
    return new NodeSnapshot(id, other, userData, data);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NodeSnapshot that
        && id.equals(that.id)
        && path.equals(that.path)
        && data.equals(that.data)
        && userData.mismatch(that.userData) == -1;
  }

  @Override
  public int hashCode() {
    return Objects.hash(id, path);
  }
}
