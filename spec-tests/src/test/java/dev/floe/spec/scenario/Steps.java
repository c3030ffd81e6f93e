package dev.floe.spec.scenario;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The steps by their first word.
final class Steps {
  /// Does a step.
  @FunctionalInterface
  interface Step {
    /// @param words those behind the first
    /// @return what it answers, if it answers something; empty for an empty list
    String run(World world, List<String> words);
  }

  /// A step that answers nothing.
  @FunctionalInterface
  interface Action {
    void run(World world, List<String> words);

    default Step step() {
      return (world, words) -> {
        run(world, words);
        return null;
      };
    }
  }

  private static final Map<String, Step> TABLE = new HashMap<>();

  static {
    TABLE.putAll(RepositorySteps.table());
    TABLE.putAll(RefSteps.table());
    TABLE.putAll(MaintenanceSteps.table());
    TABLE.putAll(SessionSteps.table());
    TABLE.putAll(StoreSteps.table());
  }

  private Steps() {}

  static String run(World world, List<String> words) {
    Step step = TABLE.get(words.getFirst());
    if (step == null) {
      throw new IllegalArgumentException("no such step: " + words);
    }
    return step.run(world, words.subList(1, words.size()));
  }

  /// The value of an option `name=value` among words.
  static java.util.Optional<String> option(List<String> words, String name) {
    return words.stream()
        .filter(word -> word.startsWith(name + "="))
        .map(word -> word.substring(name.length() + 1))
        .findFirst();
  }

  static String yes(boolean value) {
    return value ? "yes" : "no";
  }
}
