package dev.floe.spec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Random changes of a version: groups and arrays that come and go, resizes, chunks that are
/// written and deleted.
final class RandomSession {
  private static final List<String> ARRAYS = List.of("a", "b-ä", "g/x", "g/y", "h/🧊");
  private static final List<String> GROUPS = List.of("g", "h", "only");
  private static final int[] LENGTHS = {1, 64, 511, 513, 3000};
  private static final int MOST_CHUNKS = 6;

  private final Random chance;
  private final List<Half.Change> changes = new ArrayList<>();
  private final Map<String, Integer> arrays;
  private final Set<String> groups = new TreeSet<>();

  /// @param label makes it a change whatever else happens
  RandomSession(ModelledHistory.Version base, Random chance, String label) {
    this.chance = chance;
    this.arrays = new TreeMap<>(base.arrays());
    groups.addAll(groups(base));
    set("zarr.json", ArrayDocument.GROUP.replace("{}", "{\"by\":\"" + label + "\"}"));
    for (int i = chance.nextInt(5); i >= 0; i--) {
      change();
    }
  }

  /// The groups of a version that may be deleted and moved.
  static List<String> groups(ModelledHistory.Version version) {
    return GROUPS.stream()
        .filter(group -> version.keys().containsKey(group + "/zarr.json"))
        .toList();
  }

  List<Half.Change> changes() {
    return changes;
  }

  Map<String, Integer> arrays() {
    return arrays;
  }

  @Override
  public String toString() {
    return changes.stream()
        .map(change -> change.kind() + " " + change.key())
        .collect(Collectors.joining(", "));
  }

  private void change() {
    Set<String> paths = new TreeSet<>(ARRAYS);
    paths.addAll(arrays.keySet());
    String path = List.copyOf(paths).get(chance.nextInt(paths.size()));
    if (!arrays.containsKey(path)) {
      shape(path);
      return;
    }
    switch (chance.nextInt(9)) {
      case 0 -> shape(path);
      case 1 -> delete(path);
      case 2 -> group(GROUPS.get(chance.nextInt(GROUPS.size())));
      case 3 -> changes.add(new Half.Change("delete", chunk(path), new byte[0]));
      default -> {
        for (int i = chance.nextInt(4); i >= 0; i--) {
          changes.add(new Half.Change("set", chunk(path), bytes(chance)));
        }
      }
    }
  }

  private void shape(String path) {
    int length = 1 + chance.nextInt(MOST_CHUNKS);
    arrays.put(path, length);
    set(path + "/zarr.json", ArrayDocument.of("uint8", new long[] {length}, new long[] {1}));
  }

  private void group(String path) {
    if (chance.nextInt(3) == 0 && groups.contains(path)) {
      delete(path);
    } else {
      groups.add(path);
      set(path + "/zarr.json", ArrayDocument.GROUP);
    }
  }

  /// Deletes a node and all below it. Where there is no node nothing is deleted.
  private void delete(String path) {
    groups.remove(path);
    changes.add(new Half.Change("delete_dir", path, new byte[0]));
    arrays.keySet().removeIf(array -> (array + "/").startsWith(path + "/"));
  }

  private String chunk(String path) {
    return path + "/c/" + chance.nextInt(arrays.get(path));
  }

  private void set(String key, String text) {
    changes.add(new Half.Change("set", key, text.getBytes(StandardCharsets.UTF_8)));
  }

  static byte[] bytes(Random chance) {
    byte[] bytes = new byte[LENGTHS[chance.nextInt(LENGTHS.length)]];
    chance.nextBytes(bytes);
    return bytes;
  }
}
