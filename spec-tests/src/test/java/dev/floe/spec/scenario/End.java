package dev.floe.spec.scenario;

import dev.floe.error.IcechunkException;
import dev.floe.format.JsonText;
import dev.floe.format.SnapshotId;
import dev.floe.format.SpecVersion;
import dev.floe.zarr.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Everything that can be seen of a repository when a scenario is over, a line each.
final class End {
  private End() {}

  static List<String> of(World world) {
    world.reopen();
    List<String> lines = new ArrayList<>();
    Map<String, SnapshotId> tips = new TreeMap<>();
    refs("branch", world, world.repository().branches(), tips, lines);
    refs("tag", world, world.repository().tags(), tips, lines);
    tips.forEach((label, id) -> {
      lines.add("history of " + label + ": " + RefSteps.history(world, id.text()));
      try {
        keys(world.repository().readonlySession(world.version(id.text())).store(), label, lines);
      } catch (IcechunkException e) {
        lines.add(label + ": !! " + e.kind().code());
      }
    });
    if (world.repository().specVersion() == SpecVersion.V2) {
      lines.add("operations: " + RepositorySteps.operations(world));
      lines.add("metadata: " + JsonText.compact(world.repository().metadata()));
      lines.add("availability: " + RepositorySteps.availability(world));
      lines.add("flags: " + RepositorySteps.flags(world));
    }
    return lines;
  }

  private static void refs(
      String kind,
      World world,
      Map<String, SnapshotId> refs,
      Map<String, SnapshotId> tips,
      List<String> lines) {
    refs.forEach((name, id) -> {
      lines.add(kind + " " + name + ": " + world.label(id));
      tips.put(world.label(id), id);
    });
  }

  private static void keys(Store store, String label, List<String> lines) {
    try (Stream<String> keys = store.list()) {
      keys.sorted().forEach(key -> lines.add(label + ": " + key + " = " + value(store, key)));
    }
  }

  private static String value(Store store, String key) {
    try {
      return StoreSteps.value(store, key);
    } catch (IcechunkException e) {
      return "!! " + e.kind().code();
    }
  }
}
