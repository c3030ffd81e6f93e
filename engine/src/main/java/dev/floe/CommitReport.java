package dev.floe;

import dev.floe.format.NodePath;
import dev.floe.format.SnapshotId;
import java.util.List;

/// What a commit that succeeded has to tell beside its snapshot.
///
/// @param snapshot the new snapshot
/// @param splitAgain the arrays, by path, of which another writer had put more references into one
///   manifest than Floe does where no rule says how many, and whose manifests were split again:
///   once that is as much work as writing all of them. [Repository#automaticSplitting] has the
///   rules that keep every writer from it
public record CommitReport(SnapshotId snapshot, List<NodePath> splitAgain) {
  /// Takes a copy of the list.
  public CommitReport {
    splitAgain = List.copyOf(splitAgain);
  }
}
