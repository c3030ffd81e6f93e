package dev.floe.spec.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A story about a repository, with the outcome of every step: run in Floe, and in the reference.
/// How they are written: `resources/scenarios/README.md`.
///
/// @param onlyFloe why the reference cannot run it, if it cannot
/// @param endsDifferently whether the two repositories differ at the end, on purpose
record Scenario(
    String name,
    Path file,
    int line,
    List<Step> steps,
    Optional<String> onlyFloe,
    boolean endsDifferently) {
  /// One step.
  ///
  /// @param line where it is in its file
  /// @param words what is done
  /// @param floe what must come of it
  /// @param reference what comes of it there
  /// @param decision what the table of decisions says about the difference, if there is one
  record Step(
      int line, List<String> words, String floe, String reference, Optional<String> decision) {}

  private static final String NAME = "scenario ";
  private static final String ONLY_FLOE = "only floe";
  private static final String ENDS_DIFFERENTLY = "ends differently";

  /// The files, by name.
  static List<Path> files() {
    try (Stream<Path> files =
        Files.list(Path.of(Scenario.class.getResource("/scenarios").toURI()))) {
      return files.filter(file -> file.toString().endsWith(".txt")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /// All scenarios of all files.
  static List<Scenario> all() {
    return files().stream().flatMap(file -> in(file).stream()).toList();
  }

  private static List<Scenario> in(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      List<Scenario> scenarios = new ArrayList<>();
      int begin = -1;
      for (int i = 0; i <= lines.size(); i++) {
        if (i == lines.size() || lines.get(i).startsWith(NAME)) {
          if (begin >= 0) {
            scenarios.add(of(file, begin, lines.subList(begin, i)));
          }
          begin = i;
        }
      }
      return scenarios;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Scenario of(Path file, int begin, List<String> lines) {
    List<Step> steps = new ArrayList<>();
    Optional<String> onlyFloe = Optional.empty();
    boolean endsDifferently = false;
    for (int i = 1; i < lines.size(); i++) {
      String line = lines.get(i).stripTrailing();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (line.startsWith(ONLY_FLOE)) {
        onlyFloe = Optional.of(line.substring(ONLY_FLOE.length()).strip());
      } else if (line.equals(ENDS_DIFFERENTLY)) {
        endsDifferently = true;
      } else if (line.startsWith(" ")) {
        steps.add(differing(steps.removeLast(), line.strip(), file));
      } else {
        steps.add(step(begin + i + 1, line));
      }
    }
    String name = lines.getFirst().substring(NAME.length()).strip();
    return new Scenario(name, file, begin + 1, List.copyOf(steps), onlyFloe, endsDifferently);
  }

  private static Step step(int number, String line) {
    int value = line.indexOf(" => ");
    int at = value >= 0 ? value : line.indexOf(" !! ");
    String outcome = at < 0 ? "ok" : line.substring(at + 1);
    String what = at < 0 ? line : line.substring(0, at);
    List<String> words = List.of(what.strip().split("\\s+"));
    return new Step(number, words, outcome, outcome, Optional.empty());
  }

  private static Step differing(Step step, String line, Path file) {
    int space = line.indexOf(' ');
    String rest = line.substring(space + 1);
    return switch (line.substring(0, space)) {
      case "reference" -> new Step(step.line, step.words, step.floe, rest, step.decision);
      case "decision" ->
          new Step(step.line, step.words, step.floe, step.reference, Optional.of(rest));
      default -> throw new IllegalArgumentException(file + ": " + line);
    };
  }

  /// What differs from what must come of each step, a line each.
  List<String> unexpected(List<String> outcomes, boolean ofFloe) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      String expected = ofFloe ? step.floe : step.reference;
      String found = i < outcomes.size() ? outcomes.get(i) : "nothing";
      if (!expected.equals(found)) {
        String where = file.getFileName() + ":" + step.line + " " + String.join(" ", step.words);
        lines.add(where + ": expected " + expected + ", found " + found);
      }
    }
    return lines;
  }
}
