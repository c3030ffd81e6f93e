package dev.floe.bench.soak;

import dev.floe.Version;
import dev.floe.zarr.Store;
import java.time.Duration;
import java.util.Arrays;

/// What a reader looks at: the newest snapshot, for a while, and what must be found in it. For one
/// thread.
final class ReadSession {
  private static final int UNKNOWN = -1;

  private final Site site;
  private final long lifeNanos;
  private final int[] found;
  private long beganNanos;
  private int[] least;
  private Store store;

  ReadSession(Site site, Duration life) {
    this.site = site;
    this.lifeNanos = life.toNanos();
    this.found = new int[site.cells().groups()];
  }

  /// The store of a session that is not old.
  ///
  /// @return true if it is a new one
  boolean renew() {
    long now = System.nanoTime();
    if (store != null && now - beganNanos < lifeNanos) {
      return false;
    }
    beganNanos = now;
    least = site.ledger().versions();
    store = site.repository().readonlySession(Version.branch(Site.BRANCH)).store();
    site.took("open", now);
    Arrays.fill(found, UNKNOWN);
    return true;
  }

  Store store() {
    return store;
  }

  /// Judges a version that was read of a group: right bytes, not older than what was acknowledged,
  /// not newer than what was written, and the same whenever and whatever of the group is read.
  void check(String key, int group, int version) {
    if (version == Cells.WRONG) {
      site.found(key + ": wrong bytes");
    } else if (!site.ledger().isPossible(group, version, least[group])) {
      site.found(key + ": version " + version + ", acknowledged before " + least[group]);
    } else if (found[group] != UNKNOWN && found[group] != version) {
      site.found(key + ": version " + version + ", in the same snapshot before " + found[group]);
    }
    found[group] = version;
  }

  /// The version of a group that was read in this session; negative if none was.
  int version(int group) {
    return found[group];
  }
}
