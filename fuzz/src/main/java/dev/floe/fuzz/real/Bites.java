package dev.floe.fuzz.real;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/// What befalls the processes of a run, each with the proof that it does; without it the run has a
/// problem.
///
/// @param run whose processes they are
record Bites(RealRun run) {
  /// How a process leaves that was sent SIGKILL.
  private static final int KILLED = 128 + 9;

  /// Two processes that are started at once write within this time.
  private static final Duration START = Duration.ofSeconds(20);

  /// Kills a writer, which is gone then.
  void kill(Writer writer) {
    boolean wasAlive = writer.isAlive();
    writer.kill();
    String states = ThreadStates.of(writer.pid());
    if (!wasAlive || writer.exitCode() != KILLED || !states.isEmpty()) {
      run.problem(
          "%s was to be killed and gone: it lived: %s, left with %d (killed is %d), has threads: %s"
              .formatted(writer.name(), wasAlive, writer.exitCode(), KILLED, states));
    }
  }

  /// Stops a writer: none of its threads runs then.
  void stop(Writer writer) {
    writer.signal("STOP");
    run.await(
        writer.name() + " is stopped with all its threads",
        () -> ThreadStates.of(writer.pid()).matches("T+"));
  }

  /// Engines whose clocks differ write times that do: two processes make a repository each.
  void requireApart(Place behind, Place ahead) {
    List<Writer> makers =
        List.of(
            run.start(behind, "clock", command -> command),
            run.start(ahead, "clock", command -> command));
    run.await("repositories are made", () -> makers.stream().noneMatch(Writer::isAlive));
    makers.forEach(Writer::kill);
    checkApart(behind, ahead);
  }

  /// What is written in two repositories has times as far apart as the clocks are.
  void checkApart(Place behind, Place ahead) {
    Duration expected = ahead.clockShift().minus(behind.clockShift());
    Duration found = Duration.between(RealRun.latestTime(behind), RealRun.latestTime(ahead));
    if (found.minus(expected).abs().compareTo(START) > 0) {
      run.problem("clocks were to be " + expected + " apart, and what they wrote is " + found);
    }
  }

  /// A fault that a plain write does not meet is none: a process of the same kind tries one.
  ///
  /// @param expected what the system is to say
  void requireBite(Place at, String expected, UnaryOperator<List<String>> command) {
    Writer writer = run.start(at, "probe", command);
    run.await(writer.name() + " tried a plain write", () -> !writer.isAlive());
    writer.kill();
    String bite = writer.bite().orElse("nothing at all");
    if (!bite.contains(expected)) {
      run.problem(
          "a plain write was to fail with \"" + expected + "\", and the answer was: " + bite);
    }
  }
}
