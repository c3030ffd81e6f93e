package dev.floe.format;

import dev.floe.format.JsonValue.JsonArray;
import dev.floe.format.JsonValue.JsonBoolean;
import dev.floe.format.JsonValue.JsonDouble;
import dev.floe.format.JsonValue.JsonInteger;
import dev.floe.format.JsonValue.JsonNull;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.JsonValue.JsonString;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;

/// Prints values as the reference does, character by character: texts escape only what they must,
/// doubles are the shortest that read back, `1e16` and above and below `1e-5` with an exponent. A
/// double that JSON cannot say prints as `null`.
final class JsonPrinter {
  static final int COMPACT = -1;

  private final StringBuilder out;
  private final int indent;

  JsonPrinter(StringBuilder out, int indent) {
    this.out = out;
    this.indent = indent;
  }

  void print(JsonValue value, int level) {
    switch (value) {
      case JsonNull _ -> out.append("null");
      case JsonBoolean(boolean truth) -> out.append(truth);
      case JsonInteger(var integer) -> out.append(integer);
      case JsonDouble(double number) -> number(number);
      case JsonString(String text) -> quote(text, out);
      case JsonArray array -> array(array, level);
      case JsonObject object -> object(object, level);
    }
  }

  private void array(JsonArray array, int level) {
    out.append('[');
    boolean first = true;
    for (JsonValue element : array.elements()) {
      next(first, level + 1);
      first = false;
      print(element, level + 1);
    }
    close(first, level);
    out.append(']');
  }

  private void object(JsonObject object, int level) {
    out.append('{');
    boolean first = true;
    for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
      next(first, level + 1);
      first = false;
      quote(member.getKey(), out);
      out.append(indent == COMPACT ? ":" : ": ");
      print(member.getValue(), level + 1);
    }
    close(first, level);
    out.append('}');
  }

  private void next(boolean first, int level) {
    if (!first) {
      out.append(',');
    }
    newLine(level);
  }

  private void close(boolean empty, int level) {
    if (!empty) {
      newLine(level);
    }
  }

  private void newLine(int level) {
    if (indent != COMPACT) {
      out.append('\n').repeat(' ', indent * level);
    }
  }

  private void number(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      out.append("null");
      return;
    }
    if (value == 0) {
      out.append(1 / value < 0 ? "-0.0" : "0.0");
      return;
    }
    if (value < 0) {
      out.append('-');
    }
    BigDecimal shortest = shortest(Math.abs(value));
    String digits = shortest.unscaledValue().toString();
    int point = digits.length() - shortest.scale();
    if (point > 16 || point <= -5) {
      out.append(digits.charAt(0));
      if (digits.length() > 1) {
        out.append('.').append(digits, 1, digits.length());
      }
      out.append('e').append(point - 1);
    } else if (point <= 0) {
      out.append("0.").repeat('0', -point).append(digits);
    } else if (point >= digits.length()) {
      out.append(digits).repeat('0', point - digits.length()).append(".0");
    } else {
      out.append(digits, 0, point).append('.').append(digits, point, digits.length());
    }
  }

  /// `Double.toString` prefers a second digit that is closer over one digit that suffices.
  private static BigDecimal shortest(double value) {
    BigDecimal shortest = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    if (shortest.precision() == 2) {
      BigDecimal oneDigit = shortest.round(new MathContext(1)).stripTrailingZeros();
      return oneDigit.doubleValue() == value ? oneDigit : shortest;
    }
    return shortest;
  }

  static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\t' -> out.append("\\t");
        case '\n' -> out.append("\\n");
        case '\f' -> out.append("\\f");
        case '\r' -> out.append("\\r");
        default -> {
          if (c < 0x20) {
            out.append("\\u00")
                .append(c < 0x10 ? '0' : '1')
                .append("0123456789abcdef".charAt(c & 15));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
