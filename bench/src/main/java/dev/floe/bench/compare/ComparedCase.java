package dev.floe.bench.compare;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One case at one size, and how it is measured. A case without a name is what several have in
/// common.
///
/// @param group what is done, and where: the same for all its sizes
/// @param size in a word
/// @param work the name of the case in the peers
/// @param parameters for the peers
/// @param phases the parts that are told one by one; none if it is told as a whole
/// @param unit of what is told as a whole, and of parts that are timed
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
  /// @param warmUpNanos run before the first round, at least
  /// @param patienceNanos run before it at most, while it still becomes faster
  /// @param budgetNanos of one peer; one that has used it up is not run again
  /// @param repetitions of a round at most
  /// @param fixedNanos what of the time that all peers take together cannot be cut, about
  record Limits(
      int rounds,
      long roundNanos,
      long warmUpNanos,
      long patienceNanos,
      long budgetNanos,
      long repetitions,
      long fixedNanos) {
    Limits withRounds(int count) {
      return new Limits(
          count, roundNanos, warmUpNanos, patienceNanos, budgetNanos, repetitions, fixedNanos);
    }

    Limits withRepetitions(long most) {
      return new Limits(
          rounds, roundNanos, warmUpNanos, patienceNanos, budgetNanos, most, fixedNanos);
    }

    Limits withBudget(long nanos) {
      return new Limits(
          rounds, roundNanos, warmUpNanos, patienceNanos, nanos, repetitions, fixedNanos);
    }

    Limits withWarmUp(long nanos, long patience) {
      return new Limits(rounds, roundNanos, nanos, patience, budgetNanos, repetitions, fixedNanos);
    }

    Limits withFixed(long nanos) {
      return new Limits(
          rounds, roundNanos, warmUpNanos, patienceNanos, budgetNanos, repetitions, nanos);
    }

    Limits withoutWarmUp() {
      return withWarmUp(0, 0);
    }
  }

  static ComparedCase of(String work, Unit unit, Limits limits) {
    return new ComparedCase("", "", work, Map.of(), List.of(), unit, 0, limits);
  }

  /// Of chunks of this length.
  ComparedCase of(int lengthBytes) {
    ComparedCase with = with("bytes", lengthBytes);
    return new ComparedCase(group, size, work, with.parameters, phases, unit, lengthBytes, limits);
  }

  /// Where its files are: `memory`, `local` or `local-fsync`.
  ComparedCase in(String where) {
    String[] parts = where.split("-");
    return with("storage", parts[0], "fsync", parts.length > 1 ? "on" : "off");
  }

  /// With parameters: names and values in turn.
  ComparedCase with(Object... namesAndValues) {
    Map<String, String> more = new LinkedHashMap<>(parameters);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      more.put(namesAndValues[i].toString(), namesAndValues[i + 1].toString());
    }
    return new ComparedCase(group, size, work, more, phases, unit, bytes, limits);
  }

  ComparedCase phased(String... parts) {
    return new ComparedCase(group, size, work, parameters, List.of(parts), unit, bytes, limits);
  }

  ComparedCase named(String newGroup, String newSize) {
    return new ComparedCase(newGroup, newSize, work, parameters, phases, unit, bytes, limits);
  }

  ComparedCase limitedBy(Limits others) {
    return new ComparedCase(group, size, work, parameters, phases, unit, bytes, others);
  }

  String name() {
    return group + "/" + size;
  }

  String name(String phase) {
    return phase.isEmpty() ? name() : group + "-" + phase + "/" + size;
  }

  String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }

  /// The parts that are told one by one, or one without a name.
  List<String> parts() {
    return phases.isEmpty() ? List.of("") : phases;
  }

  /// The unit of a part: some are counted.
  Unit unit(String phase) {
    return switch (phase) {
      case "puts" -> Unit.PUTS;
      case "peak" -> Unit.MEBIBYTES;
      default -> unit;
    };
  }

  /// How many processes of a peer take part at once.
  int processes() {
    return Integer.parseInt(parameters.getOrDefault("processes", "1"));
  }

  /// The request that prepares it in a peer.
  String request() {
    return request(work);
  }

  /// The request that prepares other work with the same parameters.
  String request(String otherWork) {
    StringBuilder line = new StringBuilder("prepare ").append(otherWork);
    parameters.forEach((name, value) -> line.append(' ').append(name).append('=').append(value));
    return line.toString();
  }
}
