package dev.floe.bench.compare;

import dev.floe.bench.compare.PeerProcess.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Measures one case: every peer prepares it, warms up, and then all take turns, round after round.
///
/// What each read or wrote is told by a checksum or a count, before and after; where they differ
/// the case fails.
final class Interleaved {
  private final Peers peers;
  private final ComparedCase compared;
  private final Map<String, Map<String, Samples>> samples = new LinkedHashMap<>();
  private final Map<String, Long> repetitions = new LinkedHashMap<>();
  private final Map<String, Long> used = new LinkedHashMap<>();
  private final SpentFiles spent;
  private final Pace.Share share;
  private int teams;
  private final Map<String, String> absent = new TreeMap<>();

  /// @param share of the time, which has begun
  Interleaved(Peers peers, ComparedCase compared, Pace.Share share) {
    this.peers = peers;
    this.compared = compared;
    this.share = share;
    absent.putAll(peers.missing());
    spent = new SpentFiles(Path.of(compared.parameter("dir")));
  }

  /// One result for each part of the case.
  List<Compared> measure() throws IOException {
    prepare();
    ComparedCase.Limits warmUp = share.warmUp();
    for (String peer : List.copyOf(repetitions.keySet())) {
      warmUp(peer, warmUp);
    }
    while (share.hasRound()) {
      for (String peer : List.copyOf(repetitions.keySet())) {
        if (used.get(peer) < compared.limits().budgetNanos() || !samples.containsKey(peer)) {
          round(peer);
        }
      }
    }
    check();
    if (compared.processes() > 1) {
      peers.endTeams();
    }
    return results();
  }

  private Reply ask(String peer, String request) throws IOException {
    if (compared.processes() > 1) {
      String place = compared.parameters().get("dir") + "/" + teams++;
      return new Team(peers, peer, compared.with("dir", place)).ask(request);
    }
    return peers.process(peer, 0).ask(request);
  }

  private void prepare() throws IOException {
    Map<String, String> sums = new LinkedHashMap<>();
    for (String peer : peers.names()) {
      if (compared.phases().contains("peak")) {
        peers.restart(peer);
      }
      Reply reply = ask(peer, compared.request());
      if (reply.isOk()) {
        repetitions.put(peer, 1L);
        used.put(peer, 0L);
        sums.put(peer, reply.sum());
      } else {
        leave(peer, reply);
      }
    }
    expectEqual(sums);
  }

  private void leave(String peer, Reply reply) {
    repetitions.remove(peer);
    samples.remove(peer);
    if (reply.isNone()) {
      absent.put(peer, "has no such case");
      return;
    }
    if (peer.equals(Peers.FLOE)) {
      throw new IllegalStateException(compared.name() + ": " + reply.text());
    }
    absent.put(peer, reply.text());
    peers.restart(peer);
  }

  private void expectEqual(Map<String, String> sums) {
    String own = sums.getOrDefault(Peers.FLOE, "");
    sums.forEach((peer, sum) -> {
      if (!sum.isEmpty() && !sum.equals(own)) {
        throw new IllegalStateException(
            compared.name() + ": floe has " + own + ", " + peer + " has " + sum);
      }
    });
  }

  /// Runs until it is warm, and finds how many repetitions make a round.
  private void warmUp(String peer, ComparedCase.Limits limits) throws IOException {
    WarmUp warmUp = new WarmUp(limits);
    long count = 1;
    while (!warmUp.isOver()) {
      long start = System.nanoTime();
      Reply reply = ask(peer, "run " + count);
      long wall = System.nanoTime() - start;
      if (!reply.isOk()) {
        leave(peer, reply);
        return;
      }
      long nanos = Math.max(1, reply.number("nanos"));
      warmUp.ran(wall, (double) nanos / reply.number("work"));
      emptySpent();
      if (wall > limits.budgetNanos()) {
        used.put(peer, wall);
        take(peer, reply);
        return;
      }
      double wanted = (double) limits.roundNanos() / nanos * count;
      count = (long) Math.clamp(wanted, 1, Math.min(count * 16.0, limits.repetitions()));
      repetitions.put(peer, count);
    }
    if (limits.patienceNanos() < compared.limits().patienceNanos() && !warmUp.isSteady()) {
      share.endedCold();
    }
    if (limits.warmUpNanos() == 0) {
      repetitions.put(peer, limits.repetitions());
    }
  }

  private void round(String peer) throws IOException {
    long start = System.nanoTime();
    Reply reply = ask(peer, "run " + repetitions.get(peer));
    used.merge(peer, System.nanoTime() - start, Long::sum);
    if (reply.isOk()) {
      take(peer, reply);
    } else {
      leave(peer, reply);
    }
    emptySpent();
  }

  private void emptySpent() throws IOException {
    if (compared.work().equals("set")) {
      spent.empty();
    }
  }

  private void take(String peer, Reply reply) {
    Map<String, Samples> mine = samples.computeIfAbsent(peer, _ -> new LinkedHashMap<>());
    for (String phase : compared.parts()) {
      Unit unit = compared.unit(phase);
      String kind = unit.isCount() ? "count" : "nanos";
      long nanos = reply.number(phase.isEmpty() ? kind : kind + "." + phase);
      long work = reply.number("work");
      double figure = unit.figure(nanos, work, compared.bytes());
      mine.computeIfAbsent(phase, _ -> new Samples()).add(figure, work, reply.number("lost"));
    }
  }

  private void check() throws IOException {
    Map<String, String> sums = new LinkedHashMap<>();
    for (String peer : List.copyOf(repetitions.keySet())) {
      Reply reply = ask(peer, "check");
      if (!reply.isOk()) {
        leave(peer, reply);
      } else if (!lost(peer)) {
        sums.put(peer, reply.sum());
      }
      peers.process(peer, 0).ask("close");
    }
    expectEqual(sums);
  }

  private boolean lost(String peer) {
    return samples.containsKey(peer)
        && samples.get(peer).values().stream().anyMatch(each -> each.lost() > 0);
  }

  private List<Compared> results() {
    List<Compared> results = new ArrayList<>();
    for (String phase : compared.parts()) {
      Map<String, Samples> of = new LinkedHashMap<>();
      samples.forEach((peer, mine) -> of.put(peer, mine.get(phase)));
      results.add(
          new Compared(compared.name(phase), compared.unit(phase), of, absent, share.extent()));
    }
    return results;
  }
}
