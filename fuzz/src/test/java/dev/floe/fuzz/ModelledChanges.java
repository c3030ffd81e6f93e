package dev.floe.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.format.SnapshotId;
import dev.floe.zarr.Store;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Random changes made through a store and in a map at once: groups and arrays that come and go,
/// resizes, chunks of several lengths that are written and deleted.
final class ModelledChanges {
  private static final List<String> ARRAYS = List.of("a", "a-b", "g/x", "g/y");
  private static final int[] CHUNK_LENGTHS = {1, 511, 513, 2000};
  private static final int MOST_CHUNKS = 5;

  private final Store store;
  private final Random chance;
  private final SortedMap<String, Integer> keys;
  private final SortedMap<String, Integer> lengths;

  ModelledChanges(Store store, RepositoryModel.Version base, Random chance) {
    this.store = store;
    this.chance = chance;
    this.keys = new TreeMap<>(base.keys());
    this.lengths = new TreeMap<>(base.lengths());
  }

  /// Makes some, at least one, and compares what the session lists meanwhile.
  ModelledChanges make(int label) {
    set(
        "zarr.json",
        "{\"zarr_format\":3,\"node_type\":\"group\",\"attributes\":{\"n\":" + label + "}}");
    for (int i = chance.nextInt(6); i > 0; i--) {
      change();
      if (chance.nextInt(3) == 0) {
        assertEquals(keys.keySet(), listed());
      }
    }
    return this;
  }

  /// The snapshot that these changes make.
  RepositoryModel.Version version(SnapshotId parent, String message) {
    return new RepositoryModel.Version(parent, message, insideOnly(), lengths);
  }

  private Set<String> listed() {
    try (Stream<String> listed = store.list()) {
      return new TreeSet<>(listed.toList());
    }
  }

  private void change() {
    List<String> paths = new ArrayList<>(ARRAYS);
    lengths.keySet().stream().filter(moved -> !ARRAYS.contains(moved)).forEach(paths::add);
    String path = paths.get(chance.nextInt(paths.size()));
    if (!lengths.containsKey(path)) {
      shape(path);
      return;
    }
    switch (chance.nextInt(8)) {
      case 0 -> shape(path);
      case 1 -> delete(path);
      case 2 -> group();
      case 3 -> {
        String key = chunk(path);
        store.delete(key);
        keys.remove(key);
      }
      default -> {
        byte[] bytes = new byte[CHUNK_LENGTHS[chance.nextInt(CHUNK_LENGTHS.length)]];
        chance.nextBytes(bytes);
        set(chunk(path), bytes);
      }
    }
  }

  private void shape(String path) {
    int length = 1 + chance.nextInt(MOST_CHUNKS);
    lengths.put(path, length);
    set(
        path + "/zarr.json",
        """
        {"zarr_format":3,"node_type":"array","data_type":"uint8","shape":[%d],"chunk_grid":\
        {"name":"regular","configuration":{"chunk_shape":[1]}},"fill_value":0,\
        "codecs":[{"name":"bytes"}]}\
        """
            .formatted(length));
  }

  private void group() {
    if (keys.containsKey("g/zarr.json")) {
      delete("g");
    } else {
      set("g/zarr.json", "{\"zarr_format\":3,\"node_type\":\"group\"}");
    }
  }

  private void delete(String path) {
    store.deleteDirectory(path);
    keys.keySet().removeIf(key -> key.startsWith(path + "/"));
    lengths.keySet().removeIf(array -> (array + "/").startsWith(path + "/"));
  }

  private String chunk(String path) {
    return path + "/c/" + chance.nextInt(lengths.get(path));
  }

  private void set(String key, String text) {
    set(key, text.getBytes(StandardCharsets.UTF_8));
  }

  private void set(String key, byte[] bytes) {
    store.set(key, MemorySegment.ofArray(bytes));
    keys.put(key, Arrays.hashCode(bytes));
  }

  /// Chunks that the grid does not have are listed, and are gone once the session commits.
  private SortedMap<String, Integer> insideOnly() {
    SortedMap<String, Integer> inside = new TreeMap<>(keys);
    lengths.forEach((path, length) -> {
      String chunks = path + "/c/";
      inside
          .keySet()
          .removeIf(key ->
              key.startsWith(chunks) && Integer.parseInt(key.substring(chunks.length())) >= length);
    });
    return inside;
  }
}
