package dev.floe.bench.soak;

import dev.floe.Session;
import dev.floe.bench.Chunks;
import dev.floe.format.SnapshotId;
import dev.floe.zarr.Store;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Grows an array by a chunk with every commit, its document with it; when it is long, the array is
/// deleted and begun anew in the same commit. Looks, before it appends, whether everything is there
/// that it appended.
final class Appender implements Runnable {
  private static final int LONGEST = 200;
  private static final String ARRAY = "grown";
  private static final int BYTES = 16 << 10;

  private final Site site;
  private final Pace pace;
  private int length;
  private int generation;

  Appender(Site site, Pace pace) {
    this.site = site;
    this.pace = pace;
  }

  @Override
  public void run() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment chunk = arena.allocate(BYTES);
      while (pace.await()) {
        append(chunk);
      }
    }
  }

  private void append(MemorySegment chunk) {
    Session session = site.repository().writableSession(Site.BRANCH);
    Store store = session.store();
    if (length > 0) {
      check(store);
    }
    if (length == LONGEST) {
      store.deleteDirectory(ARRAY);
      length = 0;
      generation++;
    }
    store.set(ARRAY + "/zarr.json", Chunks.array(length + 1L, BYTES));
    site.cells().fill(chunk, length, generation);
    store.set(key(length), chunk);
    long begin = System.nanoTime();
    SnapshotId id = session.commit("append " + length, Site.REBASING);
    site.took("append", begin);
    site.ledger().acknowledge(id);
    length++;
  }

  /// The last one, and any other.
  private void check(Store store) {
    for (int number : new int[] {length - 1, (generation * 31 + length * 17) % length}) {
      boolean right =
          store
              .get(key(number))
              .map(lease -> {
                try (lease) {
                  return site.cells().version(lease.segment(), number) == generation;
                }
              })
              .orElse(false);
      if (!right) {
        site.found(key(number) + " of " + length + " is not what was appended");
      }
    }
    if (store.exists(key(length))) {
      site.found(key(length) + " is there and was never appended");
    }
  }

  private static String key(int number) {
    return ARRAY + "/c/" + number;
  }
}
