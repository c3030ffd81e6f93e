package dev.floe;

import dev.floe.error.IcechunkException;
import dev.floe.format.ByteRange;
import dev.floe.format.ChunkIndices;
import dev.floe.format.NodePath;
import dev.floe.memory.SegmentLease;
import dev.floe.zarr.ReadBatch;
import dev.floe.zarr.ReadResults;
import dev.floe.zarr.Store;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// A transaction whose writes follow from all that it has read so far, and from nothing else: run
/// again over the same repository it does the same.
final class RandomTransaction {
  static final List<String> ARRAYS = List.of("a", "g/b", "g/h/c");
  private static final List<String> GROUPS = List.of("g", "g/h", "g/new", "g-b");
  static final int CHUNKS = 4;

  /// What one step does.
  private enum Kind {
    READ_CHUNK,
    READ_INTO,
    READ_MANY,
    HAS_CHUNK,
    CHUNKS,
    READ_DOCUMENT,
    HAS_NODE,
    LIST,
    KEYS,
    NODES,
    WRITE_CHUNK,
    WRITE_CHUNK_IF_ABSENT,
    DELETE_CHUNK,
    DELETE_CHUNKS,
    SHIFT,
    WRITE_GROUP,
    WRITE_ARRAY,
    WRITE_ABSENT_GROUP,
    DELETE_NODE
  }

  /// What transactions mostly read and write.
  enum Theme {
    CHUNKS(
        List.of(Kind.READ_CHUNK, Kind.READ_INTO, Kind.READ_MANY, Kind.HAS_CHUNK, Kind.CHUNKS),
        List.of(Kind.WRITE_CHUNK, Kind.WRITE_CHUNK_IF_ABSENT, Kind.DELETE_CHUNK)),
    NODES(
        List.of(Kind.READ_DOCUMENT, Kind.HAS_NODE, Kind.LIST, Kind.KEYS, Kind.NODES),
        List.of(Kind.WRITE_GROUP, Kind.WRITE_ARRAY, Kind.WRITE_ABSENT_GROUP, Kind.DELETE_NODE)),
    LISTINGS(
        List.of(Kind.LIST, Kind.NODES, Kind.KEYS),
        List.of(Kind.WRITE_GROUP, Kind.DELETE_NODE, Kind.WRITE_CHUNK)),
    ALL(List.of(Kind.values()), List.of(Kind.values()));

    private final List<Kind> reads;
    private final List<Kind> writes;

    Theme(List<Kind> reads, List<Kind> writes) {
      this.reads = reads;
      this.writes = writes;
    }
  }

  /// @param rare whether a condition on what was read lets the step happen only sometimes
  private record Step(Kind kind, String array, String group, int chunk, boolean rare) {}

  private final String name;
  private final List<Step> steps = new ArrayList<>();
  private Session session;
  private int next;
  private int known;

  RandomTransaction(String name, Theme theme, Random random) {
    this.name = name;
    int count = 2 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      List<Kind> kinds = i + 1 < count && random.nextInt(4) > 0 ? theme.reads : theme.writes;
      Kind kind = kinds.get(random.nextInt(kinds.size()));
      steps.add(
          new Step(
              kind,
              ARRAYS.get(random.nextInt(ARRAYS.size())),
              GROUPS.get(random.nextInt(GROUPS.size())),
              random.nextInt(CHUNKS),
              random.nextInt(4) == 0));
    }
  }

  /// What the transactions begin with.
  static void tree(Store store) {
    for (String group : List.of("", "g/", "g/h/")) {
      store.set(group + "zarr.json", group(0));
    }
    for (String array : ARRAYS) {
      store.set(array + "/zarr.json", array(0));
      store.set(array + "/c/0", utf8("0"));
      store.set(array + "/c/1", utf8("1"));
    }
  }

  String name() {
    return name;
  }

  /// A digest of everything that was read.
  int known() {
    return known;
  }

  void begin(Session on) {
    session = on;
    next = 0;
    known = 17;
  }

  boolean isDone() {
    return next == steps.size();
  }

  void step() {
    Step step = steps.get(next++);
    if (step.rare && (known & 3) != 0) {
      return;
    }
    try {
      run(step);
    } catch (IcechunkException e) {
      learn(e.kind());
    }
  }

  void runAll() {
    while (!isDone()) {
      step();
    }
  }

  private void learn(Object what) {
    known = 31 * known + String.valueOf(what).hashCode();
  }

  private void run(Step step) {
    Store store = session.store();
    String chunk = step.array + "/c/" + step.chunk;
    switch (step.kind) {
      case READ_CHUNK -> learn(text(store, chunk));
      case READ_INTO -> {
        MemorySegment into = MemorySegment.ofArray(new byte[32]);
        long length = store.array(step.array).getInto(ByteRange.all(), into, step.chunk);
        learn(length < 0 ? length : text(into.asSlice(0, length)));
      }
      case READ_MANY -> {
        String another = ARRAYS.get(step.chunk % ARRAYS.size()) + "/c/0";
        try (ReadResults results = store.readAll(new ReadBatch().add(chunk).add(another)).join()) {
          learn(results.bytes(0).map(RandomTransaction::text));
          learn(results.bytes(1).map(RandomTransaction::text));
        }
      }
      case HAS_CHUNK -> learn(store.exists(chunk));
      case CHUNKS -> {
        try (Stream<ChunkIndices> at = session.chunkCoordinates(NodePath.of("/" + step.array))) {
          learn(at.toList());
        }
      }
      case READ_DOCUMENT -> learn(text(store, step.array + "/zarr.json"));
      case HAS_NODE -> learn(store.exists(step.group + "/zarr.json"));
      case LIST -> learn(names(store.listDirectory(step.group)));
      case KEYS -> learn(names(store.listPrefix(step.group)));
      case NODES ->
          learn(
              names(
                  session
                      .nodes(NodePath.of("/" + step.group))
                      .map(node -> node.path() + text(node.userData()))));
      case WRITE_CHUNK -> store.set(chunk, utf8(name + known));
      case WRITE_CHUNK_IF_ABSENT -> learn(store.setIfAbsent(chunk, utf8(name + known)));
      case DELETE_CHUNK -> store.delete(chunk);
      case DELETE_CHUNKS -> store.deleteDirectory(step.array + "/c");
      case SHIFT -> session.shiftArray(NodePath.of("/" + step.array), 1);
      case WRITE_GROUP -> store.set(step.group + "/zarr.json", group(known & 3));
      case WRITE_ARRAY -> store.set(step.array + "/zarr.json", array(known & 3));
      case WRITE_ABSENT_GROUP ->
          learn(store.setIfAbsent(step.group + "/zarr.json", group(known & 3)));
      case DELETE_NODE -> store.delete((step.chunk < 2 ? step.array : step.group) + "/zarr.json");
    }
  }

  private static List<String> names(Stream<String> stream) {
    try (stream) {
      return stream.toList();
    }
  }

  static String text(Store store, String key) {
    return store
        .get(key)
        .map(lease -> {
          try (SegmentLease own = lease) {
            return text(own.segment());
          }
        })
        .orElse("absent");
  }

  private static String text(MemorySegment bytes) {
    return new String(bytes.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
  }

  private static MemorySegment utf8(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  private static MemorySegment group(int attribute) {
    return utf8(
        "{\"zarr_format\":3,\"node_type\":\"group\",\"attributes\":{\"v\":" + attribute + "}}");
  }

  private static MemorySegment array(int attribute) {
    return utf8(
        """
        {"zarr_format":3,"node_type":"array","shape":[%d],"data_type":"uint8",
         "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[1]}},
         "chunk_key_encoding":{"name":"default"},"fill_value":0,"codecs":[{"name":"bytes"}],
         "attributes":{"v":%d}}\
        """
            .formatted(attribute == 3 ? 2 : CHUNKS, attribute));
  }

  @Override
  public String toString() {
    return name + steps;
  }
}
