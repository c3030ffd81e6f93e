package dev.floe.config;

import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonObject;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What people may see of values that can hold secrets.
final class Redaction {
  /// Stands for what is not shown.
  static final String HIDDEN = "…";

  /// Options of object stores that are never secret; whatever else a map holds may be one.
  private static final Set<String> HARMLESS =
      Set.of(
          "account",
          "account_name",
          "azure_storage_account_name",
          "allow_http",
          "allow_invalid_certificates",
          "connect_timeout",
          "container_name",
          "google_bucket",
          "bucket",
          "http1_only",
          "http2_only",
          "pool_idle_timeout",
          "pool_max_idle_per_host",
          "skip_signature",
          "timeout",
          "use_emulator",
          "user_agent");

  private Redaction() {}

  /// Options with the values that may be secret hidden.
  static JsonObject options(Map<String, String> options) {
    TreeMap<String, JsonValue> shown = new TreeMap<>();
    options.forEach((key, value) -> shown.put(key, JsonValue.of(option(key, value))));
    return new JsonObject(shown);
  }

  /// Keys alone.
  static JsonObject hidden(Map<String, String> values) {
    TreeMap<String, JsonValue> shown = new TreeMap<>();
    values.keySet().forEach(key -> shown.put(key, JsonValue.of(HIDDEN)));
    return new JsonObject(shown);
  }

  private static String option(String key, String value) {
    return HARMLESS.contains(key.toLowerCase(Locale.ROOT)) ? value : HIDDEN;
  }
}
