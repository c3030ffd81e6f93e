package dev.floe.maintenance;

import dev.floe.format.ManifestFileInfo;
import dev.floe.format.ManifestId;
import dev.floe.format.ManifestRef;
import dev.floe.format.NodeData;
import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.format.SpecVersion;
import dev.floe.internal.asset.Asset;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.binary.SnapshotView;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Verifies snapshots: their nodes, what they record of manifests, and their transaction logs.
final class VerifiedSnapshots {
  /// What a snapshot's file says of itself, as far as it can be read.
  private static final class Found {
    private Optional<SnapshotId> parent = Optional.empty();
    private SpecVersion version = SpecVersion.V2;
  }

  private final Verifier verifier;
  private final AssetManager assets;
  private final VerifiedManifests manifests;

  VerifiedSnapshots(Verifier verifier, AssetManager assets, VerifiedManifests manifests) {
    this.verifier = verifier;
    this.assets = assets;
    this.manifests = manifests;
  }

  /// Checks one snapshot with everything below it.
  ///
  /// @param listed what the repository file says of it, in format 2
  /// @return the parent that the snapshot's file names, in format 1
  Optional<SnapshotId> check(SnapshotId id, Optional<SnapshotInfo> listed) {
    Found found = new Found();
    verifier.checked(
        id.key(),
        () -> {
          Asset<SnapshotView> asset = assets.snapshot(id);
          try {
            header(id, asset.value(), listed);
            nodes(id, asset.value());
            found.parent = asset.value().parentId();
            found.version = asset.value().version();
          } finally {
            asset.unpin();
          }
        });
    // Format 1 has no log of the first snapshot, and a migrated repository keeps it so.
    if (found.version == SpecVersion.V2 || !id.equals(SnapshotId.INITIAL)) {
      verifier.transactionLog(id);
    }
    return found.parent;
  }

  private void header(SnapshotId id, SnapshotView view, Optional<SnapshotInfo> listed) {
    if (!view.id().equals(id)) {
      verifier.error(id.key(), "expected the snapshot of that name, found " + view.id());
    }
    listed.ifPresent(info -> {
      if (!info.flushedAt().equals(view.flushedAt())) {
        verifier.warning(
            id.key(),
            "the repository says it was written at "
                + info.flushedAt()
                + ", the snapshot says "
                + view.flushedAt());
      }
    });
  }

  private void nodes(SnapshotId id, SnapshotView view) {
    Map<ManifestId, ManifestFileInfo> files = new HashMap<>();
    view.manifestFiles().forEach(file -> files.put(file.id(), file));
    Set<NodeId> ids = new HashSet<>();
    Set<NodePath> groups = new HashSet<>();
    NodePath before = null;
    for (int i = 0; i < view.nodeCount(); i++) {
      NodeSnapshot node = view.node(i);
      if (before != null && NodePath.STRING_ORDER.compare(before, node.path()) >= 0) {
        verifier.error(id.key(), "nodes out of order: " + node.path() + " after " + before);
      }
      before = node.path();
      if (!ids.add(node.id())) {
        verifier.error(id.key(), "two nodes have the id " + node.id());
      }
      if (!node.path().isRoot() && !groups.contains(node.path().parent())) {
        verifier.warning(id.key(), "node " + node.path() + " is in no group");
      }
      switch (node.data()) {
        case NodeData.Group _ -> groups.add(node.path());
        case NodeData.Array array -> array(id, node, array, files);
      }
    }
  }

  private void array(
      SnapshotId id,
      NodeSnapshot node,
      NodeData.Array array,
      Map<ManifestId, ManifestFileInfo> files) {
    for (int i = 0; i < array.manifests().size(); i++) {
      ManifestRef ref = array.manifests().get(i);
      ManifestFileInfo file = files.get(ref.id());
      if (file == null) {
        verifier.error(
            id.key(),
            node.path() + " refers to manifest " + ref.id() + ", of which the snapshot lists none");
      }
      manifests.check(ref, Optional.ofNullable(file), node, array);
      for (ManifestRef other : array.manifests().subList(0, i)) {
        if (VerifiedManifests.overlap(ref.extents(), other.extents())) {
          verifier.warning(
              id.key(),
              node.path() + ": manifests " + other.id() + " and " + ref.id() + " overlap");
        }
      }
    }
  }
}
