package dev.floe.spec.scenario;

import dev.floe.CommitOptions;
import dev.floe.Repository;
import dev.floe.format.ManifestFileInfo;
import dev.floe.format.SnapshotId;
import dev.floe.inspect.Inspector;
import dev.floe.inspect.TransactionLogInspection;
import dev.floe.maintenance.ExpireOptions;
import dev.floe.maintenance.GcOptions;
import dev.floe.maintenance.GcSummary;
import dev.floe.maintenance.StorageStatistics;
import dev.floe.maintenance.UpgradeOptions;
import dev.floe.spec.scenario.Steps.Action;
import dev.floe.spec.scenario.Steps.Step;
import dev.floe.storage.ObjectInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What is done to whole repositories, and what lies in their files.
final class MaintenanceSteps {
  private MaintenanceSteps() {}

  static Map<String, Step> table() {
    Map<String, Step> table = new HashMap<>();
    table.put("expire", MaintenanceSteps::expire);
    table.put("gc", MaintenanceSteps::collectGarbage);
    action(table, "upgrade", MaintenanceSteps::upgrade);
    action(table, "rewrite", MaintenanceSteps::rewrite);
    action(
        table,
        "lose",
        (world, words) -> {
          world.storage.delete(List.of(words.get(0) + "/" + world.id(words.get(1)).text())).join();
          world.reopen();
        });
    table.put(
        "diff",
        (world, words) ->
            Texts.diff(
                world.repository().diff(world.version(words.get(0)), world.version(words.get(1)))));
    table.put("log", MaintenanceSteps::log);
    table.put(
        "manifests",
        (world, words) ->
            Texts.join(
                world.repository().manifestFiles(world.id(words.get(0))).stream()
                    .map(ManifestFileInfo::chunkRefCount)
                    .sorted()
                    .toList()));
    table.put(
        "stored",
        (world, words) -> {
          try (Stream<ObjectInfo> objects = world.storage.list(words.get(0))) {
            return Long.toString(objects.count());
          }
        });
    table.put("stats", (world, _) -> statistics(world));
    return table;
  }

  private static void action(Map<String, Step> table, String name, Action action) {
    table.put(name, action.step());
  }

  private static String expire(World world, List<String> words) {
    Instant before = words.get(0).equals("now") ? Instant.MAX : world.time(words.get(0));
    ExpireOptions options = new ExpireOptions(words.contains("branches"), words.contains("tags"));
    Map<SnapshotId, String> known = new HashMap<>();
    world.repository().snapshots().forEach(info -> known.put(info.id(), world.label(info.id())));
    List<String> gone = new ArrayList<>();
    world
        .repository()
        .expireSnapshots(before, options)
        .released()
        .forEach(id -> gone.add(known.get(id)));
    gone.sort(null);
    return Texts.join(gone);
  }

  private static String collectGarbage(World world, List<String> words) {
    GcOptions options = GcOptions.olderThan(Instant.MAX).withAcceptOpenSessions(true);
    GcSummary gone = world.repository().collectGarbage(options.withDryRun(words.contains("dry")));
    return "snapshots "
        + gone.snapshotsDeleted()
        + ", logs "
        + gone.transactionLogsDeleted()
        + ", manifests "
        + gone.manifestsDeleted()
        + ", chunks "
        + gone.chunksDeleted();
  }

  private static void upgrade(World world, List<String> words) {
    if (words.contains("dry")) {
      Repository.upgrade(world.storage, UpgradeOptions.STANDARD.asDryRun());
    } else {
      Repository.upgrade(world.storage, UpgradeOptions.STANDARD);
      world.reopen();
    }
  }

  private static void rewrite(World world, List<String> words) {
    String branch = words.get(0);
    String label = words.get(1);
    SnapshotId id =
        words.contains("amend")
            ? world.repository().rewriteManifestsAmending(branch, label, CommitOptions.STANDARD)
            : world.repository().rewriteManifests(branch, label, CommitOptions.STANDARD);
    world.remember(id, label);
  }

  private static String log(World world, List<String> words) {
    try (Inspector inspector = new Inspector(world.storage)) {
      TransactionLogInspection log = inspector.transactionLog(world.id(words.get(0)));
      List<String> rows = new ArrayList<>();
      count("new groups", log.newGroups().size(), rows);
      count("new arrays", log.newArrays().size(), rows);
      count("deleted groups", log.deletedGroups().size(), rows);
      count("deleted arrays", log.deletedArrays().size(), rows);
      count("updated groups", log.updatedGroups().size(), rows);
      count("updated arrays", log.updatedArrays().size(), rows);
      count(
          "chunks", log.updatedChunks().values().stream().mapToInt(one -> one.size()).sum(), rows);
      log.moves().forEach(move -> rows.add(Texts.move(move)));
      return String.join("; ", rows);
    }
  }

  private static void count(String what, int count, List<String> rows) {
    if (count > 0) {
      rows.add(what + " " + count);
    }
  }

  private static String statistics(World world) {
    StorageStatistics sums = world.repository().storageStatistics();
    return "native "
        + sums.nativeBytes()
        + ", virtual "
        + sums.virtualBytes()
        + ", inline "
        + sums.inlinedBytes();
  }
}
