package dev.floe.cli;

import dev.floe.error.InvalidInputException;
import dev.floe.format.DimensionShape;
import dev.floe.format.JsonText;
import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonArray;
import dev.floe.format.JsonValue.JsonNull;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.JsonValue.JsonString;
import dev.floe.format.NodeData;
import dev.floe.format.NodeSnapshot;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// What `tree` says of a node. Shape and names are the ones the snapshot keeps, chunks and type
/// those of the document; what a document does not say is null.
record NodeDescription(
    String type, JsonValue shape, JsonValue chunkShape, JsonValue dataType, JsonValue names) {
  private static final JsonValue NULL = JsonNull.INSTANCE;

  static NodeDescription of(NodeSnapshot node) {
    return switch (node.data()) {
      case NodeData.Group _ -> new NodeDescription("group", NULL, NULL, NULL, NULL);
      case NodeData.Array array -> {
        JsonObject document = document(node);
        yield new NodeDescription(
            "array",
            shape(array.shape()),
            chunkShape(document),
            document.members().getOrDefault("data_type", NULL),
            names(array));
      }
    };
  }

  private static JsonObject document(NodeSnapshot node) {
    try {
      byte[] bytes = node.userData().toArray(ValueLayout.JAVA_BYTE);
      return JsonText.parse(bytes, node.path().text()) instanceof JsonObject object
          ? object
          : JsonObject.EMPTY;
    } catch (InvalidInputException _) {
      return JsonObject.EMPTY;
    }
  }

  private static JsonValue shape(List<DimensionShape> dimensions) {
    return new JsonArray(
        dimensions.stream().map(dimension -> JsonValue.of(dimension.arrayLength())).toList());
  }

  private static JsonValue chunkShape(JsonObject document) {
    if (document.members().get("chunk_grid") instanceof JsonObject grid
        && grid.members().get("configuration") instanceof JsonObject configuration) {
      JsonValue regular = configuration.members().get("chunk_shape");
      return regular != null ? regular : configuration.members().getOrDefault("chunk_shapes", NULL);
    }
    return NULL;
  }

  private static JsonValue names(NodeData.Array array) {
    if (array.dimensionNames().isEmpty()) {
      return NULL;
    }
    List<JsonValue> names = new ArrayList<>();
    array.dimensionNames().get().forEach(name -> names.add(name.map(JsonValue::of).orElse(NULL)));
    return new JsonArray(names);
  }

  Fields fields(String path) {
    return new Fields()
        .text("path", path)
        .text("type", type)
        .value("shape", shape)
        .value("chunk_shape", chunkShape)
        .value("data_type", dataType)
        .value("dimension_names", names);
  }

  /// Nothing for a group; `float32 [12, 90] in chunks [1, 90] (time, lat)` for an array.
  String text() {
    if (type.equals("group")) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    if (dataType instanceof JsonString(String name)) {
      text.append(name).append(' ');
    } else if (dataType != NULL) {
      text.append(JsonText.compact(dataType)).append(' ');
    }
    text.append(list(shape));
    if (chunkShape != NULL) {
      text.append(" in chunks ").append(list(chunkShape));
    }
    if (names instanceof JsonArray(List<JsonValue> all)) {
      List<String> shown =
          all.stream().map(n -> n instanceof JsonString(String name) ? name : "-").toList();
      text.append(" (").append(String.join(", ", shown)).append(')');
    }
    return Plain.line(text.toString());
  }

  private static String list(JsonValue value) {
    return JsonText.compact(value).replace(",", ", ");
  }
}
