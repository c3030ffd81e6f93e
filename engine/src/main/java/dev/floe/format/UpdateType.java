package dev.floe.format;

import java.util.Optional;

/// What an entry of the operations log says happened. The simple names of the records are the short
/// union names of the format; [#ordinalOnDisk] is the union's number.
public sealed interface UpdateType {
  /// Numbers 1 to 16 in the order of the format's union.
  int ordinalOnDisk();

  /// The name without `Update`, as in `NewCommit`.
  default String shortName() {
    return getClass().getSimpleName();
  }

  record RepoInitialized() implements UpdateType {
    @Override
    public int ordinalOnDisk() {
      return 1;
    }
  }

  record RepoMigrated(int fromVersion, int toVersion) implements UpdateType {
    @Override
    public int ordinalOnDisk() {
      return 2;
    }
  }

  record ConfigChanged() implements UpdateType {
    @Override
    public int ordinalOnDisk() {
      return 3;
    }
  }

  record MetadataChanged() implements UpdateType {
    @Override
    public int ordinalOnDisk() {
      return 4;
    }
  }

  record TagCreated(String name) implements UpdateType {
    @Override
    public int ordinalOnDisk() {
      return 5;
    }
  }

  record TagDeleted(String name, SnapshotId previousSnapId) implements UpdateType {
    @Override
    public int ordinalOnDisk() {
      return 6;
    }
  }

  record BranchCreated(String name) implements UpdateType {
    @Override
    public int ordinalOnDisk() {
      return 7;
    }
  }

  record BranchDeleted(String name, SnapshotId previousSnapId) implements UpdateType {
    @Override
    public int ordinalOnDisk() {
      return 8;
    }
  }

  record BranchReset(String name, SnapshotId previousSnapId) implements UpdateType {
    @Override
    public int ordinalOnDisk() {
      return 9;
    }
  }

  record NewCommit(String branch, SnapshotId newSnapId) implements UpdateType {
    @Override
    public int ordinalOnDisk() {
      return 10;
    }
  }

  record CommitAmended(String branch, SnapshotId previousSnapId, SnapshotId newSnapId)
      implements UpdateType {
    @Override
    public int ordinalOnDisk() {
      return 11;
    }
  }

  record NewDetachedSnapshot(SnapshotId newSnapId) implements UpdateType {
    @Override
    public int ordinalOnDisk() {
      return 12;
    }
  }

  record GCRan() implements UpdateType {
    @Override
    public int ordinalOnDisk() {
      return 13;
    }
  }

  record ExpirationRan() implements UpdateType {
    @Override
    public int ordinalOnDisk() {
      return 14;
    }
  }

  /// `newValue` is empty where the flag went back to its default.
  record FeatureFlagChanged(int id, Optional<Boolean> newValue) implements UpdateType {
    @Override
    public int ordinalOnDisk() {
      return 15;
    }
  }

  record RepoStatusChanged(RepositoryStatus status) implements UpdateType {
    @Override
    public int ordinalOnDisk() {
      return 16;
    }
  }
}
