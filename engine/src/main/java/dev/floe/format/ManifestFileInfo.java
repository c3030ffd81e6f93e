package dev.floe.format;

import java.util.Objects;

/// What a snapshot records of a manifest file: its exact length as an object, envelope included,
/// and how many references it holds.
public record ManifestFileInfo(ManifestId id, long sizeBytes, long chunkRefCount) {
  public ManifestFileInfo {
    Objects.requireNonNull(id, "id");
  }
}
