package dev.floe.internal.commit;

import dev.floe.error.ConflictException;
import dev.floe.error.ErrorKind;
import dev.floe.format.SnapshotId;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.binary.RepoInfoBuilder;
import java.util.ArrayList;
import java.util.List;

/// How snapshots that a collector found unreachable leave the repository file: pure. What the
/// collector did not see, because it came since, stays; if it needs what is to go the collector
/// must look again.
public final class DroppedSnapshots {
  private DroppedSnapshots() {}

  /// A state without the snapshots, the operations log left as it is.
  ///
  /// @throws ConflictException `repo-info-updated` if a ref or a snapshot that came since needs one
  ///   that is to go
  public static RepoInfo from(RepoInfo base, RepoUpdate.DropSnapshots drop) {
    RepoInfoBuilder builder = base.toBuilder();
    apply(base, builder, drop);
    return builder.build();
  }

  static void apply(RepoInfo base, RepoInfoBuilder builder, RepoUpdate.DropSnapshots drop) {
    requireNotNeeded(base, drop);
    for (Reparenting edit : reparented(base, drop)) {
      edit.applyTo(builder);
    }
    builder.retainSnapshots(id -> !drop.dropped().contains(id));
  }

  private static void requireNotNeeded(RepoInfo base, RepoUpdate.DropSnapshots drop) {
    new RepoInfoHistory(base)
        .targets()
        .filter(drop.dropped()::contains)
        .findAny()
        .ifPresent(target -> {
          throw changed("a ref points to snapshot " + target + " meanwhile");
        });
    for (int i = 0; i < base.snapshotCount(); i++) {
      SnapshotId id = base.idAt(i);
      SnapshotId parent = base.parentAt(i);
      boolean unseen = !drop.kept().contains(id) && !drop.dropped().contains(id);
      if (unseen && parent != null && drop.dropped().contains(parent)) {
        throw changed("snapshot " + id + " was added to one that was to go");
      }
    }
  }

  private static ConflictException changed(String how) {
    return new ConflictException(ErrorKind.REPO_INFO_UPDATED, "garbage collection: " + how);
  }

  private static List<Reparenting> reparented(RepoInfo base, RepoUpdate.DropSnapshots drop) {
    List<Reparenting> edits = new ArrayList<>();
    for (int i = 0; i < base.snapshotCount(); i++) {
      SnapshotId parent = base.parentAt(i);
      if (parent != null && drop.dropped().contains(parent) && drop.kept().contains(base.idAt(i))) {
        Reparenting edit = Reparenting.of(base, i, at -> !drop.dropped().contains(base.idAt(at)));
        boolean rootless = edit.parent().isEmpty() && drop.kept().contains(SnapshotId.INITIAL);
        edits.add(rootless ? edit.below(SnapshotId.INITIAL) : edit);
      }
    }
    return edits;
  }
}
