package dev.floe.internal.binary;

/// The slots of the tables of the repository info.
///
/// ```
///  Repo ─ tags, branches ─→ [Ref]            sorted by name; a ref holds a place ┐
///       ─ snapshots ──────→ [SnapshotInfo]   sorted by id  ←─────────────────────┘
///       ─ latest_updates ─→ [Update]         newest first
/// ```
final class RepoInfoLayout {
  /// The root table.
  static final class Repo {
    static final int SPEC_VERSION = 0;
    static final int TAGS = 1;
    static final int BRANCHES = 2;
    static final int DELETED_TAGS = 3;
    static final int SNAPSHOTS = 4;
    static final int STATUS = 5;
    static final int METADATA = 6;
    static final int LATEST_UPDATES = 7;
    static final int REPO_BEFORE_UPDATES = 8;
    static final int CONFIG = 9;
    static final int ENABLED_FEATURE_FLAGS = 10;
    static final int DISABLED_FEATURE_FLAGS = 11;

    private Repo() {}
  }

  /// A branch or a tag.
  static final class Ref {
    static final int NAME = 0;
    static final int SNAPSHOT_INDEX = 1;

    private Ref() {}
  }

  /// A snapshot. An absent parent means the snapshot at place 0, none at all is −1.
  static final class Snapshot {
    static final int ID = 0;
    static final int PARENT_OFFSET = 1;
    static final int FLUSHED_AT = 2;
    static final int MESSAGE = 3;
    static final int METADATA = 4;
    static final int PRUNED_ANCESTOR_LOGS = 5;
    static final int SLOTS = 6;
    static final int NO_PARENT = -1;

    private Snapshot() {}
  }

  /// Whether changes are accepted.
  static final class Status {
    static final int AVAILABILITY = 0;
    static final int SET_AT = 1;
    static final int REASON = 2;
    static final int ONLINE = 0;
    static final int READ_ONLY = 1;

    private Status() {}
  }

  /// One entry of the operations log.
  static final class UpdateEntry {
    static final int TYPE = 0;
    static final int DETAILS = 1;
    static final int UPDATED_AT = 2;
    static final int BACKUP_PATH = 3;
    static final int SLOTS = 4;

    /// The only type of operations whose details hold a table.
    static final int STATUS_CHANGED = 16;

    private UpdateEntry() {}
  }

  private RepoInfoLayout() {}
}
