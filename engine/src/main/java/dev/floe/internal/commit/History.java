package dev.floe.internal.commit;

import dev.floe.error.ErrorKind;
import dev.floe.error.NotFoundException;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.stream.Stream;

/// Refs and snapshots of a repository as of one look at it. Both versions of the format have these;
/// they keep them in very different places.
public interface History {
  /// The tips of all branches, by the UTF-8 bytes of their names.
  SortedMap<String, SnapshotId> branches();

  /// What all tags point to, by the UTF-8 bytes of their names.
  SortedMap<String, SnapshotId> tags();

  /// The names of tags that were deleted and can never be used again.
  SortedSet<String> deletedTags();

  /// The tip of a branch, or `ref-not-found`.
  SnapshotId branch(String name);

  /// What a tag points to, or `ref-not-found`.
  SnapshotId tag(String name);

  /// A snapshot of the repository, or `snapshot-not-found`.
  SnapshotInfo snapshot(SnapshotId id);

  /// A snapshot and its ancestors, newest first, lazily.
  Stream<SnapshotInfo> ancestry(SnapshotId id);

  /// What branches and tags point to, each snapshot once.
  default Stream<SnapshotId> targets() {
    return Stream.concat(branches().values().stream(), tags().values().stream()).distinct();
  }

  /// The snapshots that branches and tags reach.
  default Set<SnapshotId> reachable() {
    Set<SnapshotId> reached = new HashSet<>();
    targets()
        .forEach(
            tip -> ancestry(tip).map(SnapshotInfo::id).takeWhile(reached::add).forEach(id -> {}));
    return reached;
  }

  /// The newest snapshot of a branch's history that was written at or before a time, or
  /// `no-snapshot-at-time`.
  default SnapshotInfo asOf(String branch, Instant time) {
    return ancestry(branch(branch))
        .filter(snapshot -> !snapshot.flushedAt().isAfter(time))
        .findFirst()
        .orElseThrow(() ->
            new NotFoundException(
                ErrorKind.NO_SNAPSHOT_AT_TIME,
                "branch " + branch + ": no snapshot was written at or before " + time));
  }

  /// `ref-not-found` for a ref of some type.
  static NotFoundException missingRef(String type, String name) {
    return new NotFoundException(
        ErrorKind.REF_NOT_FOUND, type + " \"" + name + "\": there is none in this repository");
  }

  /// `snapshot-not-found`.
  static NotFoundException missingSnapshot(SnapshotId id) {
    return new NotFoundException(
        ErrorKind.SNAPSHOT_NOT_FOUND, "snapshot " + id + ": there is none in this repository");
  }
}
