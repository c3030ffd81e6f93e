package dev.floe.format;

import java.util.List;
import java.util.Optional;

/// What a node is.
public sealed interface NodeData {
  /// A group; it has nothing but its document.
  record Group() implements NodeData {
    /// The one group value.
    public static final Group INSTANCE = new Group();
  }

  /// An array: its shape, the names of its dimensions (absent as a whole, or unnamed one by one)
  /// and its manifests in the order in which they are searched.
  record Array(
      List<DimensionShape> shape,
      Optional<List<Optional<String>>> dimensionNames,
      List<ManifestRef> manifests)
      implements NodeData {
    public Array {
      shape = List.copyOf(shape);
      dimensionNames = dimensionNames.map(List::copyOf);
      manifests = List.copyOf(manifests);
    }

    /// The same array with other manifests.
    public Array withManifests(List<ManifestRef> others) {
      return new Array(shape, dimensionNames, others);
    }
  }
}
