package dev.floe.virtualize;

import dev.floe.format.JsonText;
import dev.floe.format.JsonValue;
import java.util.List;
import java.util.Map;

/// Writes one JSON document with members in the order they come, which the sorted
/// [JsonValue.JsonObject] cannot hold.
final class JsonWriter {
  private final StringBuilder text = new StringBuilder(1024);
  private int depth;
  private boolean first = true;
  private boolean afterKey;

  JsonWriter open(char bracket) {
    separate();
    text.append(bracket);
    depth++;
    first = true;
    return this;
  }

  JsonWriter close(char bracket) {
    depth--;
    if (!first) {
      newLine();
    }
    text.append(bracket);
    first = false;
    return this;
  }

  JsonWriter key(String key) {
    separate();
    text.append(JsonText.quote(key));
    text.append(": ");
    afterKey = true;
    return this;
  }

  JsonWriter text(String value) {
    separate();
    text.append(JsonText.quote(value));
    return this;
  }

  JsonWriter number(long value) {
    separate();
    text.append(value);
    return this;
  }

  JsonWriter numbers(List<Long> values) {
    open('[');
    values.forEach(this::number);
    return close(']');
  }

  JsonWriter values(List<JsonValue> values) {
    open('[');
    values.forEach(this::value);
    return close(']');
  }

  JsonWriter members(Map<String, JsonValue> members) {
    open('{');
    members.forEach((key, value) -> key(key).value(value));
    return close('}');
  }

  JsonWriter value(JsonValue value) {
    switch (value) {
      case JsonValue.JsonNull() -> literal("null");
      case JsonValue.JsonBoolean(boolean b) -> literal(Boolean.toString(b));
      case JsonValue.JsonInteger(var integer) -> literal(integer.toString());
      case JsonValue.JsonDouble(double number) -> literal(FloatText.of(number));
      case JsonValue.JsonString(String string) -> text(string);
      case JsonValue.JsonArray(var elements) -> values(elements);
      case JsonValue.JsonObject(var members) -> members(members);
    }
    return this;
  }

  private void literal(String literal) {
    separate();
    text.append(literal);
  }

  /// What comes before a key or a value: nothing after a key, else a comma unless it is the first.
  private void separate() {
    if (afterKey) {
      afterKey = false;
      return;
    }
    if (!first) {
      text.append(',');
    }
    first = false;
    if (depth > 0) {
      newLine();
    }
  }

  private void newLine() {
    text.append('\n').repeat("  ", depth);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
