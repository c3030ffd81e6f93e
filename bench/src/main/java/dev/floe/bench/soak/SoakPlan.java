package dev.floe.bench.soak;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// How long a soak takes, and how hard it works.
///
/// @param duration of all of it; what is late counts after the first tenth
/// @param sample between two looks at the gauges
/// @param age what is older expires and is collected; no session lives a quarter as long
/// @param bucket whether there is a repository in a bucket too
/// @param latest the 99.9th percentile of a warm read of local files
/// @param output where the report goes, and the local repository lies meanwhile
record SoakPlan(
    Duration duration,
    Duration sample,
    Duration age,
    boolean bucket,
    Duration latest,
    long seed,
    Path output) {
  private static final int SAMPLES = 240;
  private static final Duration AGE = Duration.ofSeconds(20);
  private static final Duration LATEST = Duration.ofMillis(5);

  /// @param words minutes, the output directory, and perhaps `--local` and a seed
  static SoakPlan of(List<String> words) {
    Duration duration = Duration.ofMillis(Math.round(Double.parseDouble(words.get(0)) * 60_000));
    List<String> options = words.subList(2, words.size());
    int seed = options.indexOf("--seed");
    return new SoakPlan(
        duration,
        duration.dividedBy(SAMPLES),
        duration.compareTo(AGE.multipliedBy(6)) < 0 ? duration.dividedBy(6) : AGE,
        !options.contains("--local"),
        LATEST,
        seed < 0 ? 1 : Long.parseLong(options.get(seed + 1)),
        Path.of(words.get(1)));
  }

  /// How long a session that reads is used.
  Duration session() {
    return age.dividedBy(8);
  }
}
