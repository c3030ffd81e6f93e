package dev.floe.format;

import java.util.Objects;

/// An array's pointer to a manifest: the file, and the box of the grid that its references fill.
public record ManifestRef(ManifestId id, ManifestExtents extents) {
  public ManifestRef {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(extents, "extents");
  }
}
