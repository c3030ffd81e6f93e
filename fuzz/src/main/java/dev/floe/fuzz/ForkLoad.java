package dev.floe.fuzz;

import dev.floe.Session;
import dev.floe.zarr.Store;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import javax.crypto.spec.SecretKeySpec;

/// Who changes what: every process its own chunks of one array, an array and a group of its own.
///
/// @param processes how many there are
/// @param chunks how many chunks each writes
/// @param seed what they hold
record ForkLoad(int processes, int chunks, long seed) {
  private static final int LONGEST_CHUNK = 1500;

  /// The arguments of a process that say the same.
  List<Object> arguments() {
    return List.of(processes, chunks, seed);
  }

  static ForkLoad of(String[] arguments, int from) {
    return new ForkLoad(
        Integer.parseInt(arguments[from]),
        Integer.parseInt(arguments[from + 1]),
        Long.parseLong(arguments[from + 2]));
  }

  /// What forks are sealed with.
  SecretKeySpec key() {
    return new SecretKeySpec(utf8("seed " + seed), "HmacSHA256");
  }

  /// What is committed before.
  void tree(Store store) {
    store.set("zarr.json", ContentionLoad.group());
    store.set("shared/zarr.json", MemorySegment.ofArray(utf8(document(0))));
    for (int process = 0; process < processes; process++) {
      store.set("old" + process + "/zarr.json", MemorySegment.ofArray(utf8(document(0))));
      store.set("shared/c/" + process * chunks, MemorySegment.ofArray(new byte[] {1}));
    }
  }

  /// What the session changes before it is forked.
  void before(Session session) {
    for (int process = 0; process < processes; process++) {
      String name = "made" + process + "/zarr.json";
      session.store().set(name, MemorySegment.ofArray(utf8(document(1))));
    }
  }

  /// What one process changes.
  void changes(Session session, int process) {
    Random random = new Random(seed * 31 + process);
    Store store = session.store();
    for (int chunk = process * chunks; chunk < (process + 1) * chunks; chunk++) {
      store.set("shared/c/" + chunk, bytes(random));
    }
    store.delete("shared/c/" + process * chunks);
    store.set("made" + process + "/zarr.json", MemorySegment.ofArray(utf8(document(2))));
    store.set("made" + process + "/c/0", bytes(random));
    store.set("own" + process + "/zarr.json", MemorySegment.ofArray(utf8(document(3))));
    store.set("own" + process + "/c/1", bytes(random));
    store.delete("old" + process + "/zarr.json");
  }

  private static MemorySegment bytes(RandomGenerator random) {
    byte[] bytes = new byte[1 + random.nextInt(LONGEST_CHUNK)];
    random.nextBytes(bytes);
    return MemorySegment.ofArray(bytes);
  }

  private String document(int version) {
    return """
    {"zarr_format":3,"node_type":"array","data_type":"uint8","shape":[%d],"chunk_grid":\
    {"name":"regular","configuration":{"chunk_shape":[1]}},"fill_value":0,\
    "codecs":[{"name":"bytes"}],"attributes":{"version":%d}}\
    """
        .formatted(processes * chunks + 1, version);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
