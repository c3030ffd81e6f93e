package dev.floe.config;

import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonNull;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.UrlText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Kinds of object stores as files hold them, and as people may see them.
final class ObjectStoreJson {
  private static final List<String> STORES =
      List.of(
          "in_memory",
          "local_file_system",
          "http",
          "s3_compatible",
          "s3",
          "gcs",
          "azure",
          "tigris");

  private ObjectStoreJson() {}

  static ObjectStoreConfig decode(JsonValue json, ConfigPlace place) {
    Variant store = Variant.of(json, place);
    return switch (store.name()) {
      case "in_memory" -> new ObjectStoreConfig.InMemory();
      case "local_file_system" -> new ObjectStoreConfig.LocalFileSystem(store.text());
      case "http" -> http(store);
      case "s3_compatible" -> new ObjectStoreConfig.S3Compatible(s3(store));
      case "s3" -> new ObjectStoreConfig.S3(s3(store));
      case "gcs" -> new ObjectStoreConfig.Gcs(texts(store.payload(), store.place()));
      case "azure" -> new ObjectStoreConfig.Azure(texts(store.payload(), store.place()));
      case "tigris" -> new ObjectStoreConfig.Tigris(s3(store));
      default -> throw place.unknownVariant(store.name(), STORES);
    };
  }

  static JsonValue encode(ObjectStoreConfig store) {
    return switch (store) {
      case ObjectStoreConfig.InMemory _ -> JsonValue.of("in_memory");
      case ObjectStoreConfig.LocalFileSystem(String path) ->
          Variant.json("local_file_system", JsonValue.of(path));
      case ObjectStoreConfig.Http(var options, var headers) ->
          Variant.json("http", http(values(options), values(headers)));
      case ObjectStoreConfig.S3Compatible(var options) ->
          Variant.json("s3_compatible", encode(options));
      case ObjectStoreConfig.S3(var options) -> Variant.json("s3", encode(options));
      case ObjectStoreConfig.Gcs(var options) -> Variant.json("gcs", values(options));
      case ObjectStoreConfig.Azure(var options) -> Variant.json("azure", values(options));
      case ObjectStoreConfig.Tigris(var options) -> Variant.json("tigris", encode(options));
    };
  }

  /// As people may see it.
  static JsonValue show(ObjectStoreConfig store) {
    return switch (store) {
      case ObjectStoreConfig.InMemory _ -> encode(store);
      case ObjectStoreConfig.LocalFileSystem _ -> encode(store);
      case ObjectStoreConfig.Http(var options, var headers) ->
          Variant.json("http", http(Redaction.options(options), Redaction.hidden(headers)));
      case ObjectStoreConfig.S3Compatible(var options) ->
          Variant.json("s3_compatible", showOptions(options));
      case ObjectStoreConfig.S3(var options) -> Variant.json("s3", showOptions(options));
      case ObjectStoreConfig.Gcs(var options) -> Variant.json("gcs", Redaction.options(options));
      case ObjectStoreConfig.Azure(var options) ->
          Variant.json("azure", Redaction.options(options));
      case ObjectStoreConfig.Tigris(var options) -> Variant.json("tigris", showOptions(options));
    };
  }

  static JsonValue showOptions(S3Options options) {
    return encode(options, options.endpointUrl().map(UrlText::withoutSecrets));
  }

  private static JsonValue encode(S3Options options) {
    return encode(options, options.endpointUrl());
  }

  private static JsonValue encode(S3Options options, Optional<String> endpointUrl) {
    TreeMap<String, JsonValue> members = new TreeMap<>();
    members.put("region", orNull(options.region().map(JsonValue::of)));
    members.put("endpoint_url", orNull(endpointUrl.map(JsonValue::of)));
    members.put("anonymous", JsonValue.of(options.anonymous()));
    members.put("allow_http", JsonValue.of(options.allowHttp()));
    members.put("force_path_style", JsonValue.of(options.forcePathStyle()));
    members.put(
        "network_stream_timeout_seconds",
        orNull(options.networkStreamTimeoutSeconds().map(seconds -> JsonValue.of((long) seconds))));
    members.put("requester_pays", JsonValue.of(options.requesterPays()));
    members.put(
        "checksum_algorithm",
        orNull(options.checksumAlgorithm().map(ChecksumAlgorithm.TYPE::encode)));
    return new JsonObject(members);
  }

  private static S3Options s3(Variant store) {
    JsonValue json = store.payload();
    ConfigPlace place = store.place();
    return new S3Options(
        optional(json, "region", SettingType.TEXT, place),
        optional(json, "endpoint_url", SettingType.TEXT, place),
        required(json, "anonymous", place),
        required(json, "allow_http", place),
        optional(json, "force_path_style", SettingType.BOOLEAN, place).orElse(false),
        optional(json, "network_stream_timeout_seconds", SettingType.unsigned32(), place),
        optional(json, "requester_pays", SettingType.BOOLEAN, place).orElse(false),
        optional(json, "checksum_algorithm", ChecksumAlgorithm.TYPE, place));
  }

  private static boolean required(JsonValue json, String key, ConfigPlace place) {
    return SettingType.BOOLEAN.decode(Variant.member(json, key, place), place.at(key));
  }

  static <T> Optional<T> optional(
      JsonValue json, String key, SettingType<T> type, ConfigPlace place) {
    if (!(json instanceof JsonObject(var members))) {
      throw place.unexpected("a map", json);
    }
    JsonValue value = members.get(key);
    return value == null || value instanceof JsonNull
        ? Optional.empty()
        : Optional.of(type.decode(value, place.at(key)));
  }

  static JsonValue orNull(Optional<JsonValue> value) {
    return value.orElse(JsonNull.INSTANCE);
  }

  /// The options stand beside the key `headers`, which is there only if there are any.
  private static ObjectStoreConfig http(Variant store) {
    if (!(store.payload() instanceof JsonObject(var members))) {
      throw store.place().unexpected("a map", store.payload());
    }
    TreeMap<String, JsonValue> options = new TreeMap<>(members);
    JsonValue headers = options.remove("headers");
    return new ObjectStoreConfig.Http(
        texts(new JsonObject(options), store.place()),
        headers == null ? new TreeMap<>() : texts(headers, store.place().at("headers")));
  }

  private static JsonObject http(JsonObject options, JsonObject headers) {
    return headers.members().isEmpty()
        ? options
        : options.overlaidWith(JsonObject.of(Map.of("headers", headers)));
  }

  private static JsonObject values(SortedMap<String, String> texts) {
    TreeMap<String, JsonValue> members = new TreeMap<>();
    texts.forEach((key, text) -> members.put(key, JsonValue.of(text)));
    return new JsonObject(members);
  }

  private static SortedMap<String, String> texts(JsonValue json, ConfigPlace place) {
    TreeMap<String, String> texts = new TreeMap<>();
    switch (json) {
      case JsonObject(var members) ->
          members.forEach((key, value) -> texts.put(key, Variant.text(value, place.at(key))));
      case JsonNull _ -> {}
      default -> throw place.unexpected("a map of texts", json);
    }
    return texts;
  }
}
