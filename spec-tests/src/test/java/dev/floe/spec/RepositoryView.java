package dev.floe.spec;

import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.format.Diff;
import dev.floe.format.FeatureFlag;
import dev.floe.format.JsonText;
import dev.floe.format.JsonValue;
import dev.floe.format.NodePath;
import dev.floe.format.RepositoryStatus;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.format.SpecVersion;
import dev.floe.format.Update;
import dev.floe.maintenance.StorageStatistics;
import java.lang.reflect.RecordComponent;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A repository as Floe reads it, in the form of `expected.json`. What there is to ask for (ids of
/// snapshots, pairs to compare) comes from the expectation, the answers come from Floe.
final class RepositoryView {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Repository repository;
  private final JsonNode expected;
  private final ObjectNode view = JSON.objectNode();

  private RepositoryView(Repository repository, JsonNode expected) {
    this.repository = repository;
    this.expected = expected;
  }

  static ObjectNode of(Repository repository, JsonNode expected) {
    RepositoryView view = new RepositoryView(repository, expected);
    view.refs();
    view.settings();
    view.statistics();
    view.history();
    view.versions();
    view.diffs();
    return view.view;
  }

  private void refs() {
    view.put("spec_version", repository.specVersion() == SpecVersion.V1 ? 1 : 2);
    view.set("branches", names(repository.branches()));
    view.set("tags", names(repository.tags()));
    ArrayNode deleted = view.putArray("deleted_tags");
    repository.deletedTags().forEach(deleted::add);
  }

  private void statistics() {
    if (expected.get("stats").isNull()) {
      view.putNull("stats");
      return;
    }
    StorageStatistics statistics = repository.storageStatistics();
    view.putObject("stats")
        .put("native_bytes", statistics.nativeBytes())
        .put("virtual_bytes", statistics.virtualBytes())
        .put("inlined_bytes", statistics.inlinedBytes())
        .put("total_bytes", statistics.totalBytes());
  }

  private static ObjectNode names(Map<String, SnapshotId> refs) {
    ObjectNode names = JSON.objectNode();
    refs.forEach((name, id) -> names.put(name, id.toString()));
    return names;
  }

  private void settings() {
    view.set(
        "config",
        repository
            .persistedConfig()
            .map(config -> Expectation.withoutNulls(tree(config.toJson())))
            .orElse(JSON.nullNode()));
    if (repository.specVersion() == SpecVersion.V1) {
      for (String name : new String[] {"status", "metadata", "feature_flags", "ops"}) {
        view.putNull(name);
      }
      return;
    }
    view.set("status", status(repository.status()));
    view.set("metadata", tree(repository.metadata()));
    ObjectNode flags = view.putObject("feature_flags");
    for (Map.Entry<FeatureFlag, Boolean> flag : repository.featureFlags().entrySet()) {
      flags.put(flag.getKey().flagName(), flag.getValue());
    }
    ArrayNode operations = view.putArray("ops");
    try (Stream<Update> log = repository.operations()) {
      log.forEach(update -> operations.add(operation(update)));
    }
  }

  private static ObjectNode status(RepositoryStatus status) {
    ObjectNode node = JSON.objectNode();
    node.put("availability", status.availability().name().toLowerCase(Locale.ROOT));
    node.put("set_at", VersionView.time(status.setAt()));
    node.put("reason", status.limitedAvailabilityReason().orElse(null));
    return node;
  }

  private static ObjectNode operation(Update update) {
    ObjectNode node = JSON.objectNode();
    node.put("type", update.type().shortName());
    node.put("updated_at", VersionView.time(update.updatedAt()));
    node.put("backup_path", update.backupPath().orElse(null));
    for (RecordComponent field : update.type().getClass().getRecordComponents()) {
      node.set(snakeCase(field.getName()), value(read(field, update.type())));
    }
    return node;
  }

  private static Object read(RecordComponent field, Object record) {
    try {
      return field.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String snakeCase(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  private static JsonNode value(Object value) {
    return switch (value) {
      case Integer number -> JSON.numberNode(number);
      case Optional<?> flag -> flag.isPresent() ? value(flag.get()) : JSON.nullNode();
      case Boolean flag -> JSON.booleanNode(flag);
      case RepositoryStatus status -> status(status);
      default -> JSON.stringNode(value.toString());
    };
  }

  private void diffs() {
    ArrayNode diffs = view.putArray("diffs");
    for (JsonNode row : expected.get("diffs")) {
      SnapshotId from = id(row.get("from"));
      SnapshotId to = id(row.get("to"));
      Diff diff = repository.diff(Version.snapshot(from), Version.snapshot(to));
      ObjectNode node = diffs.addObject();
      node.put("from", from.toString()).put("to", to.toString());
      node.set("new_groups", texts(diff.newGroups()));
      node.set("new_arrays", texts(diff.newArrays()));
      node.set("deleted_groups", texts(diff.deletedGroups()));
      node.set("deleted_arrays", texts(diff.deletedArrays()));
      node.set("updated_groups", texts(diff.updatedGroups()));
      node.set("updated_arrays", texts(diff.updatedArrays()));
      ObjectNode chunks = node.putObject("updated_chunks");
      diff.updatedChunks()
          .forEach((path, indices) -> {
            ArrayNode all = chunks.putArray(path.text());
            indices.forEach(chunk -> {
              ArrayNode coords = all.addArray();
              java.util.Arrays.stream(chunk.toLongs()).forEach(coords::add);
            });
          });
      ArrayNode moves = node.putArray("moved_nodes");
      diff.movedNodes()
          .forEach(move ->
              moves.addObject().put("from", move.from().text()).put("to", move.to().text()));
    }
  }

  private static ArrayNode texts(Iterable<NodePath> paths) {
    ArrayNode texts = JSON.arrayNode();
    paths.forEach(path -> texts.add(path.text()));
    return texts;
  }

  private void history() {
    ArrayNode snapshots = view.putArray("snapshots");
    for (JsonNode row : expected.get("snapshots")) {
      snapshots.add(snapshot(repository.lookupSnapshot(id(row.get("id")))));
    }
    ObjectNode histories = view.putObject("histories");
    repository.branches().keySet().forEach(n -> add(histories, "branch:" + n, Version.branch(n)));
    repository.tags().keySet().forEach(n -> add(histories, "tag:" + n, Version.tag(n)));
  }

  private void add(ObjectNode histories, String name, Version version) {
    ArrayNode ids = histories.putArray(name);
    try (Stream<SnapshotInfo> ancestry = repository.ancestry(version)) {
      ancestry.forEach(snapshot -> ids.add(snapshot.id().toString()));
    }
  }

  private static ObjectNode snapshot(SnapshotInfo snapshot) {
    ObjectNode node = JSON.objectNode();
    node.put("id", snapshot.id().toString());
    node.put("parent", snapshot.parentId().map(SnapshotId::toString).orElse(null));
    node.put("written_at", VersionView.time(snapshot.flushedAt()));
    node.put("message", snapshot.message());
    node.set("metadata", tree(snapshot.metadata()));
    return node;
  }

  private void versions() {
    ObjectNode versions = view.putObject("versions");
    for (String name : expected.get("versions").propertyNames()) {
      SnapshotId id = SnapshotId.parse(name);
      Session session = repository.readonlySession(Version.snapshot(id));
      ObjectNode version = VersionView.of(session.store());
      version.set("manifests", NodesView.manifests(repository.manifestFiles(id)));
      version.set("nodes", NodesView.nodes(session.nodes()));
      versions.set(name, version);
    }
  }

  private static SnapshotId id(JsonNode text) {
    return SnapshotId.parse(text.stringValue());
  }

  private static JsonNode tree(JsonValue value) {
    return GoldenRepository.JSON.readTree(JsonText.compact(value));
  }
}
