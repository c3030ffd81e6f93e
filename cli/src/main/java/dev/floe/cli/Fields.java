package dev.floe.cli;

import dev.floe.format.JsonValue;
import dev.floe.format.JsonWriter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// A line of JSON results: an object whose fields keep the order in which they were added; absent
/// values are null.
final class Fields {
  private final JsonWriter json = new JsonWriter().object();
  private boolean ended;

  Fields text(String name, String value) {
    if (value == null) {
      json.absent(name);
    } else {
      json.member(name, value);
    }
    return this;
  }

  Fields text(String name, Optional<String> value) {
    return text(name, value.orElse(null));
  }

  Fields number(String name, long value) {
    json.member(name, value);
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
    json.member(name, value);
    return this;
  }

  Fields value(String name, JsonValue value) {
    json.member(name, value);
    return this;
  }

  Fields absent(String name) {
    json.absent(name);
    return this;
  }

  /// An object with the fields that `inner` adds.
  Fields fields(String name, Consumer<Fields> inner) {
    json.name(name).object();
    inner.accept(this);
    json.end();
    return this;
  }

  Fields texts(String name, Iterable<String> values) {
    json.name(name).array();
    values.forEach(json::value);
    json.end();
    return this;
  }

  Fields numbers(String name, List<Long> values) {
    json.name(name).array();
    values.forEach(value -> json.value((long) value));
    json.end();
    return this;
  }

  /// The object; no more fields afterwards.
  @Override
  public String toString() {
    if (!ended) {
      json.end();
      ended = true;
    }
    return json.toString();
  }
}
