package dev.floe.internal.commit;

import dev.floe.format.DimensionShape;
import dev.floe.format.NodeData;
import dev.floe.format.NodeSnapshot;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What a caller says an array is: its shape in elements and chunks, the names of its dimensions
/// and its exact document.
public record ArrayContent(
    List<DimensionShape> shape,
    Optional<List<Optional<String>>> dimensionNames,
    MemorySegment userData) {
  public ArrayContent {
    shape = List.copyOf(shape);
    dimensionNames = dimensionNames.map(List::copyOf);
    Objects.requireNonNull(userData, "userData");
  }

  /// What an array is.
  static ArrayContent of(NodeSnapshot array) {
    NodeData.Array data = (NodeData.Array) array.data();
    return new ArrayContent(data.shape(), data.dimensionNames(), array.userData());
  }

  /// Whether an array is the same, but for its identity, place and manifests.
  boolean isThatOf(NodeSnapshot array) {
    NodeData.Array data = (NodeData.Array) array.data();
    return shape.equals(data.shape())
        && dimensionNames.equals(data.dimensionNames())
        && userData.mismatch(array.userData()) == -1;
  }

  /// The data of a node with this content and `base`'s manifests.
  NodeData.Array over(NodeData.Array base) {
    return new NodeData.Array(shape, dimensionNames, base.manifests());
  }

  /// The same with a copy of the document that nobody else holds.
  ArrayContent owned() {
    return new ArrayContent(shape, dimensionNames, EditChanges.owned(userData));
  }
}
