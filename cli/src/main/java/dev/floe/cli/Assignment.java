package dev.floe.cli;

import dev.floe.error.InvalidInputException;
import dev.floe.format.JsonText;
import dev.floe.format.JsonValue;

/// An argument `KEY=JSON`.
record Assignment(String key, JsonValue value) {
  /// Reads an argument; the key ends at the first `=` outside double quotes.
  ///
  /// @throws IllegalArgumentException if it is none
  static Assignment parse(String argument) {
    int equals = -1;
    boolean quoted = false;
    for (int i = 0; i < argument.length() && equals < 0; i++) {
      char c = argument.charAt(i);
      quoted ^= c == '"';
      if (c == '=' && !quoted) {
        equals = i;
      }
    }
    if (equals < 1) {
      throw new IllegalArgumentException("expected KEY=JSON, found \"" + argument + "\"");
    }
    String key = argument.substring(0, equals);
    try {
      return new Assignment(key, JsonText.parse(argument.substring(equals + 1), "value of " + key));
    } catch (InvalidInputException e) {
      throw new IllegalArgumentException(e.getMessage() + "; texts stand in double quotes", e);
    }
  }
}
