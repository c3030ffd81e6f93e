package dev.floe.fuzz.sim;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Random numbers that follow from a seed, in streams that do not disturb each other: what is drawn
/// from one changes nothing in another.
final class Chance {
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private Chance() {}

  /// A number that follows from some.
  static long mix(long... numbers) {
    long mixed = GOLDEN;
    for (long number : numbers) {
      long z = (mixed ^ number) + GOLDEN;
      z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
      z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
      mixed = z ^ z >>> 31;
    }
    return mixed;
  }

  /// A stream by its name.
  static RandomGenerator stream(long seed, String name) {
    return new SplittableRandom(mix(seed, name.hashCode(), name.length()));
  }

  /// A stream of one of many.
  static RandomGenerator stream(long seed, String name, long number) {
    return new SplittableRandom(mix(seed, name.hashCode(), name.length(), number));
  }
}
