package dev.floe.maintenance;

import dev.floe.format.SnapshotId;
import java.util.List;

/// What an expiration did. No file is gone yet: a garbage collection removes those that nothing
/// refers to any more.
///
/// @param released snapshots that left the repository, by their ids
/// @param edited kept snapshots that got another parent, by their ids
/// @param deletedBranches by their names
/// @param deletedTags by their names
public record ExpireResult(
    List<SnapshotId> released,
    List<SnapshotId> edited,
    List<String> deletedBranches,
    List<String> deletedTags) {
  /// Takes copies of the lists.
  public ExpireResult {
    released = List.copyOf(released);
    edited = List.copyOf(edited);
    deletedBranches = List.copyOf(deletedBranches);
    deletedTags = List.copyOf(deletedTags);
  }
}
