package dev.floe.fuzz;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/// Who commits how often: every process sets one chunk of its own part of the array `contended` in
/// each commit, so that no two commits ever touch the same chunk.
///
/// ```
/// chunk 0      warm-ups of process 0 | its commits | warm-ups of process 1 | its commits | …
/// ```
///
/// @param processes how many there are
/// @param commits how many each makes, beside its warm-ups
/// @param seed what the chunks hold
record ContentionLoad(int processes, int commits, long seed) {
  /// Commits of each process before those that count.
  static final int WARM_UPS = 5;

  private static final int LONGEST_CHUNK = 1500;

  /// The arguments of a process that say the same.
  List<Object> arguments() {
    return List.of(processes, commits, seed);
  }

  static ContentionLoad of(String[] arguments, int from) {
    return new ContentionLoad(
        Integer.parseInt(arguments[from]),
        Integer.parseInt(arguments[from + 1]),
        Long.parseLong(arguments[from + 2]));
  }

  /// The chunk that a commit sets; those before number 0 are warm-ups.
  int chunk(int process, int commit) {
    return process * (WARM_UPS + commits) + WARM_UPS + commit;
  }

  int chunks() {
    return processes * (WARM_UPS + commits);
  }

  static String key(int chunk) {
    return "contended/c/" + chunk;
  }

  /// What a chunk holds: short ones lie in the manifest, long ones in objects of their own.
  byte[] bytes(int chunk) {
    Random random = new Random(seed * 31 + chunk);
    byte[] bytes = new byte[1 + random.nextInt(LONGEST_CHUNK)];
    random.nextBytes(bytes);
    return bytes;
  }

  static MemorySegment group() {
    String text = "{\"zarr_format\":3,\"node_type\":\"group\"}";
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  MemorySegment document() {
    String text =
        """
        {"zarr_format":3,"node_type":"array","data_type":"uint8","shape":[%d],"chunk_grid":\
        {"name":"regular","configuration":{"chunk_shape":[1]}},"fill_value":0,\
        "codecs":[{"name":"bytes"}]}\
        """
            .formatted(chunks());
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }
}
