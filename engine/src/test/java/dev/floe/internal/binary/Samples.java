package dev.floe.internal.binary;

import dev.floe.format.Checksum;
import dev.floe.format.ChunkId;
import dev.floe.format.ChunkIndexSet;
import dev.floe.format.ChunkIndices;
import dev.floe.format.ChunkPayload;
import dev.floe.format.DimensionShape;
import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.ManifestExtents;
import dev.floe.format.ManifestFileInfo;
import dev.floe.format.ManifestId;
import dev.floe.format.ManifestRef;
import dev.floe.format.MoveOperation;
import dev.floe.format.NodeData;
import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import dev.floe.format.NodeType;
import dev.floe.format.SnapshotId;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/// Random values for tests, all from one seed.
final class Samples {
  private static final String[] NAMES = {
    "a",
    "b",
    "foo",
    "foo-bar",
    "foo.",
    "x y",
    "é",
    "\uffee",
    "🧊",
    "zarr",
    "0",
    "long-name-of-a-node"
  };

  final Random random;

  Samples(long seed) {
    random = new Random(seed);
  }

  int upTo(int bound) {
    return random.nextInt(bound + 1);
  }

  <T> List<T> list(int max, Supplier<T> element) {
    int count = upTo(max);
    List<T> list = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      list.add(element.get());
    }
    return list;
  }

  <T> Optional<T> maybe(Supplier<T> value) {
    return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
  }

  String text() {
    return String.join("/", list(3, () -> NAMES[random.nextInt(NAMES.length)]));
  }

  MemorySegment bytes(int max) {
    byte[] bytes = new byte[upTo(max)];
    random.nextBytes(bytes);
    return MemorySegment.ofArray(bytes);
  }

  Instant instant() {
    long micros = random.nextLong(4_000_000_000_000_000L);
    return Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1000);
  }

  /// A number whose bits are few, many or all.
  long u64() {
    return random.nextLong() >>> random.nextInt(64);
  }

  JsonValue json(int depth) {
    return switch (random.nextInt(depth > 0 ? 8 : 6)) {
      case 0 -> JsonValue.JsonNull.INSTANCE;
      case 1 -> JsonValue.of(random.nextBoolean());
      case 2 -> new JsonValue.JsonInteger(new BigInteger(Long.toUnsignedString(u64())));
      case 3 -> JsonValue.of(-u64() >> 1);
      case 4 ->
          new JsonValue.JsonDouble(
              random.nextBoolean() ? random.nextFloat() : random.nextGaussian() * 1e10);
      case 5 -> JsonValue.of(text());
      case 6 -> {
        JsonValue same = json(0);
        yield new JsonValue.JsonArray(
            random.nextBoolean() ? list(6, () -> json(depth - 1)) : list(6, () -> same));
      }
      default -> object(depth - 1);
    };
  }

  JsonObject object(int depth) {
    Map<String, JsonValue> members = new HashMap<>();
    for (int i = upTo(5); i > 0; i--) {
      members.put(text(), json(depth));
    }
    return JsonObject.of(members);
  }

  ManifestExtents extents(int rank) {
    int[] from = new int[rank];
    int[] to = new int[rank];
    for (int i = 0; i < rank; i++) {
      from[i] = random.nextInt();
      to[i] = random.nextInt();
    }
    return ManifestExtents.ofUnsigned(from, to);
  }

  NodeData.Array array(List<ManifestId> files, boolean second) {
    int rank = upTo(4);
    List<DimensionShape> shape = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      long count = random.nextInt() & 0xffff_ffffL;
      // Format 1 stores the length of a chunk, not how many there are.
      shape.add(
          second
              ? new DimensionShape(u64(), count)
              : new DimensionShape(count % 1000 * (1 + (u64() & 0xffff)), count % 1000));
    }
    return new NodeData.Array(
        shape,
        maybe(() -> {
          List<Optional<String>> names = new ArrayList<>();
          for (int i = 0; i < rank; i++) {
            names.add(maybe(() -> "d" + text()));
          }
          return names;
        }),
        files.isEmpty()
            ? List.of()
            : list(
                3,
                () ->
                    new ManifestRef(
                        files.get(random.nextInt(files.size())), extents(upTo(1) * rank))));
  }

  SortedMap<NodePath, NodeSnapshot> nodes(int max, List<ManifestId> files, boolean second) {
    SortedMap<NodePath, NodeSnapshot> nodes = new TreeMap<>();
    for (int i = upTo(max); i > 0; i--) {
      NodePath path = NodePath.stored("/" + text());
      NodeData data = random.nextBoolean() ? NodeData.Group.INSTANCE : array(files, second);
      nodes.put(path, new NodeSnapshot(NodeId.random(random), path, bytes(300), data));
    }
    return nodes;
  }

  ManifestFileInfo file(ManifestId id) {
    return new ManifestFileInfo(id, u64() >>> 1, random.nextInt() & 0xffff_ffffL);
  }

  ChunkIndices indices(int rank, int bound) {
    int[] indices = new int[rank];
    for (int i = 0; i < rank; i++) {
      indices[i] = bound == 0 ? random.nextInt() : random.nextInt(bound);
    }
    return ChunkIndices.ofUnsigned(indices);
  }

  ChunkPayload payload() {
    long offset = u64() >>> 2;
    long length = u64() >>> 2;
    return switch (random.nextInt(3)) {
      case 0 -> new ChunkPayload.Inline(bytes(40));
      case 1 -> new ChunkPayload.Native(ChunkId.random(random), offset, length);
      default ->
          new ChunkPayload.Virtual(
              "s3://bucket/" + text() + "x".repeat(random.nextInt(40) == 0 ? 1100 : 0),
              offset,
              length,
              maybe(() ->
                  random.nextBoolean()
                      ? new Checksum.ETag("\"" + text() + "\"")
                      : new Checksum.LastModified(1 + (random.nextInt() >>> 1))));
    };
  }

  SortedMap<ChunkIndices, ChunkPayload> refs(int max) {
    int rank = upTo(3);
    SortedMap<ChunkIndices, ChunkPayload> refs = new TreeMap<>();
    for (int i = upTo(max); i >= 0; i--) {
      refs.put(indices(rank, upTo(1) * 50), payload());
    }
    return refs;
  }

  SortedSet<NodeId> nodeIds(int max) {
    return new TreeSet<>(list(max, () -> NodeId.random(random)));
  }

  TransactionLog log() {
    SortedMap<NodeId, ChunkIndexSet> chunks = new TreeMap<>();
    for (NodeId node : nodeIds(4)) {
      int rank = upTo(3);
      boolean ragged = random.nextInt(4) == 0;
      chunks.put(
          node, ChunkIndexSet.of(list(20, () -> indices(ragged ? upTo(3) : rank, upTo(1) * 9))));
    }
    return new TransactionLog(
        SnapshotId.random(random),
        nodeIds(3),
        nodeIds(3),
        nodeIds(3),
        nodeIds(3),
        nodeIds(3),
        nodeIds(3),
        chunks,
        list(
            4,
            () ->
                new MoveOperation(
                    NodePath.stored("/" + text()),
                    NodePath.stored("/" + text() + random.nextInt()),
                    NodeId.random(random),
                    random.nextBoolean() ? NodeType.ARRAY : NodeType.GROUP)));
  }
}
