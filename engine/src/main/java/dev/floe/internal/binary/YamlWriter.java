package dev.floe.internal.binary;

import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonArray;
import dev.floe.format.JsonValue.JsonBoolean;
import dev.floe.format.JsonValue.JsonDouble;
import dev.floe.format.JsonValue.JsonInteger;
import dev.floe.format.JsonValue.JsonNull;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.JsonValue.JsonString;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Writes a configuration as block-style YAML, laid out as the reference does it: lists stand at
/// the column of their key, variants with content are tags, known keys come in their order.
final class YamlWriter {
  /// Known keys in the order in which the reference declares them.
  private static final Map<String, Integer> ORDER = new HashMap<>();

  static {
    String[] keys =
        ("inline_chunk_threshold_bytes get_partial_values_concurrency compression"
                + " max_concurrent_requests max_concurrent_decodes caching storage"
                + " virtual_chunk_containers manifest previous_file repo_update_retries"
                + " num_updates_per_repo_info_file"
                + " algorithm level"
                + " num_snapshot_nodes num_chunk_refs num_transaction_changes"
                + " num_bytes_attributes num_bytes_chunks"
                + " concurrency retries timeouts unsafe_use_conditional_update"
                + " unsafe_use_conditional_create unsafe_use_metadata storage_class"
                + " metadata_storage_class chunks_storage_class"
                + " minimum_size_for_multipart_upload"
                + " max_concurrent_requests_for_object ideal_concurrent_request_size"
                + " max_tries initial_backoff_ms max_backoff_ms"
                + " connect_timeout_ms read_timeout_ms operation_timeout_ms"
                + " operation_attempt_timeout_ms"
                + " name url_prefix store"
                + " region endpoint_url anonymous allow_http force_path_style"
                + " network_stream_timeout_seconds requester_pays checksum_algorithm"
                + " preload splitting virtual_chunk_location_compression"
                + " max_concurrent_manifest_fetches_during_commit"
                + " max_total_refs preload_if max_arrays_to_scan"
                + " split_sizes condition num_chunks from to"
                + " min_num_chunks dictionary_max_training_samples"
                + " dictionary_max_size_bytes compression_level")
            .split(" ");
    for (int i = 0; i < keys.length; i++) {
      ORDER.put(keys[i], i);
    }
  }

  /// What a value is: only where an enumeration may stand is a map of one entry a variant.
  private enum Role {
    DATA,
    VARIANT,
    VARIANTS,
    RULES,
    RULE;

    Role ofMember(String key) {
      return switch (key) {
        case "store", "preload_if", "condition", "from", "to" -> VARIANT;
        case "split_sizes" -> RULES;
        default -> DATA;
      };
    }

    Role ofElement(int index) {
      return switch (this) {
        case VARIANTS -> VARIANT;
        case RULES -> RULE;
        case RULE -> index == 0 ? VARIANT : DATA;
        case DATA, VARIANT -> DATA;
      };
    }
  }

  private final StringBuilder out = new StringBuilder();

  private YamlWriter() {}

  static String write(JsonObject config) {
    YamlWriter writer = new YamlWriter();
    writer.mapping(config, 0, false);
    return writer.out.toString();
  }

  /// Writes what stands behind a key or a dash at `column`. Behind a dash lists and maps begin in
  /// the same line, behind a key and behind a tag in the next.
  private void value(JsonValue value, Role role, int column, boolean behindDash) {
    int listColumn = behindDash ? column + 2 : column;
    Map.Entry<String, JsonValue> variant = role == Role.VARIANT ? variantOrNull(value) : null;
    if (variant != null) {
      out.append(" !").append(variant.getKey());
      Role inside = List.of("or", "and").contains(variant.getKey()) ? Role.VARIANTS : Role.DATA;
      content(variant.getValue(), inside, listColumn, column + 2, false);
    } else {
      content(value, role, listColumn, column + 2, behindDash);
    }
  }

  private void content(
      JsonValue value, Role role, int listColumn, int mapColumn, boolean sameLine) {
    switch (value) {
      case JsonObject object when !object.members().isEmpty() -> {
        out.append(sameLine ? ' ' : '\n');
        mapping(object, mapColumn, sameLine);
      }
      case JsonArray array when !array.elements().isEmpty() -> {
        out.append(sameLine ? ' ' : '\n');
        sequence(array, role, listColumn, sameLine);
      }
      default -> out.append(' ').append(scalar(value)).append('\n');
    }
  }

  private static Map.Entry<String, JsonValue> variantOrNull(JsonValue value) {
    return value instanceof JsonObject(var members)
            && members.size() == 1
            && members.firstKey().matches("[A-Za-z0-9_]+")
        ? members.firstEntry()
        : null;
  }

  private void mapping(JsonObject object, int column, boolean inline) {
    List<String> keys = new ArrayList<>(object.members().keySet());
    keys.sort(Comparator.comparing(key -> ORDER.getOrDefault(key, Integer.MAX_VALUE)));
    boolean indent = !inline;
    for (String key : keys) {
      if (indent) {
        out.repeat(' ', column);
      }
      indent = true;
      out.append(YamlScalars.text(key)).append(':');
      value(object.members().get(key), Role.DATA.ofMember(key), column, false);
    }
  }

  private void sequence(JsonArray array, Role role, int column, boolean inline) {
    boolean indent = !inline;
    for (int i = 0; i < array.elements().size(); i++) {
      if (indent) {
        out.repeat(' ', column);
      }
      indent = true;
      out.append('-');
      value(array.elements().get(i), role.ofElement(i), column, true);
    }
  }

  private static String scalar(JsonValue value) {
    return switch (value) {
      case JsonNull _ -> "null";
      case JsonBoolean(boolean truth) -> Boolean.toString(truth);
      case JsonInteger(var integer) -> integer.toString();
      case JsonDouble(double number) -> Double.toString(number);
      case JsonString(String text) -> YamlScalars.text(text);
      case JsonArray _ -> "[]";
      case JsonObject _ -> "{}";
    };
  }
}
