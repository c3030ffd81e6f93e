package dev.floe.virtual;

/// Placeholder.
public final class VirtualChunkAccess {
  private VirtualChunkAccess() {}

  /// No container may be read.
  public static VirtualChunkAccess none() {
    return new VirtualChunkAccess();
  }
}
