package dev.floe.bench.compare;

import java.util.ArrayList;
import java.util.List;

/// How much of a case was measured in the time there was, of every peer alike.
///
/// @param rounds that were run
/// @param planned rounds
/// @param coldWarmUp whether a peer was still becoming faster when its time to warm up, which was
///   shorter than planned, was over
record Extent(int rounds, int planned, boolean coldWarmUp) {
  boolean isCut() {
    return rounds < planned || coldWarmUp;
  }

  /// What was cut, in words; empty if nothing was.
  String cut() {
    List<String> parts = new ArrayList<>();
    if (rounds < planned) {
      parts.add(rounds + " of " + planned + " rounds");
    }
    if (coldWarmUp) {
      parts.add("warm-up cut short");
    }
    return String.join(", ", parts);
  }
}
