package dev.floe.inspect;

import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.JsonWriter;
import dev.floe.format.RepositoryStatus;
import dev.floe.format.RepositoryStatus.Availability;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.format.SpecVersion;
import dev.floe.format.Update;
import dev.floe.format.UpdateType;
import dev.floe.internal.binary.Envelope;
import dev.floe.internal.binary.RepoInfo;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/// The repository file of format 2: refs, all snapshots, the newest operations. The configuration,
/// status and flags are not shown, as the reference does not show them.
///
/// @param snapshots by id
/// @param latestUpdates newest first
/// @param repoBeforeUpdates the saved file, below `overwritten/`, in which the operations go on
public record RepoInspection(
    FileHeader header,
    SpecVersion specVersion,
    SortedMap<String, SnapshotId> branches,
    SortedMap<String, SnapshotId> tags,
    List<String> deletedTags,
    List<SnapshotInfo> snapshots,
    JsonObject metadata,
    List<Update> latestUpdates,
    Optional<String> repoBeforeUpdates)
    implements FileInspection {
  static RepoInspection of(Envelope envelope, RepoInfo info) {
    return new RepoInspection(
        FileHeader.of(envelope),
        info.specVersion(),
        info.branches(),
        info.tags(),
        info.deletedTags(),
        info.snapshots(),
        info.metadata().orElse(JsonObject.EMPTY),
        info.latestUpdates(),
        info.repoBeforeUpdates());
  }

  @Override
  public void writeTo(JsonWriter json) {
    json.object();
    header.writeTo(json);
    json.member("spec_version", specVersion.text());
    refs("branches", branches, json);
    refs("tags", tags, json);
    json.name("deleted_tags").array();
    deletedTags.forEach(json::value);
    json.end().name("snapshots").array();
    for (SnapshotInfo snapshot : snapshots) {
      json.object().member("id", snapshot.id().text());
      snapshot.parentId().ifPresent(parent -> json.member("parent_id", parent.text()));
      json.member("flushed_at", snapshot.flushedAt().toString())
          .member("message", snapshot.message())
          .member("metadata", snapshot.metadata())
          .end();
    }
    json.end().member("metadata", metadata).name("latest_updates").array();
    for (Update update : latestUpdates) {
      json.object().name("update_type").object();
      write(update.type(), json);
      json.end().member("updated_at", update.updatedAt().toString());
      update.backupPath().ifPresent(path -> json.member("backup_path", path));
      json.end();
    }
    json.end();
    repoBeforeUpdates.ifPresent(name -> json.member("repo_before_updates", name));
    json.end();
  }

  private static void refs(String name, SortedMap<String, SnapshotId> refs, JsonWriter json) {
    json.name(name).object();
    refs.forEach((ref, id) -> json.member(ref, id.text()));
    json.end();
  }

  private static void write(UpdateType type, JsonWriter json) {
    boolean flag = type instanceof UpdateType.FeatureFlagChanged;
    json.member("type", flag ? type.shortName() : type.shortName() + "Update");
    switch (type) {
      case UpdateType.RepoMigrated(int from, int to) ->
          json.member("from_version", from + ".0").member("to_version", to + ".0");
      case UpdateType.TagCreated(String name) -> json.member("name", name);
      case UpdateType.BranchCreated(String name) -> json.member("name", name);
      case UpdateType.TagDeleted(String name, SnapshotId id) -> previous(name, id, json);
      case UpdateType.BranchDeleted(String name, SnapshotId id) -> previous(name, id, json);
      case UpdateType.BranchReset(String name, SnapshotId id) -> previous(name, id, json);
      case UpdateType.NewCommit(String branch, SnapshotId id) ->
          json.member("branch", branch).member("new_snap_id", id.text());
      case UpdateType.CommitAmended(String branch, SnapshotId old, SnapshotId id) ->
          json.member("branch", branch)
              .member("new_snap_id", id.text())
              .member("previous_snap_id", old.text());
      case UpdateType.NewDetachedSnapshot(SnapshotId id) -> json.member("new_snap_id", id.text());
      case UpdateType.FeatureFlagChanged(int id, Optional<Boolean> value) -> {
        json.member("id", id);
        value.ifPresentOrElse(v -> json.member("new_value", v), () -> json.absent("new_value"));
      }
      case UpdateType.RepoStatusChanged(RepositoryStatus status) -> {
        boolean online = status.availability() == Availability.ONLINE;
        json.name("status").object().member("availability", online ? "Online" : "ReadOnly");
        json.member("limited_availability_reason", status.limitedAvailabilityReason().orElse(null))
            .member("set_at", status.setAt().toString())
            .end();
      }
      case UpdateType.RepoInitialized _,
          UpdateType.ConfigChanged _,
          UpdateType.MetadataChanged _,
          UpdateType.GCRan _,
          UpdateType.ExpirationRan _ -> {}
    }
  }

  private static void previous(String name, SnapshotId id, JsonWriter json) {
    json.member("name", name).member("previous_snap_id", id.text());
  }
}
