package dev.floe.spec.scenario;

import dev.floe.memory.SegmentLease;
import dev.floe.spec.scenario.Steps.Action;
import dev.floe.spec.scenario.Steps.Step;
import dev.floe.virtual.VirtualChunk;
import dev.floe.zarr.Store;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What is done with keys.
final class StoreSteps {
  private StoreSteps() {}

  static Map<String, Step> table() {
    Map<String, Step> table = new HashMap<>();
    writes(table);
    table.put("get", (world, words) -> value(world.store(words.get(0)), words.get(1)));
    table.put(
        "exists", (world, words) -> Steps.yes(world.store(words.get(0)).exists(words.get(1))));
    table.put(
        "empty",
        (world, words) ->
            Steps.yes(world.store(words.get(0)).isEmpty(words.size() > 1 ? words.get(1) : "")));
    table.put(
        "list",
        (world, words) ->
            names(world.store(words.get(0)).listPrefix(words.size() > 1 ? words.get(1) : "")));
    table.put(
        "dir",
        (world, words) ->
            names(
                world
                    .store(words.get(0))
                    .listDirectory(words.get(1).equals("/") ? "" : words.get(1))));
    return table;
  }

  private static void writes(Map<String, Step> table) {
    action(
        table,
        "group",
        (world, words) ->
            put(
                world.store(words.get(0)),
                Documents.key(words.get(1)),
                Documents.group(words.subList(2, words.size()))));
    action(
        table,
        "array",
        (world, words) ->
            put(
                world.store(words.get(0)),
                Documents.key(words.get(1)),
                Documents.array(words.get(2), words.get(3), words.subList(4, words.size()))));
    action(
        table,
        "set",
        (world, words) -> world.store(words.get(0)).set(words.get(1), bytes(words.get(2))));
    action(
        table,
        "set-if-absent",
        (world, words) -> world.store(words.get(0)).setIfAbsent(words.get(1), bytes(words.get(2))));
    action(table, "virtual", StoreSteps::virtual);
    action(table, "delete", (world, words) -> world.store(words.get(0)).delete(words.get(1)));
    action(
        table,
        "delete-dir",
        (world, words) -> world.store(words.get(0)).deleteDirectory(words.get(1)));
    action(table, "clear", (world, words) -> world.store(words.get(0)).clear());
  }

  private static void action(Map<String, Step> table, String name, Action action) {
    table.put(name, action.step());
  }

  private static void put(Store store, String key, String text) {
    store.set(key, MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static MemorySegment bytes(String text) {
    return MemorySegment.ofArray(Texts.value(text));
  }

  private static void virtual(World world, List<String> words) {
    VirtualChunk chunk =
        VirtualChunk.at(words.get(2), Long.parseLong(words.get(3)), Long.parseLong(words.get(4)));
    world.store(words.get(0)).setVirtualRef(words.get(1), chunk, words.contains("checked"));
  }

  static String value(Store store, String key) {
    Optional<SegmentLease> found = store.get(key);
    return found
        .map(lease -> {
          try (lease) {
            return Texts.shortened(lease.segment().toArray(ValueLayout.JAVA_BYTE));
          }
        })
        .orElse("absent");
  }

  private static String names(Stream<String> all) {
    try (all) {
      return Texts.join(all.sorted().toList());
    }
  }
}
