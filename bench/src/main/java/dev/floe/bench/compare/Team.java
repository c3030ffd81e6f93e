package dev.floe.bench.compare;

import dev.floe.bench.compare.PeerProcess.Reply;
import java.io.IOException;
import java.util.Map;

/// Several processes of one peer that do one piece of work together: each run is prepared anew,
/// starts in all of them at once, and counts what is there in the end.
final class Team {
  private final Peers peers;
  private final String peer;
  private final ComparedCase compared;

  Team(Peers peers, String peer, ComparedCase compared) {
    this.peers = peers;
    this.peer = peer;
    this.compared = compared;
  }

  Reply ask(String request) throws IOException {
    if (request.startsWith("run")) {
      return run();
    }
    if (request.startsWith("check")) {
      return new Reply("ok", "ok", Map.of());
    }
    return prepare();
  }

  private Reply prepare() throws IOException {
    Reply reply = null;
    for (int i = 0; i < compared.processes(); i++) {
      reply = peers.process(peer, i).ask(compared.with("process", "" + i).request());
      if (!reply.isOk()) {
        return reply;
      }
    }
    Reply closed = close();
    return closed.isOk() ? reply : closed;
  }

  private Reply close() throws IOException {
    Reply reply = null;
    for (int i = compared.processes() - 1; i >= 0; i--) {
      reply = peers.process(peer, i).ask("close");
    }
    return reply;
  }

  private Reply run() throws IOException {
    for (int i = 0; i < compared.processes(); i++) {
      Reply reply = peers.process(peer, i).ask(compared.with("process", "" + i).request());
      if (!reply.isOk()) {
        return reply;
      }
    }
    long start = System.nanoTime();
    for (int i = 0; i < compared.processes(); i++) {
      peers.process(peer, i).send("run 1");
    }
    long acknowledged = 0;
    for (int i = 0; i < compared.processes(); i++) {
      Reply reply = peers.process(peer, i).receive();
      if (!reply.isOk()) {
        return reply;
      }
      acknowledged += reply.number("work");
    }
    long nanos = System.nanoTime() - start;
    Reply present = peers.process(peer, 0).ask("check");
    close();
    if (!present.isOk()) {
      return present;
    }
    long there = Long.parseLong(present.sum());
    long lost = Math.max(0, acknowledged - there);
    return new Reply(
        "ok", "ok", Map.of("work", "" + there, "nanos", "" + nanos, "lost", "" + lost));
  }
}
