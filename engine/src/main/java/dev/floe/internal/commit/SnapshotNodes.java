package dev.floe.internal.commit;

import dev.floe.format.ManifestId;
import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import dev.floe.format.SnapshotId;
import dev.floe.internal.asset.Asset;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.asset.SnapshotRef;
import dev.floe.internal.binary.SnapshotView;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The nodes of a committed snapshot. Nodes that are handed out own their documents, so that they
/// outlive the cached file.
public final class SnapshotNodes implements BaseNodes {
  private final SnapshotRef snapshot;

  public SnapshotNodes(AssetManager assets, SnapshotId id) {
    this.snapshot = new SnapshotRef(assets, id);
  }

  /// Which snapshot.
  public SnapshotId id() {
    return snapshot.id();
  }

  /// Asks the snapshot's file something. The answer must not point into the file.
  public <T> T ask(Function<SnapshotView, T> question) {
    Asset<SnapshotView> asset = snapshot.pinned();
    try {
      return question.apply(asset.value());
    } finally {
      asset.unpin();
    }
  }

  @Override
  public Optional<NodeSnapshot> find(NodePath path) {
    return ask(view -> {
      int index = view.findNode(path);
      if (index < 0 && !path.isRoot()) {
        // A reference writer stores the key "/a/zarr.json" as the node "//a".
        index = view.findNode("/" + path.text());
      }
      return index < 0 ? Optional.empty() : Optional.of(owned(view.node(index)));
    });
  }

  /// The nodes at or below a path; each pulled from the file when the stream asks for it.
  @Override
  public Stream<NodeSnapshot> atOrBelow(NodePath path) {
    int itself = ask(view -> view.findNode(path));
    int start = ask(view -> view.subtreeStart(path));
    int end = ask(view -> view.subtreeEnd(path));
    IntStream below = IntStream.range(start, end);
    return (itself < 0 ? below : IntStream.concat(IntStream.of(itself), below))
        .mapToObj(index -> ask(view -> owned(view.node(index))));
  }

  @Override
  public List<Place> children(NodePath path) {
    return ask(view -> {
      List<Place> children = new ArrayList<>();
      int end = view.subtreeEnd(path);
      int nameAt = path.isRoot() ? 1 : path.text().length() + 1;
      for (int i = view.subtreeStart(path); i < end; ) {
        NodePath found = view.pathAt(i);
        if (found.text().length() < nameAt || !found.isAtOrBelow(path)) {
          i++;
          continue;
        }
        int slash = found.text().indexOf('/', nameAt);
        if (slash < 0) {
          children.add(new Place(found, view.idAt(i)));
          i++;
        } else {
          // On to what comes behind everything below the child that this node is below of.
          i = Math.max(i + 1, view.subtreeEnd(new NodePath(found.text().substring(0, slash))));
        }
      }
      return children;
    });
  }

  /// The nodes whose ids are wanted, by id.
  Map<NodeId, NodeSnapshot> byId(Predicate<NodeId> wanted) {
    return ask(view -> {
      Map<NodeId, NodeSnapshot> found = new HashMap<>();
      for (int i = 0; i < view.nodeCount(); i++) {
        NodeId id = view.idAt(i);
        if (wanted.test(id)) {
          found.put(id, owned(view.node(i)));
        }
      }
      return found;
    });
  }

  /// The length of a manifest's object as the snapshot records it, or 0.
  public long manifestSizeBytes(ManifestId id) {
    return ask(view -> Math.max(0, view.manifestSizeBytes(id)));
  }

  private static NodeSnapshot owned(NodeSnapshot node) {
    MemorySegment document = MemorySegment.ofArray(node.userData().toArray(ValueLayout.JAVA_BYTE));
    return new NodeSnapshot(node.id(), node.path(), document, node.data());
  }
}
