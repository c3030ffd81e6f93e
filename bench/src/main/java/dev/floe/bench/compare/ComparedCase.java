package dev.floe.bench.compare;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One case at one size, and how it is measured.
///
/// @param group what is done, and where: the same for all its sizes
/// @param size in a word
/// @param work the name of the case in the peers
/// @param parameters for the peers
/// @param phases the parts that are told one by one; none if it is told as a whole
/// @param bytes of one piece of work
/// @param limits of the time it may take
record ComparedCase(
    String group,
    String size,
    String work,
    Map<String, String> parameters,
    List<String> phases,
    Unit unit,
    long bytes,
    Limits limits) {

  /// How long a case is measured.
  ///
  /// @param rounds at most, of each peer
  /// @param roundNanos what a round should take: repetitions are chosen so
  /// @param warmUpNanos run before the first round
  /// @param budgetNanos of one peer; one that has used it up is not run again
  /// @param repetitions of a round at most
  record Limits(int rounds, long roundNanos, long warmUpNanos, long budgetNanos, long repetitions) {
    Limits withRounds(int count) {
      return new Limits(count, roundNanos, warmUpNanos, budgetNanos, repetitions);
    }

    Limits withRepetitions(long most) {
      return new Limits(rounds, roundNanos, warmUpNanos, budgetNanos, most);
    }

    Limits withBudget(long nanos) {
      return new Limits(rounds, roundNanos, warmUpNanos, nanos, repetitions);
    }

    Limits withoutWarmUp() {
      return new Limits(rounds, roundNanos, 0, budgetNanos, repetitions);
    }
  }

  String name() {
    return group + "/" + size;
  }

  String name(String phase) {
    return phase.isEmpty() ? name() : group + "-" + phase + "/" + size;
  }

  /// How many processes of a peer take part at once.
  int processes() {
    return Integer.parseInt(parameters.getOrDefault("processes", "1"));
  }

  ComparedCase with(String parameter, String value) {
    Map<String, String> more = new LinkedHashMap<>(parameters);
    more.put(parameter, value);
    return new ComparedCase(group, size, work, more, phases, unit, bytes, limits);
  }

  /// The request that prepares it in a peer.
  String request() {
    StringBuilder line = new StringBuilder("prepare ").append(work);
    parameters.forEach((name, value) -> line.append(' ').append(name).append('=').append(value));
    return line.toString();
  }
}
