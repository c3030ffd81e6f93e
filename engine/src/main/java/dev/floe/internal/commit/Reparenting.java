package dev.floe.internal.commit;

import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.binary.RepoInfoBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// A snapshot that is put below an ancestor further up, and the transaction logs that say what the
/// ancestors between did: whoever rebases over it or compares with it still needs them.
///
/// ```
/// root ── s1 ── s3 (s2) ── s5 (s4) ── e          e below root:  root ── e (s1, s2, s3, s4, s5)
/// ```
///
/// @param parent the ancestor; empty where none is left
/// @param logs oldest first: each skipped ancestor's own list and its id, then the snapshot's list
record Reparenting(SnapshotId id, Optional<SnapshotId> parent, List<SnapshotId> logs) {
  /// A snapshot below its nearest ancestor that is accepted.
  static Reparenting of(
      RepoInfo info, SnapshotInfo snapshot, Predicate<SnapshotInfo> acceptedAncestor) {
    List<SnapshotInfo> skipped = new ArrayList<>();
    Optional<SnapshotInfo> above = parent(info, snapshot);
    while (above.isPresent() && !acceptedAncestor.test(above.get())) {
      if (skipped.size() == info.snapshotCount()) {
        throw cycle(snapshot.id());
      }
      skipped.add(above.get());
      above = parent(info, above.get());
    }
    List<SnapshotId> logs = new ArrayList<>();
    for (SnapshotInfo ancestor : skipped.reversed()) {
      logs.addAll(ancestor.prunedAncestorLogs());
      logs.add(ancestor.id());
    }
    logs.addAll(snapshot.prunedAncestorLogs());
    return new Reparenting(snapshot.id(), above.map(SnapshotInfo::id), List.copyOf(logs));
  }

  private static Optional<SnapshotInfo> parent(RepoInfo info, SnapshotInfo child) {
    return child
        .parentId()
        .map(id -> info.snapshot(id).orElseThrow(() -> History.missingSnapshot(id)));
  }

  private static FormatException cycle(SnapshotId id) {
    return new FormatException(
        ErrorKind.INVALID_FILE_FORMAT,
        AssetManager.REPO_KEY,
        -1,
        "snapshots that have a first ancestor",
        id + ", which is its own");
  }

  /// The same where another ancestor takes the place of none.
  Reparenting below(SnapshotId other) {
    return new Reparenting(id, Optional.of(other), logs);
  }

  void applyTo(RepoInfoBuilder builder) {
    builder.reparentSnapshot(id, parent, logs);
  }
}
