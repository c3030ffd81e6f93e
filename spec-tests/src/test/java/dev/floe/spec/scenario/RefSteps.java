package dev.floe.spec.scenario;

import dev.floe.format.SnapshotInfo;
import dev.floe.spec.scenario.Steps.Action;
import dev.floe.spec.scenario.Steps.Step;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/// Branches, tags and history.
final class RefSteps {
  private RefSteps() {}

  static Map<String, Step> table() {
    Map<String, Step> table = new HashMap<>();
    action(
        table,
        "branch",
        (world, words) -> world.repository().createBranch(words.get(0), world.id(words.get(1))));
    action(table, "delete-branch", (world, words) -> world.repository().deleteBranch(words.get(0)));
    action(
        table,
        "reset",
        (world, words) ->
            world
                .repository()
                .resetBranch(
                    words.get(0),
                    world.id(words.get(1)),
                    Steps.option(words, "from").map(world::id)));
    action(
        table,
        "tag",
        (world, words) -> world.repository().createTag(words.get(0), world.id(words.get(1))));
    action(table, "delete-tag", (world, words) -> world.repository().deleteTag(words.get(0)));
    table.put("lookup", (world, words) -> world.label(world.id(words.get(0))));
    table.put("branches", (world, _) -> Texts.join(world.repository().branches().keySet()));
    table.put("tags", (world, _) -> Texts.join(world.repository().tags().keySet()));
    table.put("history", (world, words) -> history(world, words.get(0)));
    return table;
  }

  private static void action(Map<String, Step> table, String name, Action action) {
    table.put(name, action.step());
  }

  static String history(World world, String at) {
    try (Stream<SnapshotInfo> ancestry = world.repository().ancestry(world.version(at))) {
      return Texts.join(ancestry.map(info -> world.label(info.id())).toList());
    }
  }
}
