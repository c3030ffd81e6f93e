package dev.floe.internal.asset;

import dev.floe.format.SnapshotId;
import dev.floe.internal.binary.SnapshotView;

/// One snapshot that is asked for again and again: remembers where it was seen last, and fetches it
/// anew when it was evicted since. Holds no pin between uses. Thread-safe.
public final class SnapshotRef {
  private final AssetManager assets;
  private final SnapshotId id;
  private volatile Asset<SnapshotView> lastSeen;

  public SnapshotRef(AssetManager assets, SnapshotId id) {
    this.assets = assets;
    this.id = id;
  }

  /// Which snapshot.
  public SnapshotId id() {
    return id;
  }

  /// The snapshot, pinned; the caller unpins it.
  public Asset<SnapshotView> pinned() {
    Asset<SnapshotView> asset = lastSeen;
    if (asset == null || !asset.tryPin()) {
      asset = assets.snapshot(id);
      lastSeen = asset;
    }
    return asset;
  }
}
