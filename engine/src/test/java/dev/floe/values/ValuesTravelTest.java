package dev.floe.values;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.config.RepositoryConfig;
import dev.floe.format.JsonText;
import dev.floe.format.JsonValue;
import dev.floe.format.NodeData;
import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import dev.floe.format.SnapshotInfo;
import dev.floe.format.SpecVersion;
import dev.floe.internal.binary.ConfigBytes;
import dev.floe.internal.binary.ConfigYaml;
import dev.floe.internal.binary.MetadataCodec;
import dev.floe.internal.binary.SnapshotView;
import dev.floe.internal.binary.SnapshotWriter;
import dev.floe.internal.binary.TransactionLog;
import dev.floe.internal.binary.TransactionLogReader;
import dev.floe.internal.binary.TransactionLogWriter;
import dev.floe.internal.flatbuffers.FlatBufferBuilder;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Whatever value there is, it is the same after it was written and read.
class ValuesTravelTest {
  @Property(tries = 500)
  void valuesOfMetadata(@ForAll long seed, @ForAll MetadataCodec codec) {
    JsonValue value = Values.one(JsonValue.class, new Random(seed));
    assertEquals(value, codec.decode(MemorySegment.ofArray(codec.encode(value)), "value"));
    byte[] text = JsonText.compact(value).getBytes(StandardCharsets.UTF_8);
    assertEquals(value, JsonText.read(text, "text"));
  }

  @Property(tries = 300)
  void configurations(@ForAll long seed) {
    RepositoryConfig config = Values.one(RepositoryConfig.class, new Random(seed));
    MemorySegment bytes = MemorySegment.ofArray(ConfigBytes.encode(config));
    assertEquals(config, ConfigBytes.decode(bytes, "bytes"));
    MemorySegment yaml = MemorySegment.ofArray(ConfigYaml.encode(config));
    assertEquals(config, ConfigYaml.decode(yaml, "yaml"));
  }

  @Property(tries = 300)
  void transactionLogs(@ForAll long seed) {
    TransactionLog log = Values.one(TransactionLog.class, new Random(seed));
    try (FlatBufferBuilder builder = TransactionLogWriter.builder(log)) {
      MemorySegment body = TransactionLogWriter.write(builder, log);
      assertEquals(log, TransactionLogReader.read(body, "log"));
    }
  }

  /// A dimension whose name is empty has none in files.
  private static boolean isStorable(NodeSnapshot node) {
    return !(node.data() instanceof NodeData.Array array)
        || array.dimensionNames().stream()
            .flatMap(List::stream)
            .flatMap(Optional::stream)
            .noneMatch(String::isEmpty);
  }

  @Property(tries = 300)
  void nodes(@ForAll long seed) {
    Random random = new Random(seed);
    TreeMap<NodePath, NodeSnapshot> nodes = new TreeMap<>(NodePath.STRING_ORDER);
    for (int i = random.nextInt(8); i > 0; i--) {
      NodeSnapshot node = Values.one(NodeSnapshot.class, random);
      if (isStorable(node)) {
        nodes.put(node.path(), node);
      }
    }
    SnapshotInfo info = Values.one(SnapshotInfo.class, random);
    SnapshotWriter.Header header =
        new SnapshotWriter.Header(
            info.id(), Optional.empty(), info.flushedAt(), info.message(), info.metadata());
    try (SnapshotWriter writer = new SnapshotWriter(SpecVersion.V2, 0)) {
      nodes.values().forEach(writer::node);
      SnapshotView view =
          SnapshotView.of(writer.finish(header, List.of()), SpecVersion.V2, "snapshot");
      assertEquals(info.id(), view.id());
      assertEquals(info.flushedAt(), view.flushedAt());
      assertEquals(info.message(), view.message());
      assertEquals(info.metadata(), view.metadata());
      assertEquals(nodes.size(), view.nodeCount());
      int index = 0;
      for (NodeSnapshot node : nodes.values()) {
        assertEquals(node, view.node(index++));
      }
    }
  }
}
