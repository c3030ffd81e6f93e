package dev.floe.bench.soak;

import dev.floe.Session;
import dev.floe.format.SnapshotId;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;

/// Overwrites whole groups, each time one of its own, in commits that rebase: several such writers
/// at once wait for each other and are committed together.
final class GroupWriter implements Runnable {
  private final Site site;
  private final int firstGroup;
  private final int groups;
  private final Pace pace;
  private final Random random;

  /// @param firstGroup the first of its groups, which are nobody else's
  GroupWriter(Site site, int firstGroup, int groups, Pace pace, long seed) {
    this.site = site;
    this.firstGroup = firstGroup;
    this.groups = groups;
    this.pace = pace;
    this.random = new Random(seed + firstGroup);
  }

  @Override
  public void run() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment chunk = arena.allocate(Cells.CHUNK_BYTES);
      MemorySegment small = arena.allocate(Cells.SMALL_BYTES);
      while (pace.await()) {
        write(firstGroup + random.nextInt(groups), chunk, small);
      }
    }
  }

  private void write(int group, MemorySegment chunk, MemorySegment small) {
    int version = site.ledger().begin(group);
    Session session = site.repository().writableSession(Site.BRANCH);
    for (int i = 0; i < Cells.GROUP_CHUNKS; i++) {
      int number = group * Cells.GROUP_CHUNKS + i;
      site.cells().fill(chunk, number, version);
      long begin = System.nanoTime();
      session.store().set(site.cells().chunkKey(number), chunk);
      site.took("set 64 KiB", begin);
    }
    site.cells().fill(small, group, version);
    session.store().set(site.cells().smallKey(group), small);
    long begin = System.nanoTime();
    SnapshotId id = session.commit("group " + group + " " + version, Site.REBASING);
    site.took("commit", begin);
    site.ledger().acknowledge(group, version, id);
  }
}
