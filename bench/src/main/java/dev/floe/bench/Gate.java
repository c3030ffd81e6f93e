package dev.floe.bench;

/// What must hold before anything is timed: work that does something else than it should is fast
/// for no merit of its own.
public final class Gate {
  private Gate() {}

  /// Refuses other results.
  ///
  /// @throws IllegalStateException if what was found is not what was expected
  public static void equal(String what, Object expected, Object found) {
    if (!expected.equals(found)) {
      throw new IllegalStateException(what + ": expected " + expected + ", found " + found);
    }
  }
}
