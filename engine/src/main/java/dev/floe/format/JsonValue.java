package dev.floe.format;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/// A JSON value: exact integers, doubles, and objects whose keys are sorted by their UTF-8 bytes,
/// as the format stores them. Text comes from [JsonText].
public sealed interface JsonValue {
  /// `null`.
  record JsonNull() implements JsonValue {
    public static final JsonNull INSTANCE = new JsonNull();
  }

  /// `true` or `false`.
  record JsonBoolean(boolean value) implements JsonValue {}

  /// An integer; the format holds those from −2⁶³ to 2⁶⁴−1.
  record JsonInteger(BigInteger value) implements JsonValue {
    public JsonInteger {
      Objects.requireNonNull(value, "value");
    }
  }

  /// A number with a fraction or exponent.
  record JsonDouble(double value) implements JsonValue {}

  /// A text.
  record JsonString(String value) implements JsonValue {
    public JsonString {
      Objects.requireNonNull(value, "value");
    }
  }

  /// A list.
  record JsonArray(List<JsonValue> elements) implements JsonValue {
    public JsonArray {
      elements = Collections.unmodifiableList(new ArrayList<>(elements));
    }
  }

  /// An object; its keys iterate in the order of their UTF-8 bytes.
  record JsonObject(SortedMap<String, JsonValue> members) implements JsonValue {
    /// `{}`.
    public static final JsonObject EMPTY = of(Map.of());

    public JsonObject {
      TreeMap<String, JsonValue> sorted = new TreeMap<>(Utf8Order.INSTANCE);
      sorted.putAll(members);
      members = Collections.unmodifiableSortedMap(sorted);
    }

    /// An object with these members, in whatever order they come.
    public static JsonObject of(Map<String, ? extends JsonValue> members) {
      TreeMap<String, JsonValue> sorted = new TreeMap<>(Utf8Order.INSTANCE);
      sorted.putAll(members);
      return new JsonObject(sorted);
    }

    /// This object with `other`'s members laid over it, key by key.
    public JsonObject overlaidWith(JsonObject other) {
      TreeMap<String, JsonValue> merged = new TreeMap<>(Utf8Order.INSTANCE);
      merged.putAll(members);
      merged.putAll(other.members);
      return new JsonObject(merged);
    }
  }

  /// A text as a value.
  static JsonValue of(String value) {
    return new JsonString(value);
  }

  /// An integer as a value.
  static JsonValue of(long value) {
    return new JsonInteger(BigInteger.valueOf(value));
  }

  /// A truth value as a value.
  static JsonValue of(boolean value) {
    return new JsonBoolean(value);
  }
}
