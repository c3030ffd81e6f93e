package dev.floe.bench.soak;

import dev.floe.format.SnapshotId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/// What was written, as those know it who wrote it. Every group has one writer, whose versions
/// count up: a reader must find one between that acknowledged before its session began and that
/// begun when it looks. Any thread may ask.
final class Ledger {
  private final AtomicIntegerArray begun;
  private final AtomicIntegerArray acknowledged;
  private final Set<SnapshotId> unseen = ConcurrentHashMap.newKeySet();
  private final AtomicLong commits = new AtomicLong();

  Ledger(int groups) {
    begun = new AtomicIntegerArray(groups);
    acknowledged = new AtomicIntegerArray(groups);
  }

  /// A version of a group is about to be written.
  int begin(int group) {
    return begun.incrementAndGet(group);
  }

  void acknowledge(int group, int version, SnapshotId id) {
    acknowledged.set(group, version);
    acknowledge(id);
  }

  void acknowledge(SnapshotId id) {
    unseen.add(id);
    commits.incrementAndGet();
  }

  /// How many commits were acknowledged.
  long commits() {
    return commits.get();
  }

  /// The acknowledged version of every group.
  int[] versions() {
    int[] versions = new int[acknowledged.length()];
    for (int i = 0; i < versions.length; i++) {
      versions[i] = acknowledged.get(i);
    }
    return versions;
  }

  /// Whether a version of a group may be what a reader found.
  ///
  /// @param least what was acknowledged before its session began
  boolean isPossible(int group, int version, int least) {
    return least <= version && version <= begun.get(group);
  }

  /// What was acknowledged and never looked for.
  List<SnapshotId> unseen() {
    return new ArrayList<>(unseen);
  }

  /// These were looked for.
  void seen(Collection<SnapshotId> ids) {
    unseen.removeAll(Set.copyOf(ids));
  }
}
