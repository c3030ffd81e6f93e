package dev.floe.fuzz;

import dev.floe.fuzz.hostile.Hostile;
import dev.floe.fuzz.lincheck.Lincheck;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// The programs of this module, by name; without a name those that take seconds, or the simulation
/// alone where a property of the virtual machine is one of its options. Leaves with 1 if one of
/// them found something wrong, and with 2 for wrong usage.
public final class Fuzz {
  private static final List<Program> PROGRAMS =
      List.of(
          new Program("simulation", Simulated.USAGE, false, Simulated::run),
          new Program("crash", Crash.USAGE, true, Crash::run),
          new Program("contention", Contention.USAGE, true, Contention::run),
          new Program("forks", Forks.USAGE, true, Forks::run),
          new Program("net", Net.USAGE, true, Net::run),
          new Program("real", Real.USAGE, false, Real::run),
          new Program("hostile", Hostile.USAGE, false, Hostile::run),
          new Program("lincheck", Lincheck.USAGE, false, Lincheck::run),
          new Program("rate", CommitRate.USAGE, false, CommitRate::run),
          new Program("budget", ReadBudget.USAGE, false, ReadBudget::run));

  private Fuzz() {}

  /// @param isShort whether it runs where none is named
  private record Program(String name, String usage, boolean isShort, Body body) {}

  private interface Body {
    /// @return what it found wrong
    List<String> run(List<String> options, PrintStream out) throws Exception;
  }

  /// @param arguments a program's name and its options, or nothing
  public static void main(String[] arguments) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    List<String> words = Arrays.stream(arguments).filter(word -> !word.isBlank()).toList();
    List<String> problems = List.of();
    try {
      problems =
          words.isEmpty() || words.getFirst().equals("all")
              ? all(out)
              : program(words.getFirst()).body.run(words.subList(1, words.size()), out);
    } catch (IllegalArgumentException e) {
      String usages =
          PROGRAMS.stream().map(Program::usage).collect(Collectors.joining("\n       "));
      System.err.println(e.getMessage() + "\nusage: " + usages);
      System.exit(2);
    }
    problems.stream().map(problem -> "PROBLEM " + problem).forEach(out::println);
    System.exit(problems.isEmpty() ? 0 : 1);
  }

  private static List<String> all(PrintStream out) throws Exception {
    List<String> simulated = Simulated.properties();
    List<String> problems = new ArrayList<>(Simulated.run(simulated, out));
    if (simulated.isEmpty()) {
      for (Program program : PROGRAMS) {
        if (program.isShort) {
          problems.addAll(program.body.run(List.of(), out));
        }
      }
    }
    return problems;
  }

  private static Program program(String name) {
    return PROGRAMS.stream()
        .filter(each -> each.name.equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name + ": no such program"));
  }
}
