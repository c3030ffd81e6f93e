package dev.floe.maintenance;

import dev.floe.format.ManifestId;
import dev.floe.format.NodeId;
import dev.floe.format.SnapshotId;
import dev.floe.internal.asset.Asset;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.binary.SnapshotView;
import dev.floe.internal.commit.Lanes;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/// The manifests that snapshots refer to, and whose references they hold. A snapshot that cannot be
/// read is an error. One thread; snapshots are fetched side by side.
final class ReachedManifests {
  private static final int LANES = 16;

  /// Manifests by the array that names them.
  ///
  /// @param unnamed those that the snapshot lists and no array names
  private record OfSnapshot(Map<NodeId, List<ManifestId>> named, Set<ManifestId> unnamed) {}

  private final AssetManager assets;
  private final Executor executor;
  private final Set<SnapshotId> snapshots = new HashSet<>();
  private final Set<ManifestId> all = new HashSet<>();
  private final Map<NodeId, Set<ManifestId>> named = new HashMap<>();
  private final Set<ManifestId> unnamed = new HashSet<>();

  ReachedManifests(AssetManager assets, Executor executor) {
    this.assets = assets;
    this.executor = executor;
  }

  /// Adds what snapshots refer to that were not looked at yet.
  void add(Collection<SnapshotId> ids) {
    List<Supplier<OfSnapshot>> reads =
        ids.stream()
            .filter(snapshots::add)
            .<Supplier<OfSnapshot>>map(id -> () -> read(id))
            .toList();
    Lanes.run(executor, LANES, reads).forEach(this::add);
  }

  private OfSnapshot read(SnapshotId id) {
    Asset<SnapshotView> asset = assets.snapshot(id);
    try {
      SnapshotView view = asset.value();
      Set<ManifestId> listed = new HashSet<>();
      view.manifestFiles().forEach(file -> listed.add(file.id()));
      Map<NodeId, List<ManifestId>> named = new HashMap<>();
      for (int i = 0; i < view.nodeCount(); i++) {
        if (view.isArrayAt(i)) {
          List<ManifestId> ofNode = new java.util.ArrayList<>();
          view.manifestIdsAt(i, ofNode::add);
          named.put(view.idAt(i), ofNode);
          ofNode.forEach(listed::remove);
        }
      }
      return new OfSnapshot(named, listed);
    } finally {
      asset.unpin();
    }
  }

  private void add(OfSnapshot snapshot) {
    snapshot.named.forEach((node, manifests) -> {
      named.computeIfAbsent(node, n -> new HashSet<>()).addAll(manifests);
      all.addAll(manifests);
    });
    unnamed.addAll(snapshot.unnamed);
    all.addAll(snapshot.unnamed);
  }

  /// All of them.
  Set<ManifestId> all() {
    return Collections.unmodifiableSet(all);
  }

  /// Those that may hold references of one of some arrays.
  Set<ManifestId> of(Set<NodeId> arrays) {
    Set<ManifestId> found = new HashSet<>(unnamed);
    arrays.forEach(array -> found.addAll(named.getOrDefault(array, Set.of())));
    return found;
  }
}
