package dev.floe.internal.binary;

import dev.floe.error.ErrorKind;
import dev.floe.format.SnapshotId;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/// The snapshots of a repository info, sorted by id, each with the place of its parent among them:
/// what the file holds, so that writing it again searches for nothing. Immutable.
final class SnapshotTable {
  static final SnapshotTable EMPTY = new SnapshotTable(new SnapshotEntry[0], new int[0]);

  private static final int NONE = -1;

  /// The parent is named, but not here; no repository may be left like that.
  private static final int MISSING = -2;

  private final SnapshotEntry[] entries;
  private final int[] parents;

  /// Whether it is known that no parent is missing.
  private final boolean whole;

  private final int propertyCount;

  /// @param entries sorted by id, each once
  /// @param parents the place of each one's parent, negative if it has none
  SnapshotTable(SnapshotEntry[] entries, int[] parents) {
    this(entries, parents, true, propertyCount(entries, 0));
  }

  private SnapshotTable(SnapshotEntry[] entries, int[] parents, boolean whole, int propertyCount) {
    this.entries = entries;
    this.parents = parents;
    this.whole = whole;
    this.propertyCount = propertyCount;
  }

  private static int propertyCount(SnapshotEntry[] entries, int from) {
    int count = 0;
    for (int i = from; i < entries.length; i++) {
      count += entries[i].metadata().count();
    }
    return count;
  }

  /// How many properties all of them have together.
  int propertyCount() {
    return propertyCount;
  }

  int size() {
    return entries.length;
  }

  SnapshotEntry entry(int index) {
    return entries[index];
  }

  /// The place of an entry's parent, negative if it has none or one that is not here.
  int parent(int index) {
    return parents[index];
  }

  /// The place of an id, or −1 minus the place where it belongs.
  int find(SnapshotId id) {
    return find(entries, id);
  }

  private static int find(SnapshotEntry[] entries, SnapshotId id) {
    int low = 0;
    int high = entries.length - 1;
    while (low <= high) {
      int middle = low + high >>> 1;
      int order = entries[middle].id().compareTo(id);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1 - low;
  }

  /// This table with more entries, in whatever order they come.
  SnapshotTable with(List<SnapshotEntry> added) {
    SnapshotEntry[] sorted = added.toArray(SnapshotEntry[]::new);
    Arrays.sort(sorted, (a, b) -> a.id().compareTo(b.id()));
    SnapshotEntry[] all = Arrays.copyOf(entries, entries.length + sorted.length);
    if (isBehind(sorted)) {
      System.arraycopy(sorted, 0, all, entries.length, sorted.length);
      int[] places = Arrays.copyOf(parents, all.length);
      Arrays.fill(places, entries.length, all.length, MISSING);
      return placed(
          all,
          places,
          whole ? entries.length : 0,
          propertyCount + propertyCount(all, entries.length));
    }
    int[] moved = new int[entries.length];
    int from = 0;
    int at = 0;
    for (SnapshotEntry entry : sorted) {
      int place = find(entry.id());
      if (place >= 0 || at > 0 && all[at - 1].id().equals(entry.id())) {
        throw ErrorKind.DUPLICATE_SNAPSHOT_ID.exception("snapshot " + entry.id() + " twice");
      }
      at = moved(from, -1 - place, all, at, moved);
      from = -1 - place;
      all[at++] = entry;
    }
    moved(from, entries.length, all, at, moved);
    return resolved(all, moved);
  }

  /// Whether entries are one behind the other, and all behind these.
  private boolean isBehind(SnapshotEntry[] sorted) {
    SnapshotEntry last = entries.length == 0 ? null : entries[entries.length - 1];
    for (SnapshotEntry entry : sorted) {
      if (last != null && last.id().compareTo(entry.id()) >= 0) {
        return false;
      }
      last = entry;
    }
    return true;
  }

  /// Copies a run of entries; answers the place behind it.
  private int moved(int from, int to, SnapshotEntry[] all, int at, int[] moved) {
    System.arraycopy(entries, from, all, at, to - from);
    for (int i = from; i < to; i++) {
      moved[i] = at + i - from;
    }
    return at + to - from;
  }

  /// How many entries at the start are the very same in both, and their parents too.
  int sharedWith(SnapshotTable other) {
    int most = Math.min(entries.length, other.entries.length);
    int shared = 0;
    while (shared < most
        && entries[shared] == other.entries[shared]
        && parents[shared] == other.parents[shared]) {
      shared++;
    }
    return shared;
  }

  /// This table without those that `keep` refuses.
  SnapshotTable retained(Predicate<SnapshotId> keep) {
    SnapshotEntry[] kept = new SnapshotEntry[entries.length];
    int[] moved = new int[entries.length];
    int at = 0;
    for (int i = 0; i < entries.length; i++) {
      moved[i] = MISSING;
      if (keep.test(entries[i].id())) {
        moved[i] = at;
        kept[at++] = entries[i];
      }
    }
    return resolved(Arrays.copyOf(kept, at), moved);
  }

  /// A table of entries whose parents are to be found: those of the entries of this one, which are
  /// where `moved` says, went with them.
  private SnapshotTable resolved(SnapshotEntry[] others, int[] moved) {
    int[] places = new int[others.length];
    Arrays.fill(places, MISSING);
    for (int i = 0; i < moved.length; i++) {
      if (moved[i] >= 0) {
        int parent = parents[i];
        places[moved[i]] = parent >= 0 ? moved[parent] : parent;
      }
    }
    return placed(others, places, 0, propertyCount(others, 0));
  }

  /// Looks for the parents that are missing, from a place on.
  private static SnapshotTable placed(
      SnapshotEntry[] entries, int[] parents, int from, int propertyCount) {
    boolean whole = true;
    for (int i = from; i < parents.length; i++) {
      if (parents[i] == MISSING) {
        parents[i] = place(entries, entries[i].parent());
        whole &= parents[i] != MISSING;
      }
    }
    return new SnapshotTable(entries, parents, whole, propertyCount);
  }

  private static int place(SnapshotEntry[] entries, SnapshotId parent) {
    if (parent == null) {
      return NONE;
    }
    int at = find(entries, parent);
    return at < 0 ? MISSING : at;
  }

  /// This table with another entry in the place of the one with its id.
  SnapshotTable replaced(SnapshotEntry entry) {
    int at = require(entry.id());
    SnapshotEntry[] others = entries.clone();
    int[] places = parents.clone();
    others[at] = entry;
    places[at] = place(others, entry.parent());
    int properties = propertyCount - entries[at].metadata().count() + entry.metadata().count();
    return new SnapshotTable(others, places, whole && places[at] != MISSING, properties);
  }

  /// The place of an id that must be here.
  int require(SnapshotId id) {
    int at = find(id);
    if (at < 0) {
      throw missing(id);
    }
    return at;
  }

  /// Refuses parents that are not here.
  void requireParents() {
    if (whole) {
      return;
    }
    for (int i = 0; i < parents.length; i++) {
      if (parents[i] == MISSING) {
        throw missing(entries[i].parent());
      }
    }
  }

  private static RuntimeException missing(SnapshotId id) {
    return ErrorKind.SNAPSHOT_NOT_FOUND.exception("snapshot " + id + " is not in the repository");
  }
}
