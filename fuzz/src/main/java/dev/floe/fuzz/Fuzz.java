package dev.floe.fuzz;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The programs of this module, by name; without a name all of them. Leaves with 1 if one of them
/// found something wrong, and with 2 for wrong usage.
public final class Fuzz {
  private Fuzz() {}

  /// @param arguments a program's name and its options, or nothing
  public static void main(String[] arguments) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    List<String> words = Arrays.stream(arguments).filter(word -> !word.isBlank()).toList();
    String name = words.isEmpty() ? "all" : words.getFirst();
    List<String> options = words.isEmpty() ? words : words.subList(1, words.size());
    List<String> problems = new ArrayList<>();
    try {
      switch (name) {
        case "all" -> {
          problems.addAll(Crash.run(options, out));
          problems.addAll(Contention.run(options, out));
          problems.addAll(Forks.run(options, out));
          problems.addAll(Net.run(options, out));
        }
        case "contention" -> problems.addAll(Contention.run(options, out));
        case "crash" -> problems.addAll(Crash.run(options, out));
        case "forks" -> problems.addAll(Forks.run(options, out));
        case "net" -> problems.addAll(Net.run(options, out));
        case "rate" -> problems.addAll(CommitRate.run(options, out));
        default -> throw new IllegalArgumentException(name + ": no such program");
      }
    } catch (IllegalArgumentException e) {
      System.err.println(
          e.getMessage()
              + "\nusage: "
              + String.join(
                  "\n       ",
                  Contention.USAGE,
                  Crash.USAGE,
                  Forks.USAGE,
                  Net.USAGE,
                  CommitRate.USAGE));
      System.exit(2);
    }
    problems.stream().map(problem -> "PROBLEM " + problem).forEach(out::println);
    System.exit(problems.isEmpty() ? 0 : 1);
  }
}
