package dev.floe.bench.compare.peer;

import java.nio.file.Path;
import java.util.Map;

/// The parameters of a case.
record Parameters(Map<String, String> values) {
  String text(String name) {
    return values.getOrDefault(name, "");
  }

  boolean is(String name, String value) {
    return text(name).equals(value);
  }

  long number(String name) {
    String text = text(name);
    return text.isEmpty() ? 0 : Long.parseLong(text);
  }

  int count(String name) {
    return Math.toIntExact(number(name));
  }

  /// A directory for the files of one peer.
  Path directory(String below) {
    return Path.of(text("dir"), below);
  }
}
