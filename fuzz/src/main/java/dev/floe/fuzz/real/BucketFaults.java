package dev.floe.fuzz.real;

import dev.floe.fuzz.real.RealRun.Verdict;
import dev.floe.spec.net.FaultProxy;
import dev.floe.spec.net.Line;
import dev.floe.spec.net.LinePlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What befalls processes that write to one repository on an S3 server.
final class BucketFaults {
  private static final int WRITERS = 3;

  /// How connections end early.
  static final List<Line> LINES =
      List.of(
          Line.CLEAN.ending(Line.How.RESET, Line.Direction.TO_SERVER, 900),
          Line.CLEAN.ending(Line.How.RESET, Line.Direction.TO_CLIENT, 300),
          Line.CLEAN.ending(Line.How.CUT, Line.Direction.TO_SERVER, 2_500),
          Line.CLEAN.ending(Line.How.CUT, Line.Direction.TO_CLIENT, 0),
          Line.CLEAN.ending(Line.How.HALF_OPEN, Line.Direction.TO_CLIENT, 200));

  /// Processes of two kinds commit after each other at least once in so many commits of each.
  private static final int COMMITS_A_MEETING = 5;

  /// How many of the connections end so.
  private static final double CUT_SHARE = 0.6;

  private final BucketServer server;
  private final long seed;

  BucketFaults(BucketServer server, long seed) {
    this.server = server;
    this.seed = seed;
  }

  private RealRun run(int port, String name) {
    return new RealRun(Place.inBucket(port, name + "-" + Long.toHexString(seed)), seed);
  }

  /// Processes die at any moment, and others take their places.
  Verdict killed(int times) {
    try (RealRun run = run(server.port(), "killed").create()) {
      run.start(WRITERS);
      for (int i = 0; i < times; i++) {
        RealRun.pause(Duration.ofMillis(20 + run.random().nextInt(300)));
        List<Writer> alive = run.writers().stream().filter(Writer::isAlive).toList();
        run.bites().kill(alive.get(run.random().nextInt(alive.size())));
        run.start(1);
      }
      run.awaitCommits("after all the deaths somebody commits", WRITERS);
      return run.finish();
    }
  }

  /// Processes are stopped for longer than any of their time-outs, one after the other, and go on
  /// from where they were; the others go on meanwhile.
  Verdict stopped(int times, Duration time) {
    try (RealRun run = run(server.port(), "stopped").create()) {
      run.start(WRITERS);
      for (int i = 0; i < times; i++) {
        RealRun.pause(Duration.ofMillis(run.random().nextInt(200)));
        Writer stopped = run.writers().get(i % WRITERS);
        run.bites().stop(stopped);
        run.awaitEach(
            "others go on", run.writers().stream().filter(each -> each != stopped).toList());
        RealRun.pause(time);
        stopped.signal("CONT");
        run.awaitEach("all go on", List.copyOf(run.writers()));
      }
      return run.finish();
    }
  }

  /// The reference is one of those that write, and processes of both kinds die.
  Verdict withReference(Reference reference, int commits) {
    try (RealRun run = run(server.port(), "mixed").create()) {
      List<Writer> ofReference = new ArrayList<>();
      ofReference.add(run.start(reference));
      ofReference.add(run.start(reference));
      run.start(2);
      run.awaitReady(ofReference);
      Rivals rivals = new Rivals(run, ofReference);
      rivals.await(commits);
      run.bites().kill(ofReference.getFirst());
      run.bites().kill(run.writers().getLast());
      Writer next = run.start(reference);
      ofReference.add(next);
      run.start(1);
      run.awaitReady(List.of(next));
      rivals.await(commits);
      int meetings = rivals.meetings();
      if (meetings < commits / COMMITS_A_MEETING) {
        run.problem("only %d commits follow one of the other kind".formatted(meetings));
      }
      Verdict verdict = run.finish();
      return new Verdict(
          "%s, %d of %d commits by the reference, %d follow one of the other kind, %d stops"
              .formatted(
                  verdict.summary(),
                  Rivals.commits(ofReference),
                  run.commits(),
                  meetings,
                  rivals.stops()),
          verdict.problems());
    }
  }

  /// Connections are reset, ended, or nothing goes through them any more, in the middle of requests
  /// and of answers.
  Verdict cut(int commits) {
    LinePlan plan = LinePlan.seeded(seed, CUT_SHARE, LINES.toArray(Line[]::new));
    try (FaultProxy proxy = FaultProxy.start(server.port(), plan);
        RealRun run = run(server.port(), "cut").create()) {
      for (Line line : LINES) {
        PlainConnection.bite(server.port(), line).ifPresent(run::problem);
      }
      Place through = Place.inBucket(proxy.port(), "cut-" + Long.toHexString(seed));
      for (int i = 0; i < WRITERS; i++) {
        run.start(through, "work", command -> command);
      }
      run.await("commits through cut lines", () -> run.commits() >= commits);
      Verdict verdict = run.finish();
      if (proxy.endedCount() == 0) {
        return new Verdict(verdict.summary(), List.of("the proxy ended no connection"));
      }
      return new Verdict(
          verdict.summary() + ", " + proxy.endedCount() + " connections ended", verdict.problems());
    }
  }
}
