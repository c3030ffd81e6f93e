package dev.floe.fuzz.hostile;

import dev.floe.error.FormatException;
import dev.floe.format.ManifestFileInfo;
import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import dev.floe.format.SnapshotId;
import dev.floe.format.SpecVersion;
import dev.floe.internal.binary.FileType;
import dev.floe.internal.binary.SnapshotView;
import dev.floe.internal.binary.SnapshotWriter;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// The bodies of snapshots.
final class SnapshotTarget implements Target {
  private final SpecVersion version;

  SnapshotTarget(SpecVersion version) {
    this.version = version;
  }

  @Override
  public String name() {
    return version == SpecVersion.V1 ? "snapshot-1" : "snapshot-2";
  }

  @Override
  public List<byte[]> seeds() {
    return Specimens.of(version).bodies(FileType.SNAPSHOT);
  }

  @Override
  public void read(byte[] input) {
    SnapshotView view = SnapshotView.of(MemorySegment.ofArray(input).asReadOnly(), version, "file");
    lookUp(view);
    List<NodeSnapshot> nodes = nodes(view);
    List<ManifestFileInfo> files = view.manifestFiles();
    for (NodeSnapshot node : nodes) {
      view.findNode(node.path());
      view.findNode(node.id());
    }
    SnapshotWriter.Header header = header(view);
    if (!isRegular(nodes, files)) {
      return; // read as it stands, and never written
    }
    try (SnapshotWriter writer = new SnapshotWriter(version, 0)) {
      for (int i = 0; i < nodes.size(); i++) {
        if (i % 2 == 0) {
          writer.node(nodes.get(i));
        } else {
          writer.node(view, i);
        }
      }
      SnapshotView again = SnapshotView.of(writer.finish(header, files), version, "written");
      Checks.same(nodes, nodes(again));
      Checks.same(header, header(again));
      Checks.same(files, again.manifestFiles());
    }
  }

  /// Everything that finds something is asked, whether or not the rest can be read.
  private static void lookUp(SnapshotView view) {
    for (String path : List.of("/", "/a", "/g/é", "/zzz")) {
      NodePath node = NodePath.of(path);
      attempt(() -> view.findNode(node));
      attempt(() -> {
        int from = view.subtreeStart(node);
        int to = view.subtreeEnd(node);
        Checks.require(from >= 0 && to <= view.nodeCount(), "a subtree outside of the nodes");
      });
    }
  }

  private static void attempt(Runnable part) {
    try {
      part.run();
    } catch (FormatException e) {
      Checks.same("file", e.object());
    }
  }

  private static List<NodeSnapshot> nodes(SnapshotView view) {
    List<NodeSnapshot> nodes = new ArrayList<>();
    for (int i = 0; i < view.nodeCount(); i++) {
      nodes.add(view.node(i));
      view.manifestIdsAt(i, Object::hashCode);
    }
    return nodes;
  }

  private SnapshotWriter.Header header(SnapshotView view) {
    Optional<SnapshotId> parent = version == SpecVersion.V1 ? view.parentId() : Optional.empty();
    return new SnapshotWriter.Header(
        view.id(), parent, view.flushedAt(), view.message(), view.metadata());
  }

  private static boolean isRegular(List<NodeSnapshot> nodes, List<ManifestFileInfo> files) {
    for (int i = 1; i < nodes.size(); i++) {
      if (NodePath.STRING_ORDER.compare(nodes.get(i - 1).path(), nodes.get(i).path()) >= 0) {
        return false;
      }
    }
    List<ManifestFileInfo> sorted = new ArrayList<>(files);
    sorted.sort((a, b) -> a.id().compareTo(b.id()));
    return sorted.equals(files) && new HashSet<>(files).size() == files.size();
  }
}
