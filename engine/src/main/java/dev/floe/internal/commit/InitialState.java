package dev.floe.internal.commit;

import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.RepositoryStatus;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.format.SpecVersion;
import dev.floe.format.Update;
import dev.floe.format.UpdateType;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.binary.RepoInfoBuilder;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What every repository begins with, as values.
final class InitialState {
  private InitialState() {}

  /// The first snapshot: no parent, no nodes.
  static SnapshotInfo snapshot(Instant now) {
    return new SnapshotInfo(
        SnapshotId.INITIAL,
        Optional.empty(),
        now,
        "Repository initialized",
        LibraryProperties.with(JsonObject.EMPTY, "is_root", JsonValue.of(true)),
        List.of());
  }

  /// The first repository info of format 2. The metadata is there and empty; the flags are absent.
  ///
  /// @param config the configuration as FlexBuffers, if one was given
  static RepoInfo repoInfo(SnapshotInfo initial, Optional<MemorySegment> config) {
    Instant now = initial.flushedAt();
    return new RepoInfoBuilder()
        .specVersion(SpecVersion.V2)
        .addSnapshot(initial)
        .branch(RepoInfo.MAIN_BRANCH, initial.id())
        .status(new RepositoryStatus(RepositoryStatus.Availability.ONLINE, now, Optional.empty()))
        .metadata(Optional.of(JsonObject.EMPTY))
        .latestUpdates(List.of(new Update(new UpdateType.RepoInitialized(), now, Optional.empty())))
        .config(config)
        .build();
  }
}
