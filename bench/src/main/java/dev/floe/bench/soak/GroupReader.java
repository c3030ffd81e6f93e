package dev.floe.bench.soak;

import dev.floe.format.ByteRange;
import dev.floe.memory.SegmentLease;
import dev.floe.zarr.ReadBatch;
import dev.floe.zarr.ReadResults;
import java.util.Random;

/// Reads groups whole in one batch, the small chunk with them, and then a part of one of the
/// chunks: all must be of one version.
final class GroupReader implements Runnable {
  private static final int GROUPS = 4;
  private static final int PART_BYTES = 4096;

  private final Site site;
  private final ReadSession session;
  private final Pace pace;
  private final Random random;

  GroupReader(Site site, ReadSession session, Pace pace, long seed) {
    this.site = site;
    this.session = session;
    this.pace = pace;
    this.random = new Random(seed);
  }

  @Override
  public void run() {
    while (pace.await()) {
      session.renew();
      int first = random.nextInt(site.cells().groups() - GROUPS + 1);
      whole(first);
      part(first + random.nextInt(GROUPS));
    }
  }

  private void whole(int firstGroup) {
    int firstChunk = firstGroup * Cells.GROUP_CHUNKS;
    int chunks = GROUPS * Cells.GROUP_CHUNKS;
    ReadBatch batch = new ReadBatch();
    for (int i = 0; i < chunks; i++) {
      batch.add(site.cells().chunkKey(firstChunk + i));
    }
    for (int i = 0; i < GROUPS; i++) {
      batch.add(site.cells().smallKey(firstGroup + i));
    }
    long begin = System.nanoTime();
    try (ReadResults results = session.store().readAll(batch).join().orThrow()) {
      site.took("batch of 16 x 64 KiB", begin);
      for (int i = 0; i < chunks + GROUPS; i++) {
        boolean small = i >= chunks;
        int number = small ? firstGroup + i - chunks : firstChunk + i;
        String key = small ? site.cells().smallKey(number) : site.cells().chunkKey(number);
        int version = site.cells().version(results.bytes(i).orElseThrow(), number);
        session.check(key, small ? number : number / Cells.GROUP_CHUNKS, version);
      }
    }
  }

  private void part(int group) {
    int chunk = group * Cells.GROUP_CHUNKS + random.nextInt(Cells.GROUP_CHUNKS);
    String key = site.cells().chunkKey(chunk);
    long offset = 16 + random.nextInt(Cells.CHUNK_BYTES - PART_BYTES - 16);
    long begin = System.nanoTime();
    ByteRange range = ByteRange.of(offset, offset + PART_BYTES);
    try (SegmentLease lease = session.store().get(key, range).orElseThrow()) {
      site.took("range of 4 KiB", begin);
      int version = session.version(group);
      if (!site.cells().isPart(lease.segment(), chunk, version, offset)) {
        site.found(key + " from " + offset + ": not the bytes of version " + version);
      }
    }
  }
}
