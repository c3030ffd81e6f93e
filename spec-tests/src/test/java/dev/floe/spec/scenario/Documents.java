package dev.floe.spec.scenario;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The documents of nodes, to the byte as `scenario_text.py` writes them.
final class Documents {
  private Documents() {}

  /// The key of the document of a node.
  static String key(String path) {
    String folder = path.replaceAll("^/|/$", "");
    return folder.isEmpty() ? "zarr.json" : folder + "/zarr.json";
  }

  static String group(List<String> options) {
    return "{\"zarr_format\":3,\"node_type\":\"group\"" + attributes(options(options)) + "}";
  }

  static String array(String shape, String chunks, List<String> words) {
    Map<String, String> options = options(words);
    String names = options.remove("names");
    String grid = options.remove("grid");
    return "{\"zarr_format\":3,\"node_type\":\"array\",\"shape\":"
        + numbers(shape)
        + ",\"data_type\":\"uint8\",\"chunk_grid\":"
        + (grid == null ? regular(chunks) : rectilinear(chunks))
        + ",\"chunk_key_encoding\":{\"name\":\"default\"},\"fill_value\":0"
        + ",\"codecs\":[{\"name\":\"bytes\"}]"
        + (names == null ? "" : ",\"dimension_names\":" + texts(names))
        + attributes(options)
        + "}";
  }

  private static String regular(String chunks) {
    return "{\"name\":\"regular\",\"configuration\":{\"chunk_shape\":" + numbers(chunks) + "}}";
  }

  private static String rectilinear(String chunks) {
    return "{\"name\":\"rectilinear\",\"configuration\":{\"kind\":\"inline\",\"chunk_shapes\":["
        + numbers(chunks)
        + "]}}";
  }

  private static Map<String, String> options(List<String> words) {
    Map<String, String> options = new LinkedHashMap<>();
    for (String word : words) {
      int at = word.indexOf('=');
      options.put(word.substring(0, at), word.substring(at + 1));
    }
    return options;
  }

  private static String attributes(Map<String, String> options) {
    if (options.isEmpty()) {
      return "";
    }
    return options.entrySet().stream()
        .map(option -> "\"" + option.getKey() + "\":\"" + option.getValue() + "\"")
        .collect(Collectors.joining(",", ",\"attributes\":{", "}"));
  }

  private static String texts(String names) {
    return Arrays.stream(names.split(","))
        .map(name -> "\"" + name + "\"")
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static String numbers(String text) {
    return text.equals("scalar") ? "[]" : "[" + text.replace('x', ',') + "]";
  }
}
