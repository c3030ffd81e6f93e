package dev.floe.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// Where two JSON values differ, one line a place. An integer and a double are different even where
/// their values are not.
final class JsonDifferences {
  /// Enough to see what is wrong.
  private static final int MOST = 40;

  private final List<String> found = new ArrayList<>();

  private JsonDifferences() {}

  static List<String> between(JsonNode expected, JsonNode actual) {
    JsonDifferences differences = new JsonDifferences();
    differences.compare("", expected, actual);
    return differences.found;
  }

  private void compare(String place, JsonNode expected, JsonNode actual) {
    if (expected.isObject() && actual.isObject()) {
      TreeSet<String> names = new TreeSet<>(expected.propertyNames());
      names.addAll(actual.propertyNames());
      for (String name : names) {
        member(place + "/" + name, expected.get(name), actual.get(name));
      }
    } else if (expected.isArray() && actual.isArray()) {
      for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
        member(place + "[" + i + "]", expected.get(i), actual.get(i));
      }
    } else if (!equal(expected, actual)) {
      tell(place, expected, actual);
    }
  }

  private void member(String place, JsonNode expected, JsonNode actual) {
    if (expected == null || actual == null) {
      tell(place, expected, actual);
    } else {
      compare(place, expected, actual);
    }
  }

  private static boolean equal(JsonNode expected, JsonNode actual) {
    if (expected.isNumber() && actual.isNumber()) {
      return expected.isIntegralNumber()
          ? actual.isIntegralNumber() && expected.bigIntegerValue().equals(actual.bigIntegerValue())
          : actual.isFloatingPointNumber()
              && Double.compare(expected.doubleValue(), actual.doubleValue()) == 0;
    }
    return expected.equals(actual);
  }

  private void tell(String place, JsonNode expected, JsonNode actual) {
    if (found.size() < MOST) {
      found.add(place + ": expected " + text(expected) + ", Floe says " + text(actual));
    }
  }

  private static String text(JsonNode value) {
    if (value == null) {
      return "nothing";
    }
    String text = value.toString();
    return text.length() <= 200 ? text : text.substring(0, 200) + "…";
  }
}
