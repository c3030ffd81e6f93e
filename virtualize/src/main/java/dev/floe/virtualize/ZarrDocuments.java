package dev.floe.virtualize;

import dev.floe.format.JsonValue;
import java.util.List;
import java.util.Map;

/// The text of `zarr.json`, as zarr-python 3 writes it: its members in its order, two spaces of
/// indentation, numbers so that reading them back gives the same value.
public final class ZarrDocuments {
  private ZarrDocuments() {}

  /// The document of a group.
  public static String group(Map<String, JsonValue> attributes) {
    JsonWriter json = new JsonWriter();
    json.open('{');
    json.key("attributes").members(attributes);
    json.key("zarr_format").number(3);
    json.key("node_type").text("group");
    json.close('}');
    return json.toString();
  }

  /// The document of an array.
  public static String array(ArrayMetadata array) {
    JsonWriter json = new JsonWriter();
    json.open('{');
    json.key("shape").numbers(array.shape());
    json.key("data_type").text(array.dataType());
    json.key("chunk_grid").open('{');
    json.key("name").text("regular");
    json.key("configuration").open('{').key("chunk_shape").numbers(array.chunkShape()).close('}');
    json.close('}');
    json.key("chunk_key_encoding").open('{');
    json.key("name").text("default");
    json.key("configuration").open('{').key("separator").text("/").close('}');
    json.close('}');
    json.key("fill_value").value(array.fillValue());
    json.key("codecs").open('[');
    array.codecs().forEach(codec -> codec(json, codec));
    json.close(']');
    json.key("attributes").members(array.attributes());
    json.key("dimension_names").values(array.dimensionNames().stream().map(JsonValue::of).toList());
    json.key("zarr_format").number(3);
    json.key("node_type").text("array");
    json.key("storage_transformers").values(List.of());
    json.close('}');
    return json.toString();
  }

  private static void codec(JsonWriter json, ZarrCodec codec) {
    json.open('{').key("name").text(codec.name());
    if (!codec.configuration().isEmpty()) {
      json.key("configuration").members(codec.configuration());
    }
    json.close('}');
  }
}
