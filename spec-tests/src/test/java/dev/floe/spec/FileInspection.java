package dev.floe.spec;

import dev.floe.format.JsonText;
import dev.floe.format.JsonValue;
import dev.floe.format.ManifestExtents;
import dev.floe.format.ManifestRef;
import dev.floe.format.NodeData;
import dev.floe.format.NodeId;
import dev.floe.format.RepositoryStatus;
import dev.floe.format.RepositoryStatus.Availability;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.format.Update;
import dev.floe.format.UpdateType;
import dev.floe.internal.binary.ManifestView;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.binary.SnapshotView;
import dev.floe.internal.binary.TransactionLog;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What Floe reads from a metadata file, in the form in which the reference inspects it, as far as
/// the comparison goes.
final class FileInspection {
  private FileInspection() {}

  static ObjectNode snapshot(SnapshotView snapshot) {
    ObjectNode json = object();
    json.put("id", snapshot.id().text());
    json.put("flushed_at", snapshot.flushedAt().toString());
    json.put("commit_message", snapshot.message());
    json.set("metadata", json(snapshot.metadata()));
    ArrayNode manifests = json.putArray("manifests");
    for (var file : snapshot.manifestFiles()) {
      ObjectNode entry = manifests.addObject();
      entry.put("id", file.id().text());
      entry.put("size_bytes", file.sizeBytes());
      entry.put("num_chunk_refs", file.chunkRefCount());
    }
    ArrayNode nodes = json.putArray("nodes");
    for (int i = 0; i < snapshot.nodeCount(); i++) {
      nodes.add(node(snapshot, i));
    }
    return json;
  }

  private static ObjectNode node(SnapshotView snapshot, int index) {
    ObjectNode json = object();
    json.put("id", snapshot.idAt(index).text());
    json.put("path", snapshot.pathAt(index).text());
    json.put("node_type", snapshot.isArrayAt(index) ? "array" : "group");
    if (snapshot.node(index).data() instanceof NodeData.Array array) {
      ArrayNode shape = json.putArray("shape");
      for (int d = 0; d < array.shape().size(); d++) {
        int dimension = d;
        ObjectNode entry = shape.addObject();
        array.dimensionNames().flatMap(n -> n.get(dimension)).ifPresent(n -> entry.put("name", n));
        entry.put("array_length", array.shape().get(d).arrayLength());
        entry.put("num_chunks", array.shape().get(d).chunkCount());
      }
      ArrayNode refs = json.putArray("manifest_refs");
      for (ManifestRef ref : array.manifests()) {
        ObjectNode entry = refs.addObject();
        entry.put("id", ref.id().text());
        ManifestExtents extents = ref.extents();
        ArrayNode box = entry.putArray("extents");
        for (int d = 0; d < extents.rank(); d++) {
          box.addArray().add(extents.from(d)).add(extents.to(d));
        }
      }
    }
    return json;
  }

  static ObjectNode manifest(ManifestView manifest) {
    int[] total = new int[4];
    ArrayNode arrays = GoldenRepository.JSON.createArrayNode();
    for (int array = 0; array < manifest.arrayCount(); array++) {
      int[] counts = new int[4];
      for (int ref = 0; ref < manifest.refCount(array); ref++) {
        ManifestView.Kind kind = manifest.kind(array, ref);
        counts[kind.ordinal()]++;
        if (kind == ManifestView.Kind.VIRTUAL && manifest.isLocationCompressed(array, ref)) {
          counts[3]++;
        }
      }
      ObjectNode entry = arrays.addObject();
      entry.put("node_id", manifest.nodeId(array).text());
      entry.put("num_chunk_refs", manifest.refCount(array));
      kinds(entry, "num_", counts);
      for (int i = 0; i < total.length; i++) {
        total[i] += counts[i];
      }
    }
    ObjectNode json = object();
    json.put("id", manifest.id().text());
    json.put("size_bytes", manifest.body().byteSize());
    json.put("num_arrays", manifest.arrayCount());
    json.put("total_chunk_refs", manifest.totalRefCount());
    kinds(json, "total_", total);
    json.set("arrays", arrays);
    ObjectNode compression = json.putObject("compression");
    compression.put("uses_location_compression", manifest.compressionAlgorithm() != 0);
    if (manifest.dictionaryBytes() > 0) {
      compression.put("dictionary_size_bytes", manifest.dictionaryBytes());
    }
    compression.put("num_compressed_refs", total[3]);
    return json;
  }

  private static void kinds(ObjectNode json, String prefix, int[] counts) {
    json.put(prefix + "inline", counts[0]);
    json.put(prefix + "native", counts[1]);
    json.put(prefix + "virtual", counts[2]);
  }

  static ObjectNode log(TransactionLog log) {
    ObjectNode json = object();
    ids(json.putArray("new_groups"), log.newGroups());
    ids(json.putArray("new_arrays"), log.newArrays());
    ids(json.putArray("deleted_groups"), log.deletedGroups());
    ids(json.putArray("deleted_arrays"), log.deletedArrays());
    ids(json.putArray("updated_groups"), log.updatedGroups());
    ids(json.putArray("updated_arrays"), log.updatedArrays());
    ArrayNode updated = json.putArray("updated_chunks");
    log.updatedChunks()
        .forEach((node, set) -> {
          ObjectNode entry = updated.addObject();
          entry.put("node_id", node.text());
          ArrayNode chunks = entry.putArray("chunks");
          set.forEach(indices -> {
            ArrayNode coords = chunks.addArray();
            for (long index : indices.toLongs()) {
              coords.add(index);
            }
          });
        });
    ArrayNode moves = json.putArray("moved_nodes");
    log.moves()
        .forEach(
            move -> moves.addObject().put("from", move.from().text()).put("to", move.to().text()));
    return json;
  }

  private static void ids(ArrayNode json, SortedSet<NodeId> ids) {
    ids.forEach(id -> json.add(id.text()));
  }

  static ObjectNode repo(RepoInfo info) {
    ObjectNode json = object();
    json.put("spec_version", info.specVersion().text());
    refs(json.putObject("branches"), info.branches());
    refs(json.putObject("tags"), info.tags());
    info.deletedTags().forEach(json.putArray("deleted_tags")::add);
    ArrayNode snapshots = json.putArray("snapshots");
    for (SnapshotInfo snapshot : info.snapshots()) {
      ObjectNode entry = snapshots.addObject();
      entry.put("id", snapshot.id().text());
      snapshot.parentId().ifPresent(parent -> entry.put("parent_id", parent.text()));
      entry.put("flushed_at", snapshot.flushedAt().toString());
      entry.put("message", snapshot.message());
      entry.set("metadata", json(snapshot.metadata()));
    }
    json.set("metadata", json(info.metadata().orElse(JsonValue.JsonObject.EMPTY)));
    ArrayNode updates = json.putArray("latest_updates");
    for (Update update : info.latestUpdates()) {
      ObjectNode entry = updates.addObject();
      entry.set("update_type", type(update.type()));
      entry.put("updated_at", update.updatedAt().toString());
      update.backupPath().ifPresent(path -> entry.put("backup_path", path));
    }
    info.repoBeforeUpdates().ifPresent(name -> json.put("repo_before_updates", name));
    return json;
  }

  private static ObjectNode type(UpdateType type) {
    ObjectNode json = object();
    json.put(
        "type",
        type instanceof UpdateType.FeatureFlagChanged
            ? type.shortName()
            : type.shortName() + "Update");
    switch (type) {
      case UpdateType.RepoMigrated(int from, int to) ->
          json.put("from_version", from + ".0").put("to_version", to + ".0");
      case UpdateType.TagCreated(String name) -> json.put("name", name);
      case UpdateType.BranchCreated(String name) -> json.put("name", name);
      case UpdateType.TagDeleted(String name, SnapshotId id) -> previous(json, name, id);
      case UpdateType.BranchDeleted(String name, SnapshotId id) -> previous(json, name, id);
      case UpdateType.BranchReset(String name, SnapshotId id) -> previous(json, name, id);
      case UpdateType.NewCommit(String branch, SnapshotId id) ->
          json.put("branch", branch).put("new_snap_id", id.text());
      case UpdateType.CommitAmended(String branch, SnapshotId old, SnapshotId id) ->
          json.put("branch", branch)
              .put("new_snap_id", id.text())
              .put("previous_snap_id", old.text());
      case UpdateType.NewDetachedSnapshot(SnapshotId id) -> json.put("new_snap_id", id.text());
      case UpdateType.FeatureFlagChanged(int id, Optional<Boolean> value) ->
          json.put("id", id).put("new_value", value.orElse(null));
      case UpdateType.RepoStatusChanged(RepositoryStatus status) ->
          json.putObject("status")
              .put(
                  "availability",
                  status.availability() == Availability.ONLINE ? "Online" : "ReadOnly")
              .put("limited_availability_reason", status.limitedAvailabilityReason().orElse(null))
              .put("set_at", status.setAt().toString());
      case UpdateType.RepoInitialized ignored -> {}
      case UpdateType.ConfigChanged ignored -> {}
      case UpdateType.MetadataChanged ignored -> {}
      case UpdateType.GCRan ignored -> {}
      case UpdateType.ExpirationRan ignored -> {}
    }
    return json;
  }

  private static void previous(ObjectNode json, String name, SnapshotId id) {
    json.put("name", name).put("previous_snap_id", id.text());
  }

  private static void refs(ObjectNode json, Map<String, SnapshotId> refs) {
    refs.forEach((name, id) -> json.put(name, id.text()));
  }

  private static JsonNode json(JsonValue value) {
    return GoldenRepository.JSON.readTree(JsonText.compact(value));
  }

  private static ObjectNode object() {
    return GoldenRepository.JSON.createObjectNode();
  }
}
