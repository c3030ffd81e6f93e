package dev.floe.fuzz;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

/// The search for something that is wrong on purpose: seed after seed until the checks speak, from
/// several starting seeds that have nothing to do with each other.
///
/// @param name of what is wrong
/// @param findings what the checks say of the run of a seed; nothing if it passes
public record Hunt(String name, LongFunction<List<String>> findings) {
  /// From how many seeds a whole search starts.
  public static final int STARTS = 20;

  /// What is not found within so many from one of them is not found.
  public static final int MOST_SEEDS = 200;

  private static final int MOST_LINES = 5;
  private static final int LONGEST_LINE = 90;

  /// Searches.
  ///
  /// @param seed the starting seeds follow from it
  /// @param starts how many there are
  public Found from(long seed, int starts) {
    long[] firsts = new SplittableRandom(seed).longs(starts).toArray();
    int[] needed = new int[starts];
    Set<String> said = new TreeSet<>();
    for (int i = 0; i < starts; i++) {
      List<String> findings = List.of();
      while (findings.isEmpty() && needed[i] < MOST_SEEDS) {
        findings = this.findings.apply(firsts[i] + needed[i]++);
      }
      if (findings.isEmpty()) {
        return new Found(name, firsts[i], needed, said);
      }
      findings.forEach(finding -> said.add(finding.lines().findFirst().orElse("")));
    }
    return new Found(name, 0, needed, said);
  }

  @Override
  public String toString() {
    return name;
  }

  /// What came of a search.
  ///
  /// @param missedFrom the starting seed that led nowhere; 0 if none did
  /// @param needed how many seeds it took from each start
  /// @param said what the checks said, each thing once
  public record Found(String name, long missedFrom, int[] needed, Set<String> said) {
    /// What is wrong with the search; empty if it came to its end.
    public List<String> problems() {
      return missedFrom == 0
          ? List.of()
          : List.of(name + ": not found in " + MOST_SEEDS + " seeds from " + missedFrom + " on");
    }

    /// One line of figures, and some of what was said.
    public String text() {
      int[] sorted = IntStream.of(needed).sorted().toArray();
      StringBuilder text = new StringBuilder();
      text.append(
          String.format(
              "%-34s %3d starts, seeds needed: least %d, median %d, most %d",
              name,
              sorted.length,
              sorted[0],
              sorted[sorted.length / 2],
              sorted[sorted.length - 1]));
      said.stream()
          .limit(MOST_LINES)
          .map(line -> line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + " …" : line)
          .forEach(line -> text.append("\n    ").append(line));
      return text.toString();
    }
  }
}
