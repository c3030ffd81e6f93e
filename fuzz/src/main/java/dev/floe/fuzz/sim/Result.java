package dev.floe.fuzz.sim;

import dev.floe.fuzz.isolation.History;
import java.util.List;
import java.util.Map;

/// What came out of a run.
///
/// @param hash the same for runs in which the same happened
/// @param findings what is wrong, in words; empty if nothing is
/// @param histories what the sessions of each branch saw, if the run came to its end
/// @param counts how often what happened
/// @param injected the faults there were
/// @param requests how many were sent
/// @param nanos how long it took in simulated time
/// @param lines the last lines of what happened, if they were asked for
record Result(
    long seed,
    long hash,
    List<String> findings,
    List<History> histories,
    Map<String, Integer> counts,
    List<Weather.Injection> injected,
    long requests,
    long nanos,
    List<String> lines) {
  int count(String what) {
    return counts.getOrDefault(what, 0);
  }
}
