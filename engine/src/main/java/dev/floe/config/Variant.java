package dev.floe.config;

import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonArray;
import dev.floe.format.JsonValue.JsonInteger;
import dev.floe.format.JsonValue.JsonNull;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.JsonValue.JsonString;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/// A variant of an enumeration as files hold it: a text, or a map of one entry from the name to
/// what the variant carries. Of several entries the first counts.
record Variant(String name, JsonValue payload, ConfigPlace place) {
  static Variant of(JsonValue json, ConfigPlace place) {
    if (json instanceof JsonString(String name)) {
      return new Variant(name, JsonNull.INSTANCE, place);
    }
    if (json instanceof JsonObject(var members) && !members.isEmpty()) {
      Map.Entry<String, JsonValue> first = members.firstEntry();
      return new Variant(first.getKey(), first.getValue(), place.at(first.getKey()));
    }
    throw place.unexpected("a name or a map of one name", json);
  }

  static JsonValue json(String name, JsonValue payload) {
    return JsonObject.of(Map.of(name, payload));
  }

  List<JsonValue> list() {
    if (payload instanceof JsonArray(List<JsonValue> elements)) {
      return elements;
    }
    throw place.unexpected("a list", payload);
  }

  String text() {
    return text(payload, place);
  }

  long unsigned32() {
    if (payload instanceof JsonInteger(BigInteger value)
        && value.signum() >= 0
        && value.bitLength() <= Integer.SIZE) {
      return value.longValueExact();
    }
    throw place.unexpected("an integer from 0 to " + SettingType.U32, payload);
  }

  /// The member of a map that must be there.
  JsonValue member(String key) {
    return member(payload, key, place);
  }

  static JsonValue member(JsonValue json, String key, ConfigPlace place) {
    if (!(json instanceof JsonObject(var members))) {
      throw place.unexpected("a map", json);
    }
    JsonValue value = members.get(key);
    if (value == null) {
      throw place.failure("a map with \"" + key + "\"", "none");
    }
    return value;
  }

  static String text(JsonValue json, ConfigPlace place) {
    if (json instanceof JsonString(String text)) {
      return text;
    }
    throw place.unexpected("a text", json);
  }
}
