package dev.floe.bench.compare.peer;

import dev.floe.bench.s3.BareReads;
import java.net.URI;

/// As many bytes of the same server, by sockets that check nothing.
final class BareServed implements Work {
  private final BareReads reads;
  private final long chunks;

  BareServed(Parameters with) throws Exception {
    URI server = URI.create(with.text("endpoint"));
    reads = new BareReads(server, with.count("bytes"), with.count("at_once"));
    chunks = with.number("chunks");
  }

  /// Its bytes are its own: it compares them itself.
  @Override
  public String sum() {
    return "";
  }

  @Override
  public Answer run(long repetitions) throws Exception {
    long start = System.nanoTime();
    reads.run(repetitions * chunks);
    return Answer.of(repetitions * chunks, System.nanoTime() - start);
  }

  @Override
  public void close() {
    reads.close();
  }
}
