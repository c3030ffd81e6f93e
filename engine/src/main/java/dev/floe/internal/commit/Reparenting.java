package dev.floe.internal.commit;

import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.format.SnapshotId;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.binary.RepoInfoBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

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
  ///
  /// @param snapshot its place in the repository
  /// @param acceptedAncestor by its place
  static Reparenting of(RepoInfo info, int snapshot, IntPredicate acceptedAncestor) {
    List<Integer> skipped = new ArrayList<>();
    int above = parent(info, snapshot);
    while (above >= 0 && !acceptedAncestor.test(above)) {
      if (skipped.size() == info.snapshotCount()) {
        throw cycle(info.idAt(snapshot));
      }
      skipped.add(above);
      above = parent(info, above);
    }
    List<SnapshotId> logs = new ArrayList<>();
    for (int ancestor : skipped.reversed()) {
      logs.addAll(info.prunedAncestorLogsAt(ancestor));
      logs.add(info.idAt(ancestor));
    }
    logs.addAll(info.prunedAncestorLogsAt(snapshot));
    return new Reparenting(
        info.idAt(snapshot),
        above < 0 ? Optional.empty() : Optional.of(info.idAt(above)),
        List.copyOf(logs));
  }

  /// The place of a parent, -1 if there is none.
  private static int parent(RepoInfo info, int child) {
    int at = info.parentPlaceAt(child);
    if (at < 0 && info.parentAt(child) != null) {
      throw History.missingSnapshot(info.parentAt(child));
    }
    return at;
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
