package dev.floe.bench.s3;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.URI;

/// The floor of reads from a server: an object of random bytes of which ranges are asked for,
/// always the same signed request, and drained by one thread for each processor.
public final class BareReads implements AutoCloseable {
  private final BareClient client;
  private final int lengthBytes;
  private final int inFlight;

  /// Writes the object, and compares a range of it.
  public BareReads(URI server, int lengthBytes, int inFlight) throws Exception {
    S3Object object = new S3Object(server);
    this.lengthBytes = lengthBytes;
    this.inFlight = inFlight;
    try (Arena arena = Arena.ofShared()) {
      MemorySegment content = S3Object.content(arena);
      try (FloeClient floe = new FloeClient(object, FloeClient.keys(), content)) {
        floe.write(content);
      }
      client = new BareClient(object, Runtime.getRuntime().availableProcessors());
      MemorySegment read = client.read(lengthBytes, lengthBytes);
      if (read.mismatch(content.asSlice(lengthBytes, lengthBytes)) >= 0) {
        throw new IllegalStateException("the floor reads other bytes");
      }
    }
  }

  /// Reads so many ranges.
  public void run(long reads) throws Exception {
    client.run(Load.ofReads(inFlight, lengthBytes, reads));
  }

  @Override
  public void close() {
    client.close();
  }
}
