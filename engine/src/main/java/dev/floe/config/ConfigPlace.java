package dev.floe.config;

import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonArray;
import dev.floe.format.JsonValue.JsonBoolean;
import dev.floe.format.JsonValue.JsonDouble;
import dev.floe.format.JsonValue.JsonInteger;
import dev.floe.format.JsonValue.JsonNull;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.JsonValue.JsonString;
import java.util.Collection;

/// Where in a configuration a value stands. Messages name the place and the kind of value that was
/// found there, never a text itself, for it may be a secret; names of enum variants are the
/// exception.
record ConfigPlace(String object, String path, int depth) {
  private static final int MAX_DEPTH = 64;
  private static final int SHOWN = 40;

  static ConfigPlace root(String object) {
    return new ConfigPlace(object, "", 0);
  }

  ConfigPlace at(String key) {
    return inside(path.isEmpty() ? shortened(key) : path + "." + shortened(key));
  }

  ConfigPlace at(int index) {
    return inside(path + "[" + index + "]");
  }

  private ConfigPlace inside(String innerPath) {
    if (depth == MAX_DEPTH) {
      throw failure("at most " + MAX_DEPTH + " levels", "more");
    }
    return new ConfigPlace(object, innerPath, depth + 1);
  }

  FormatException unexpected(String expected, JsonValue found) {
    return failure(expected, kindOf(found));
  }

  FormatException unknownVariant(String variant, Collection<String> known) {
    return failure("one of " + String.join(", ", known), "\"" + shortened(variant) + "\"");
  }

  FormatException failure(String expected, String found) {
    String place = path.isEmpty() ? "" : path + " to be ";
    return new FormatException(
        ErrorKind.CONFIG_DESERIALIZATION, object, -1, place + expected, found);
  }

  private static String shortened(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }

  private static String kindOf(JsonValue value) {
    return switch (value) {
      case JsonNull _ -> "null";
      case JsonBoolean(boolean truth) -> Boolean.toString(truth);
      case JsonInteger(var integer) ->
          integer.bitLength() <= 64 ? integer.toString() : "a larger integer";
      case JsonDouble(double number) -> Double.toString(number);
      case JsonString _ -> "a text";
      case JsonArray _ -> "a list";
      case JsonObject _ -> "a map";
    };
  }
}
