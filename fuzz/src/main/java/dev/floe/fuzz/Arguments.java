package dev.floe.fuzz;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The options of a program, each with a value: `--name value`.
public final class Arguments {
  private final Map<String, String> values = new TreeMap<>();

  /// Takes words apart.
  ///
  /// @throws IllegalArgumentException if an option has no value or is none of those known
  public Arguments(List<String> words, List<String> known) {
    Deque<String> rest = new ArrayDeque<>(words);
    while (!rest.isEmpty()) {
      String name = rest.poll();
      if (!known.contains(name) || rest.isEmpty()) {
        throw new IllegalArgumentException(
            name + ": expected one of " + String.join(", ", known) + ", followed by its value");
      }
      values.put(name, rest.poll());
    }
  }

  /// The value of an option, if it was given: here, or as a property of the same name.
  public Optional<String> text(String name) {
    String property = System.getProperty(name.substring("--".length()), "");
    return Optional.ofNullable(values.get(name))
        .or(() -> Optional.of(property).filter(value -> !value.isBlank()));
  }

  /// The number given, which is at least 1.
  public int count(String name, int otherwise) {
    int count = text(name).map(Integer::valueOf).orElse(otherwise);
    if (count < 1) {
      throw new IllegalArgumentException(name + ": expected at least 1, found " + count);
    }
    return count;
  }

  /// The seed given, or another one each time.
  public long seed() {
    return text("--seed").map(Long::valueOf).orElseGet(() -> System.nanoTime() >>> 8);
  }
}
