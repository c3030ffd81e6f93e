package dev.floe.spec;

import dev.floe.format.DimensionShape;
import dev.floe.format.ManifestExtents;
import dev.floe.format.ManifestFileInfo;
import dev.floe.format.ManifestRef;
import dev.floe.format.NodeData;
import dev.floe.format.NodeSnapshot;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The nodes and manifest files of a snapshot, in the form of the reference's inspect.
final class NodesView {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private NodesView() {}

  static ArrayNode nodes(Stream<NodeSnapshot> nodes) {
    ArrayNode list = JSON.arrayNode();
    try (nodes) {
      nodes.forEach(node -> list.add(node(node)));
    }
    return list;
  }

  static ArrayNode manifests(List<ManifestFileInfo> files) {
    ArrayNode list = JSON.arrayNode();
    for (ManifestFileInfo file : files) {
      list.addObject()
          .put("id", file.id().toString())
          .put("size_bytes", file.sizeBytes())
          .put("num_chunk_refs", file.chunkRefCount());
    }
    return list;
  }

  private static ObjectNode node(NodeSnapshot node) {
    ObjectNode row = JSON.objectNode();
    row.put("id", node.id().toString());
    row.put("path", node.path().text());
    return switch (node.data()) {
      case NodeData.Group group -> row.put("node_type", "group");
      case NodeData.Array array -> {
        row.put("node_type", "array");
        shape(row.putArray("shape"), array);
        ArrayNode references = row.putArray("manifest_refs");
        array.manifests().forEach(ref -> references.add(reference(ref)));
        yield row;
      }
    };
  }

  private static void shape(ArrayNode rows, NodeData.Array array) {
    for (int i = 0; i < array.shape().size(); i++) {
      int axis = i;
      DimensionShape dimension = array.shape().get(i);
      ObjectNode row = rows.addObject();
      array.dimensionNames().flatMap(names -> names.get(axis)).ifPresent(n -> row.put("name", n));
      row.put("array_length", dimension.arrayLength()).put("num_chunks", dimension.chunkCount());
    }
  }

  private static ObjectNode reference(ManifestRef ref) {
    ObjectNode row = JSON.objectNode();
    row.put("id", ref.id().toString());
    ArrayNode extents = row.putArray("extents");
    ManifestExtents box = ref.extents();
    for (int i = 0; i < box.rank(); i++) {
      extents.addArray().add(box.from(i)).add(box.to(i));
    }
    return row;
  }
}
