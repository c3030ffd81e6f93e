package dev.floe.bench.compare;

import dev.floe.bench.compare.ComparedCase.Limits;
import java.time.Duration;
import java.util.List;

/// How large the cases are and how long each is measured.
///
/// @param brief whether there is little time
/// @param limits of a case that has no others
/// @param few limits of a case whose every round takes long, a repetition a round
record Scale(boolean brief, Limits limits, Limits few) {
  private static final int FEW_ROUNDS = 5;
  private static final long MILLIS = 1_000_000;
  private static final Scale FULL =
      of(
          false,
          new Limits(
              15, 100 * MILLIS, 1_500 * MILLIS, 6_000 * MILLIS, 15_000 * MILLIS, 10_000_000, 0),
          12_000 * MILLIS);
  private static final Scale SHORT =
      of(
          true,
          new Limits(5, 30 * MILLIS, 300 * MILLIS, 300 * MILLIS, 1_500 * MILLIS, 10_000_000, 0),
          1_000 * MILLIS);

  private static Scale of(boolean brief, Limits limits, long fewPatience) {
    Limits few = limits.withRounds(FEW_ROUNDS).withRepetitions(1);
    long warmUp = Math.max(1_000 * MILLIS, few.warmUpNanos());
    return new Scale(brief, limits, few.withWarmUp(warmUp, fewPatience));
  }

  /// How long a whole run may take if nobody says so.
  static Duration usual(boolean brief) {
    return brief ? Duration.ofMinutes(10) : Duration.ofMinutes(60);
  }

  static Scale of(boolean brief) {
    return brief ? SHORT : FULL;
  }

  <T> T either(T inBrief, T otherwise) {
    return brief ? inBrief : otherwise;
  }

  /// All of them, or the first two.
  List<Integer> sizes(Integer... all) {
    return brief ? List.of(all).subList(0, 2) : List.of(all);
  }

  static String size(int bytes) {
    if (bytes >= 1 << 20) {
      return (bytes >> 20) + "MiB";
    }
    return bytes >= 1 << 10 ? (bytes >> 10) + "KiB" : bytes + "B";
  }

  static String count(int refs) {
    return refs >= 1_000_000 ? refs / 1_000_000 + "M" : refs / 1_000 + "k";
  }
}
