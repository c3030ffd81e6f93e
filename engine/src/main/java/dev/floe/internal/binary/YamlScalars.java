package dev.floe.internal.binary;

import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonBoolean;
import dev.floe.format.JsonValue.JsonDouble;
import dev.floe.format.JsonValue.JsonInteger;
import dev.floe.format.JsonValue.JsonNull;
import dev.floe.format.JsonValue.JsonString;
import java.math.BigInteger;
import java.util.regex.Pattern;

/// What a plain scalar of YAML means, as the reference's library reads it, and how a text is
/// written so that it stays one.
final class YamlScalars {
  private static final Pattern DECIMAL = Pattern.compile("[-+]?(0|[1-9][0-9]{0,40})");
  private static final Pattern OTHER_BASE =
      Pattern.compile("[-+]?0(x[0-9a-fA-F]{1,40}|o[0-7]{1,40}|b[01]{1,70})");
  private static final Pattern DECIMAL_FRACTION =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
  private static final Pattern NOT_FINITE =
      Pattern.compile("[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

  private YamlScalars() {}

  static JsonValue resolve(String text) {
    return switch (text) {
      case "", "~", "null", "Null", "NULL" -> JsonNull.INSTANCE;
      case "true", "True", "TRUE" -> new JsonBoolean(true);
      case "false", "False", "FALSE" -> new JsonBoolean(false);
      default -> number(text);
    };
  }

  private static JsonValue number(String text) {
    if (DECIMAL.matcher(text).matches()) {
      return new JsonInteger(new BigInteger(text));
    }
    if (OTHER_BASE.matcher(text).matches()) {
      boolean negative = text.startsWith("-");
      int zero = text.indexOf('0');
      int radix =
          switch (text.charAt(zero + 1)) {
            case 'x' -> 16;
            case 'o' -> 8;
            default -> 2;
          };
      BigInteger value = new BigInteger(text.substring(zero + 2), radix);
      return new JsonInteger(negative ? value.negate() : value);
    }
    boolean digitsOnly = text.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '+' || c == '-');
    if (!digitsOnly && text.length() <= 400 && DECIMAL_FRACTION.matcher(text).matches()) {
      double value = Double.parseDouble(text);
      return Double.isInfinite(value) ? new JsonString(text) : new JsonDouble(value);
    }
    return new JsonString(text);
  }

  /// A text as a scalar of block style: plain where it stays a text, else in quotes.
  static String text(String text) {
    if (text.codePoints().anyMatch(YamlScalars::needsEscape)) {
      return escaped(text);
    }
    if (isPlain(text)) {
      return text;
    }
    return "'" + text.replace("'", "''") + "'";
  }

  private static boolean isPlain(String text) {
    if (!(resolve(text) instanceof JsonString)
        || NOT_FINITE.matcher(text).matches()
        || looksLikeNumber(text)
        || "yYnN".contains(text) && text.length() == 1
        || text.startsWith("---")
        || text.startsWith("...")
        || text.startsWith(" ")
        || text.endsWith(" ")
        || text.endsWith(":")
        || text.contains(": ")
        || text.contains(" #")) {
      return false;
    }
    char first = text.charAt(0);
    if ("#,[]{}&*!|>'\"%@`".indexOf(first) >= 0) {
      return false;
    }
    return "-?:".indexOf(first) < 0 || (text.length() > 1 && text.charAt(1) != ' ');
  }

  /// Other readers see more numbers than the reference does.
  private static boolean looksLikeNumber(String text) {
    return text.chars().allMatch(c -> (c >= '0' && c <= '9') || "+-.:_eE".indexOf(c) >= 0)
        && text.chars().anyMatch(c -> c >= '0' && c <= '9');
  }

  private static boolean needsEscape(int c) {
    return c < ' '
        || (c >= 0x7f && c <= 0xa0)
        || c == 0x2028
        || c == 0x2029
        || c == 0xfeff
        || c == 0xfffe
        || c == 0xffff
        || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  private static String escaped(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.codePoints()
        .forEach(c -> {
          if (c == '"' || c == '\\') {
            out.append('\\').appendCodePoint(c);
          } else if (needsEscape(c)) {
            out.append(String.format("\\u%04x", c));
          } else {
            out.appendCodePoint(c);
          }
        });
    return out.append('"').toString();
  }
}
