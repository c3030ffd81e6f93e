package dev.floe.internal.binary;

import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.ManifestFileInfo;
import dev.floe.format.ManifestId;
import dev.floe.format.NodeData;
import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import dev.floe.format.SnapshotId;
import dev.floe.format.SpecVersion;
import dev.floe.internal.binary.SnapshotLayout.Node;
import dev.floe.internal.binary.SnapshotLayout.Snapshot;
import dev.floe.internal.flatbuffers.FlatBuffer;
import dev.floe.internal.flatbuffers.Utf8;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// A snapshot read where it lies. Nodes are named by their place in string order, from [#findNode];
/// looking one up allocates nothing.
///
/// The nodes below a path are one run of places, [#subtreeStart] to [#subtreeEnd]: in string order
/// `/foo-bar` lies between `/foo` and `/foo/…`, so the node itself is not part of the run.
///
/// Owns nothing: `body` must outlive this view and the documents of the nodes it hands out. Safe on
/// any thread that may read the body. Damage, wherever it is met, is a `FormatException`.
public final class SnapshotView {
  private final FlatBuffer buffer;
  private final SpecVersion version;
  private final long root;
  private final long nodes;
  private final SnapshotId id;
  private final ManifestFiles files;

  private SnapshotView(FlatBuffer buffer, SpecVersion version) {
    this.buffer = buffer;
    this.version = version;
    this.root = buffer.root(Layout.IDENTIFIER);
    this.id =
        SnapshotId.at(
            buffer.segment(), buffer.required(root, Snapshot.ID, Layout.ID12, "Snapshot.id"));
    this.nodes = buffer.requiredVector(root, Snapshot.NODES, 4, "Snapshot.nodes");
    this.files = new ManifestFiles(buffer, root);
  }

  /// A view of a decompressed body.
  ///
  /// @param version what the header of that very file says
  /// @param object the object's key, for messages
  public static SnapshotView of(MemorySegment body, SpecVersion version, String object) {
    return new SnapshotView(new FlatBuffer(body, object), version);
  }

  /// The spec version in the header of the file.
  public SpecVersion version() {
    return version;
  }

  /// The decompressed bytes this view reads.
  public MemorySegment body() {
    return buffer.segment();
  }

  /// The snapshot's id.
  public SnapshotId id() {
    return id;
  }

  /// The parent, which only format 1 records here.
  public Optional<SnapshotId> parentId() {
    long at = buffer.field(root, Snapshot.PARENT_ID);
    if (at == FlatBuffer.ABSENT) {
      return Optional.empty();
    }
    buffer.check(at, Layout.ID12);
    return Optional.of(SnapshotId.at(buffer.segment(), at));
  }

  /// When it was written, in whole microseconds.
  public Instant flushedAt() {
    return Microseconds.instant(buffer.i64(root, Snapshot.FLUSHED_AT, 0), buffer, root);
  }

  /// The message.
  public String message() {
    return buffer.requiredText(root, Snapshot.MESSAGE, "Snapshot.message");
  }

  /// The properties.
  public JsonObject metadata() {
    long items = buffer.requiredVector(root, Snapshot.METADATA, 4, "Snapshot.metadata");
    return MetadataItems.read(buffer, items, MetadataCodec.of(version));
  }

  /// How many nodes there are.
  public int nodeCount() {
    return buffer.count(nodes);
  }

  /// The place of the node at `path`, or −1.
  public int findNode(NodePath path) {
    return findNode(path.text());
  }

  /// The place of the node at `path`, or −1.
  public int findNode(String path) {
    int at = lowerBound(path, (char) 0);
    return at < nodeCount() && Utf8.compare(buffer, path(at), path, (char) 0) == 0 ? at : -1;
  }

  /// The place of the first node below `path`.
  public int subtreeStart(NodePath path) {
    return path.isRoot() ? afterRoot() : lowerBound(path.text(), '/');
  }

  /// The place behind the last node below `path`.
  public int subtreeEnd(NodePath path) {
    return path.isRoot() ? nodeCount() : lowerBound(path.text(), (char) ('/' + 1));
  }

  private int afterRoot() {
    int root = findNode(NodePath.ROOT);
    return root < 0 ? 0 : root + 1;
  }

  private int lowerBound(String path, char suffix) {
    int low = 0;
    int high = nodeCount();
    while (low < high) {
      int middle = low + high >>> 1;
      if (Utf8.compare(buffer, path(middle), path, suffix) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private long path(int index) {
    return buffer.requiredVector(table(index), Node.PATH, 1, "NodeSnapshot.path");
  }

  private long table(int index) {
    return buffer.tableAt(nodes, index);
  }

  /// The place of the node with this id, or −1; looks at one node after the other.
  public int findNode(NodeId id) {
    for (int i = 0; i < nodeCount(); i++) {
      if (idBitsAt(i) == id.value()) {
        return i;
      }
    }
    return -1;
  }

  long idBitsAt(int index) {
    return Long.reverseBytes(
        buffer.i64(buffer.required(table(index), Node.ID, Layout.ID8, "NodeSnapshot.id")));
  }

  /// The path of a node.
  public NodePath pathAt(int index) {
    return NodePath.stored(buffer.text(path(index)));
  }

  /// The path of a node as UTF-8, where it lies.
  MemorySegment pathBytesAt(int index) {
    return buffer.bytes(path(index));
  }

  /// The id of a node.
  public NodeId idAt(int index) {
    return new NodeId(idBitsAt(index));
  }

  /// Whether a node is an array; else it is a group.
  public boolean isArrayAt(int index) {
    return NodeReader.isArray(buffer, table(index));
  }

  /// The document of a node, where it lies.
  public MemorySegment userDataAt(int index) {
    return buffer.bytes(
        buffer.requiredVector(table(index), Node.USER_DATA, 1, "NodeSnapshot.user_data"));
  }

  FlatBuffer buffer() {
    return buffer;
  }

  /// The position of the data of an array.
  long arrayTableAt(int index) {
    return NodeReader.arrayTable(buffer, table(index));
  }

  /// What a node is.
  public NodeData dataAt(int index) {
    return NodeReader.data(buffer, table(index));
  }

  /// A whole node; its document stays where it lies.
  public NodeSnapshot node(int index) {
    return new NodeSnapshot(idAt(index), pathAt(index), userDataAt(index), dataAt(index));
  }

  /// Passes the ids of the manifests of a node to `sink`, in their order; nothing else of the node
  /// is read.
  public void manifestIdsAt(int index, Consumer<ManifestId> sink) {
    NodeReader.manifestIds(buffer, table(index), sink);
  }

  /// The manifest files that the snapshot needs, as stored: sorted by id.
  public List<ManifestFileInfo> manifestFiles() {
    return files.all();
  }

  /// What is recorded of one manifest file.
  public Optional<ManifestFileInfo> manifestFile(ManifestId id) {
    int index = files.find(id);
    return index < 0 ? Optional.empty() : Optional.of(files.info(index));
  }

  /// The length of a manifest file as an object, or −1 if there is no record of it. Allocates
  /// nothing.
  public long manifestSizeBytes(ManifestId id) {
    int index = files.find(id);
    return index < 0 ? -1 : files.sizeBytes(index);
  }
}
