package dev.floe.spec.net;

import java.util.List;
import java.util.Random;

/// Decides what a connection is like. Asked once for each, in the order in which they are made, by
/// one thread at a time.
@FunctionalInterface
public interface LinePlan {
  /// The next connection.
  ///
  /// @param index counts connections from 0
  Line next(int index);

  /// All connections are alike.
  static LinePlan always(Line line) {
    return _ -> line;
  }

  /// One connection is different from the others.
  static LinePlan at(int index, Line line, Line others) {
    return i -> i == index ? line : others;
  }

  /// A share of the connections is like one of some lines, the others are clean; the same seed
  /// gives the same lines.
  static LinePlan seeded(long seed, double share, Line... lines) {
    Random random = new Random(seed);
    List<Line> some = List.of(lines);
    return _ -> random.nextDouble() < share ? some.get(random.nextInt(some.size())) : Line.CLEAN;
  }
}
