package dev.floe.fuzz.sim;

import java.util.ArrayDeque;
import java.util.List;

/// What happened in a simulation, as one number and, where asked for, as its last lines. Two runs
/// with the same number did the same.
final class Trace {
  private static final long PRIME = 0x100000001b3L;

  private final int mostLines;
  private final ArrayDeque<String> lines = new ArrayDeque<>();
  private long hash = 0xcbf29ce484222325L;
  private long count;

  /// @param mostLines how many of the last lines are kept; 0 to keep none
  Trace(int mostLines) {
    this.mostLines = mostLines;
  }

  /// Adds a number to what happened.
  void add(long number) {
    hash = Long.rotateLeft((hash ^ number) * PRIME, 29);
    count++;
  }

  /// Adds a text to what happened.
  void add(String text) {
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * PRIME;
    }
    add(text.length());
  }

  /// Adds a line that a reader may see.
  void line(long nanos, String who, String what) {
    add(nanos);
    add(who);
    add(what);
    if (mostLines > 0) {
      if (lines.size() == mostLines) {
        lines.removeFirst();
      }
      lines.add(String.format("%12.3f ms  %-14s %s", nanos / 1e6, who, what));
    }
  }

  /// Whether lines are kept.
  boolean isKept() {
    return mostLines > 0;
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  /// The number that stands for all of it.
  long hash() {
    return Long.rotateLeft(hash ^ count, 17) * PRIME;
  }
}
