package dev.floe.virtualize;

import java.util.Objects;

/// One array: its name within the group, its metadata and the references of its chunks.
public record VirtualArray(String name, ArrayMetadata metadata, VirtualReferences references) {
  public VirtualArray {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(metadata, "metadata");
    Objects.requireNonNull(references, "references");
    if (references.grid().size() != metadata.shape().size()) {
      throw new IllegalArgumentException(
          "a grid of " + references.grid() + " for shape " + metadata.shape());
    }
  }
}
