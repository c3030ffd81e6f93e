package dev.floe.format;

import dev.floe.format.JsonValue.JsonArray;
import dev.floe.format.JsonValue.JsonNull;
import dev.floe.format.JsonValue.JsonObject;
import java.util.Map;

/// Writes JSON values with members in the order in which they come, which the sorted [JsonObject]
/// cannot say: on one line, or indented by two spaces a level as [JsonText#pretty] does. Values
/// inside are printed as [JsonText] prints them.
///
/// ```java
/// new JsonWriter().object().member("path", path).name("shape").array().value(3).end().end();
/// ```
///
/// Used by one thread; may be used again after [#clear].
public final class JsonWriter {
  private final StringBuilder out = new StringBuilder(256);
  private final JsonPrinter printer;
  private final boolean pretty;
  private final StringBuilder closing = new StringBuilder();
  private boolean first = true;
  private boolean named;

  /// Writes one line.
  public JsonWriter() {
    this(false);
  }

  private JsonWriter(boolean pretty) {
    this.pretty = pretty;
    this.printer = new JsonPrinter(out, pretty ? 2 : JsonPrinter.COMPACT);
  }

  /// Writes indented lines.
  public static JsonWriter pretty() {
    return new JsonWriter(true);
  }

  /// Begins an object, ended by [#end].
  public JsonWriter object() {
    return open('{', '}');
  }

  /// Begins a list, ended by [#end].
  public JsonWriter array() {
    return open('[', ']');
  }

  private JsonWriter open(char opening, char close) {
    separate();
    out.append(opening);
    closing.append(close);
    first = true;
    return this;
  }

  /// Ends the object or list that was begun last.
  public JsonWriter end() {
    int last = closing.length() - 1;
    char close = closing.charAt(last);
    closing.setLength(last);
    if (!first) {
      newLine();
    }
    out.append(close);
    first = false;
    return this;
  }

  /// The name of the member whose value comes next.
  public JsonWriter name(String name) {
    separate();
    JsonPrinter.quote(name, out);
    out.append(pretty ? ": " : ":");
    named = true;
    return this;
  }

  /// A text, or null.
  public JsonWriter value(String value) {
    separate();
    if (value == null) {
      out.append("null");
    } else {
      JsonPrinter.quote(value, out);
    }
    return this;
  }

  /// An integer.
  public JsonWriter value(long value) {
    separate();
    out.append(value);
    return this;
  }

  /// A truth value.
  public JsonWriter value(boolean value) {
    separate();
    out.append(value);
    return this;
  }

  /// A value of any kind.
  public JsonWriter value(JsonValue value) {
    switch (value) {
      case JsonObject(Map<String, JsonValue> members) -> {
        object();
        members.forEach(this::member);
        end();
      }
      case JsonArray(var elements) -> {
        array();
        elements.forEach(this::value);
        end();
      }
      case JsonValue scalar -> {
        separate();
        printer.print(scalar, closing.length());
      }
    }
    return this;
  }

  /// A member that is a text, or null.
  public JsonWriter member(String name, String value) {
    return name(name).value(value);
  }

  /// A member that is an integer.
  public JsonWriter member(String name, long value) {
    return name(name).value(value);
  }

  /// A member that is a truth value.
  public JsonWriter member(String name, boolean value) {
    return name(name).value(value);
  }

  /// A member of any kind.
  public JsonWriter member(String name, JsonValue value) {
    return name(name).value(value);
  }

  /// A member that is null.
  public JsonWriter absent(String name) {
    return name(name).value(JsonNull.INSTANCE);
  }

  /// What comes before a name or a value: nothing behind a name, else a comma unless it is the
  /// first.
  private void separate() {
    if (named) {
      named = false;
      return;
    }
    if (!first) {
      out.append(',');
    }
    first = false;
    if (!closing.isEmpty()) {
      newLine();
    }
  }

  private void newLine() {
    if (pretty) {
      out.append('\n').repeat(' ', 2 * closing.length());
    }
  }

  /// Forgets what was written.
  public JsonWriter clear() {
    out.setLength(0);
    closing.setLength(0);
    first = true;
    named = false;
    return this;
  }

  /// What was written so far.
  @Override
  public String toString() {
    return out.toString();
  }
}
