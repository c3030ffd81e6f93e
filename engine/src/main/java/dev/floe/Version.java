package dev.floe;

import dev.floe.format.SnapshotId;
import dev.floe.internal.binary.RepoInfo;
import java.time.Instant;

/// Which state of a repository is meant.
public sealed interface Version {
  /// The tip of a branch.
  record Branch(String name) implements Version {}

  /// What a tag points to.
  record Tag(String name) implements Version {}

  /// One snapshot.
  record Snapshot(SnapshotId id) implements Version {}

  /// The newest snapshot of a branch's history that was written at or before a time.
  record AsOf(String branch, Instant time) implements Version {}

  /// The tip of `main`.
  Version MAIN = new Branch(RepoInfo.MAIN_BRANCH);

  /// The tip of a branch.
  static Version branch(String name) {
    return new Branch(name);
  }

  /// What a tag points to.
  static Version tag(String name) {
    return new Tag(name);
  }

  /// One snapshot.
  static Version snapshot(SnapshotId id) {
    return new Snapshot(id);
  }

  /// The newest snapshot of a branch's history that was written at or before a time.
  static Version asOf(String branch, Instant time) {
    return new AsOf(branch, time);
  }
}
