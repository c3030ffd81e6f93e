package dev.floe.cli;

import dev.floe.format.JsonText;
import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonNull;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// A JSON object whose fields keep the order in which they were added; absent values are null.
final class Fields {
  private final StringBuilder json = new StringBuilder("{");

  private StringBuilder name(String name) {
    if (json.length() > 1) {
      json.append(',');
    }
    return json.append(JsonText.quote(name)).append(':');
  }

  Fields text(String name, String value) {
    name(name).append(value == null ? "null" : JsonText.quote(value));
    return this;
  }

  Fields text(String name, Optional<String> value) {
    return text(name, value.orElse(null));
  }

  Fields number(String name, long value) {
    name(name).append(value);
    return this;
  }

  Fields number(String name, OptionalLong value) {
    return value.isPresent() ? number(name, value.getAsLong()) : absent(name);
  }

  /// A measured number, to three digits behind the point.
  Fields measure(String name, double value) {
    return value(name, new JsonValue.JsonDouble(Math.round(value * 1_000) / 1_000.0));
  }

  Fields truth(String name, boolean value) {
    name(name).append(value);
    return this;
  }

  Fields value(String name, JsonValue value) {
    name(name).append(JsonText.compact(value));
    return this;
  }

  Fields absent(String name) {
    return value(name, JsonNull.INSTANCE);
  }

  Fields fields(String name, Fields value) {
    name(name).append(value);
    return this;
  }

  Fields texts(String name, Iterable<String> values) {
    StringBuilder list = name(name).append('[');
    String separator = "";
    for (String value : values) {
      list.append(separator).append(JsonText.quote(value));
      separator = ",";
    }
    list.append(']');
    return this;
  }

  Fields numbers(String name, List<Long> values) {
    StringBuilder list = name(name).append('[');
    String separator = "";
    for (Long value : values) {
      list.append(separator).append(value.longValue());
      separator = ",";
    }
    list.append(']');
    return this;
  }

  /// A map of names to whatever prints as text.
  static Fields ofTexts(Map<String, ?> values) {
    Fields fields = new Fields();
    values.forEach((name, value) -> fields.text(name, value.toString()));
    return fields;
  }

  @Override
  public String toString() {
    return json + "}";
  }
}
