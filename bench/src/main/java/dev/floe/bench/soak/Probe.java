package dev.floe.bench.soak;

import dev.floe.format.ByteRange;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Reads one chunk after another at fixed times, every byte checked. The first read of a chunk in a
/// session may have to load a manifest; the later ones are warm. Each is taken twice: how long the
/// call took, and how long it was since the read was due, in which a late one makes others late.
final class Probe implements Runnable {
  static final String WARM = "warm read 64 KiB";
  static final String WARM_DUE = "warm read 64 KiB, since due";

  private final Site site;
  private final ReadSession session;
  private final Pace pace;

  Probe(Site site, ReadSession session, Pace pace) {
    this.site = site;
    this.session = session;
    this.pace = pace;
  }

  @Override
  public void run() {
    boolean[] warm = new boolean[site.cells().chunks()];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(Cells.CHUNK_BYTES);
      for (int chunk = 0; pace.await(); chunk = (chunk + 1) % warm.length) {
        if (session.renew()) {
          Arrays.fill(warm, false);
        }
        read(chunk, bytes, warm[chunk]);
        warm[chunk] = true;
      }
    }
  }

  private void read(int chunk, MemorySegment bytes, boolean warm) {
    String key = site.cells().chunkKey(chunk);
    long begin = System.nanoTime();
    long length = session.store().getInto(key, ByteRange.all(), bytes);
    site.took(warm ? WARM : "first read 64 KiB", begin);
    if (warm) {
      site.took(WARM_DUE, pace.dueNanos());
    }
    if (length != Cells.CHUNK_BYTES) {
      site.found(key + ": " + length + " bytes");
      return;
    }
    int version = site.cells().version(bytes, chunk);
    session.check(key, chunk / Cells.GROUP_CHUNKS, version);
  }
}
