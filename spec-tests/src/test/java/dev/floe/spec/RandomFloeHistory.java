package dev.floe.spec;

import dev.floe.Repository;
import dev.floe.format.SnapshotId;
import dev.floe.virtual.VirtualChunk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/// A random history written through Floe: nodes, chunks of all kinds, deletes, resizes, branches
/// and tags. The same seed makes the same history.
final class RandomFloeHistory {
  private static final int COMMITS = 14;
  private static final int[] LENGTHS = {1, 63, 64, 65, 300, 301, 2000};
  private static final List<String> NAMES = List.of("a", "b", "a-b", "ab", "ä", "x y", "🧊");

  private final Repository repository;
  private final ModelledWriter writer;
  private final Random chance;
  private final byte[] file;
  private final Map<String, Map<String, long[]>> arraysOf = new TreeMap<>();

  RandomFloeHistory(Repository repository, byte[] file, long seed) {
    this.repository = repository;
    this.writer = new ModelledWriter(repository);
    this.chance = new Random(seed);
    this.file = file;
    arraysOf.put("main", new TreeMap<>());
  }

  ModelledWriter write() {
    for (int i = 0; i < COMMITS; i++) {
      String branch = pick(arraysOf.keySet());
      writer.on(branch).document("", ArrayDocument.GROUP);
      for (int change = 0; change <= chance.nextInt(5); change++) {
        change(arraysOf.get(branch));
      }
      if (!writer.hasChanges()) {
        writer.document("group-" + i, ArrayDocument.GROUP);
      }
      refs(branch, writer.commit("commit " + i), i);
    }
    return writer;
  }

  private void refs(String branch, SnapshotId tip, int i) {
    if (chance.nextInt(3) == 0) {
      repository.createTag("tag " + i, tip);
      if (chance.nextInt(3) == 0) {
        repository.deleteTag("tag " + i);
      }
    }
    if (chance.nextInt(4) == 0) {
      writer.createBranch("branch-" + i, tip);
      arraysOf.put("branch-" + i, new TreeMap<>(arraysOf.get(branch)));
    }
  }

  private void change(Map<String, long[]> arrays) {
    if (arrays.isEmpty() || chance.nextInt(4) == 0) {
      create(arrays);
      return;
    }
    String path = pick(arrays.keySet());
    switch (chance.nextInt(7)) {
      case 0 -> {
        writer.deleteDirectory(path);
        arrays.remove(path);
      }
      case 1 -> resize(path, arrays);
      case 2 -> writer.delete(key(path, arrays.get(path)));
      case 3 -> refer(key(path, arrays.get(path)));
      default -> {
        for (int i = 0; i < 5; i++) {
          byte[] bytes = new byte[LENGTHS[chance.nextInt(LENGTHS.length)]];
          chance.nextBytes(bytes);
          writer.set(key(path, arrays.get(path)), bytes);
        }
      }
    }
  }

  private void create(Map<String, long[]> arrays) {
    String path = NAMES.get(chance.nextInt(NAMES.size()));
    if (chance.nextBoolean()) {
      path += "/" + NAMES.get(chance.nextInt(NAMES.size()));
    }
    for (String other : arrays.keySet()) {
      if ((other + "/").startsWith(path + "/") || (path + "/").startsWith(other + "/")) {
        return;
      }
    }
    arrays.put(path, shape(chance.nextInt(4)));
    writer.document(path, document(arrays.get(path)));
  }

  private void resize(String path, Map<String, long[]> arrays) {
    long[] shape = shape(arrays.get(path).length);
    arrays.put(path, shape);
    writer.resize(path, document(shape), key -> isOutside(key.substring(path.length()), shape));
  }

  private static boolean isOutside(String suffix, long[] shape) {
    String[] parts = suffix.split("/");
    for (int i = 0; i < shape.length; i++) {
      if (Long.parseLong(parts[i + 2]) >= shape[i]) {
        return true;
      }
    }
    return false;
  }

  private void refer(String key) {
    int offset = chance.nextInt(4000);
    String location =
        chance.nextBoolean() ? ForeignData.PREFIX + "numbers.bin" : "vcc://data/numbers.bin";
    writer.reference(key, VirtualChunk.at(location, offset, 1 + chance.nextInt(96)), file);
  }

  private String key(String path, long[] shape) {
    StringBuilder key = new StringBuilder(path).append("/c");
    for (long length : shape) {
      key.append('/').append(chance.nextInt((int) length));
    }
    return key.toString();
  }

  private long[] shape(int rank) {
    return chance.ints(rank, 1, 8).asLongStream().toArray();
  }

  private static String document(long[] shape) {
    long[] ones = new long[shape.length];
    Arrays.fill(ones, 1);
    return ArrayDocument.of("uint8", shape, ones);
  }

  private String pick(Set<String> names) {
    return new ArrayList<>(names).get(chance.nextInt(names.size()));
  }
}
