package dev.floe.inspect;

import dev.floe.format.DimensionShape;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.JsonWriter;
import dev.floe.format.ManifestExtents;
import dev.floe.format.ManifestFileInfo;
import dev.floe.format.ManifestRef;
import dev.floe.format.NodeData;
import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import dev.floe.format.SnapshotId;
import dev.floe.internal.binary.Envelope;
import dev.floe.internal.binary.SnapshotView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A snapshot file: the nodes, and the manifests that hold their chunk references.
///
/// @param flushedAt when it was written, in whole microseconds
/// @param nodes by the UTF-8 bytes of their paths
public record SnapshotInspection(
    FileHeader header,
    SnapshotId id,
    Instant flushedAt,
    String commitMessage,
    JsonObject metadata,
    List<ManifestFileInfo> manifests,
    List<Node> nodes)
    implements FileInspection {
  /// A node, without its document.
  public record Node(NodeId id, NodePath path, NodeData data) {}

  public SnapshotInspection {
    manifests = List.copyOf(manifests);
    nodes = List.copyOf(nodes);
  }

  static SnapshotInspection of(Envelope envelope, SnapshotView view) {
    List<Node> nodes = new ArrayList<>(view.nodeCount());
    for (int i = 0; i < view.nodeCount(); i++) {
      nodes.add(new Node(view.idAt(i), view.pathAt(i), view.node(i).data()));
    }
    return new SnapshotInspection(
        FileHeader.of(envelope),
        view.id(),
        view.flushedAt(),
        view.message(),
        view.metadata(),
        view.manifestFiles(),
        nodes);
  }

  @Override
  public void writeTo(JsonWriter json) {
    json.object().member("id", id.text());
    header.writeTo(json);
    json.member("flushed_at", flushedAt.toString())
        .member("commit_message", commitMessage)
        .member("metadata", metadata);
    json.name("manifests").array();
    for (ManifestFileInfo file : manifests) {
      json.object()
          .member("id", file.id().text())
          .member("size_bytes", file.sizeBytes())
          .member("num_chunk_refs", file.chunkRefCount())
          .end();
    }
    json.end().name("nodes").array();
    nodes.forEach(node -> write(node, json));
    json.end().end();
  }

  private static void write(Node node, JsonWriter json) {
    json.object().member("id", node.id.text()).member("path", node.path.text());
    switch (node.data) {
      case NodeData.Group _ -> json.member("node_type", "group");
      case NodeData.Array array -> {
        json.member("node_type", "array").name("shape").array();
        for (int axis = 0; axis < array.shape().size(); axis++) {
          writeDimension(array, axis, json);
        }
        json.end().name("manifest_refs").array();
        array.manifests().forEach(ref -> write(ref, json));
        json.end();
      }
    }
    json.end();
  }

  private static void writeDimension(NodeData.Array array, int axis, JsonWriter json) {
    DimensionShape dimension = array.shape().get(axis);
    json.object();
    array
        .dimensionNames()
        .flatMap(names -> names.get(axis))
        .ifPresent(name -> json.member("name", name));
    json.member("array_length", dimension.arrayLength())
        .member("num_chunks", dimension.chunkCount())
        .end();
  }

  private static void write(ManifestRef ref, JsonWriter json) {
    ManifestExtents extents = ref.extents();
    json.object().member("id", ref.id().text()).name("extents").array();
    for (int axis = 0; axis < extents.rank(); axis++) {
      json.array().value(extents.from(axis)).value(extents.to(axis)).end();
    }
    json.end().end();
  }
}
