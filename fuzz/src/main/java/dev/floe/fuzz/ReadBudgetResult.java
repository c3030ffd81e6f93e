package dev.floe.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/// What a process that read says of its memory.
///
/// @param readBytes how much it read, all of it as it should be
/// @param millis how long that took
/// @param peakBytes the most that ever counted against the limit of the pool
/// @param reservedBytes the most that was seen reserved for the transport
/// @param leftBytes what was leased still when nobody read any more
/// @param residentBytes the most memory that the process ever had; 0 where the system does not say
record ReadBudgetResult(
    long readBytes,
    long millis,
    long peakBytes,
    long reservedBytes,
    long leftBytes,
    long residentBytes) {
  /// What a JVM has beside heap and pool: code, classes, stacks, the collector's own.
  private static final long JVM_BYTES = 256L << 20;

  static ReadBudgetResult of(String words) {
    long[] numbers = Arrays.stream(words.split(" ")).mapToLong(Long::parseLong).toArray();
    return new ReadBudgetResult(
        numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]);
  }

  /// The same as words.
  String words() {
    return LongStream.of(readBytes, millis, peakBytes, reservedBytes, leftBytes, residentBytes)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(" "));
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "read %,d MiB in %.1f s; pool: %,d MiB at most, of which %,d MiB for the transport;"
            + " process: %,d MiB at most",
        readBytes >> 20,
        millis / 1e3,
        peakBytes >> 20,
        reservedBytes >> 20,
        residentBytes >> 20);
  }

  List<String> problems(ReadBudgetLoad load) {
    List<String> problems = new ArrayList<>();
    atLeast("bytes read", (long) load.mib() << 20, readBytes, problems);
    long pool = (long) load.poolMib() << 20;
    atMost("bytes in the pool", pool, peakBytes, problems);
    atLeast("bytes reserved for the transport", 1, reservedBytes, problems);
    atMost("bytes leased at the end", 0, leftBytes, problems);
    long all = pool + ((long) load.heapMib() << 20) + JVM_BYTES;
    atMost("bytes of the process", all, residentBytes, problems);
    return problems;
  }

  private static void atLeast(String what, long expected, long found, List<String> problems) {
    if (found < expected) {
      problems.add(what + ": expected at least " + expected + ", found " + found);
    }
  }

  private static void atMost(String what, long expected, long found, List<String> problems) {
    if (found > expected) {
      problems.add(what + ": expected at most " + expected + ", found " + found);
    }
  }
}
