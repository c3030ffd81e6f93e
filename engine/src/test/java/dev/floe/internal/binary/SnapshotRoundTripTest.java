package dev.floe.internal.binary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.format.DimensionShape;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.ManifestFileInfo;
import dev.floe.format.ManifestId;
import dev.floe.format.NodeData;
import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import dev.floe.format.SnapshotId;
import dev.floe.format.SpecVersion;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SnapshotRoundTripTest {
  @Property(tries = 200)
  void whatIsWrittenIsRead(@ForAll long seed, @ForAll SpecVersion version) {
    Samples samples = new Samples(seed);
    List<ManifestId> ids = samples.list(5, () -> ManifestId.random(samples.random));
    List<ManifestFileInfo> files = ids.stream().map(samples::file).toList();
    SortedMap<NodePath, NodeSnapshot> nodes = samples.nodes(40, ids, version == SpecVersion.V2);
    SnapshotWriter.Header header =
        new SnapshotWriter.Header(
            SnapshotId.random(samples.random),
            samples.maybe(() -> SnapshotId.random(samples.random)),
            samples.instant(),
            samples.text(),
            samples.object(2));
    try (SnapshotWriter writer = new SnapshotWriter(version, 0);
        SnapshotWriter copier = new SnapshotWriter(version, 0)) {
      nodes.values().forEach(writer::node);
      SnapshotView view = SnapshotView.of(writer.finish(header, files), version, "file");
      check(view, header, files, nodes);
      for (int i = 0; i < view.nodeCount(); i++) {
        copier.node(view, i);
      }
      check(SnapshotView.of(copier.finish(header, files), version, "copy"), header, files, nodes);
    }
  }

  private static void check(
      SnapshotView view,
      SnapshotWriter.Header header,
      List<ManifestFileInfo> files,
      SortedMap<NodePath, NodeSnapshot> nodes) {
    assertEquals(header.id(), view.id());
    assertEquals(
        view.version() == SpecVersion.V1 ? header.parent() : Optional.empty(), view.parentId());
    assertEquals(header.flushedAt(), view.flushedAt());
    assertEquals(header.message(), view.message());
    assertEquals(header.metadata(), view.metadata());
    assertEquals(
        files.stream().sorted((a, b) -> a.id().compareTo(b.id())).toList(), view.manifestFiles());
    for (ManifestFileInfo file : files) {
      assertEquals(file, view.manifestFile(file.id()).orElseThrow());
      assertEquals(file.sizeBytes(), view.manifestSizeBytes(file.id()));
    }
    assertEquals(Optional.empty(), view.manifestFile(new ManifestId(1, 2)));
    assertEquals(-1, view.manifestSizeBytes(new ManifestId(1, 2)));
    assertEquals(nodes.size(), view.nodeCount());
    int index = 0;
    for (NodeSnapshot node : nodes.values()) {
      assertEquals(index, view.findNode(node.path()));
      assertEquals(index, view.findNode(node.id()));
      assertEquals(node, view.node(index));
      assertEquals(node.isArray(), view.isArrayAt(index));
      assertEquals(-1, view.findNode(NodePath.stored(node.path().text() + "!")));
      checkSubtree(view, nodes, node.path());
      index++;
    }
    checkSubtree(view, nodes, NodePath.ROOT);
    checkSubtree(view, nodes, NodePath.stored("/foo"));
    assertEquals(-1, view.findNode(new NodeId(0)));
  }

  private static void checkSubtree(
      SnapshotView view, SortedMap<NodePath, NodeSnapshot> nodes, NodePath path) {
    List<NodePath> below = new ArrayList<>();
    for (int i = view.subtreeStart(path); i < view.subtreeEnd(path); i++) {
      below.add(view.pathAt(i));
    }
    assertEquals(
        nodes.keySet().stream()
            .filter(other -> other.isAtOrBelow(path) && !other.equals(path))
            .toList(),
        below);
  }

  @Test
  void siblingsThatOnlyBeginAlikeAreNotBelow() {
    try (SnapshotWriter writer = new SnapshotWriter(SpecVersion.V2, 0)) {
      for (String path : new String[] {"/", "/foo", "/foo-bar", "/foo/a", "/foo/b", "/foo0"}) {
        writer.node(group(path));
      }
      SnapshotView view = SnapshotView.of(writer.finish(header(), List.of()), SpecVersion.V2, "s");
      assertEquals(3, view.subtreeStart(NodePath.of("/foo")));
      assertEquals(5, view.subtreeEnd(NodePath.of("/foo")));
      assertEquals(1, view.subtreeStart(NodePath.ROOT));
      assertEquals(6, view.subtreeEnd(NodePath.ROOT));
    }
  }

  private static NodeSnapshot group(String path) {
    byte[] document = {'{', '}'};
    return new NodeSnapshot(
        new NodeId(path.hashCode()),
        NodePath.of(path),
        MemorySegment.ofArray(document),
        NodeData.Group.INSTANCE);
  }

  private static SnapshotWriter.Header header() {
    return new SnapshotWriter.Header(
        SnapshotId.INITIAL, Optional.empty(), Instant.EPOCH, "", JsonObject.EMPTY);
  }

  @Test
  void nodesOutOfOrderAreRefused() {
    try (SnapshotWriter writer = new SnapshotWriter(SpecVersion.V2, 0)) {
      writer.node(group("/b"));
      assertThrows(IllegalArgumentException.class, () -> writer.node(group("/a")));
      assertThrows(IllegalArgumentException.class, () -> writer.node(group("/b")));
    }
  }

  @Test
  void chunkCountsOfFormat1AreComputed() {
    for (long[] c :
        new long[][] {{0, 0, 0}, {10, 3, 3}, {10, 10, 10}, {1, 1, 1}, {1 << 30, 1000, 1000}}) {
      NodeData.Array array = arrayThroughFormat1(c[0], c[1]);
      assertEquals(List.of(new DimensionShape(c[0], c[2])), array.shape());
    }
  }

  @Test
  void elementsInNoChunksAreRefusedInFormat1() {
    FormatException e = assertThrows(FormatException.class, () -> arrayThroughFormat1(7, 0));
    assertEquals(ErrorKind.INVALID_ARRAY_METADATA, e.kind());
  }

  private static NodeData.Array arrayThroughFormat1(long length, long chunks) {
    NodeData.Array array =
        new NodeData.Array(
            List.of(new DimensionShape(length, chunks)), Optional.empty(), List.of());
    try (SnapshotWriter writer = new SnapshotWriter(SpecVersion.V1, 0)) {
      writer.node(group("/a").withData(array));
      MemorySegment body = writer.finish(header(), List.of());
      return (NodeData.Array)
          SnapshotView.of(
                  MemorySegment.ofArray(body.toArray(ValueLayout.JAVA_BYTE)), SpecVersion.V1, "s")
              .dataAt(0);
    }
  }

  @Test
  void lookingUpNodesAllocatesNothing() {
    List<NodePath> paths = new ArrayList<>();
    try (SnapshotWriter writer = new SnapshotWriter(SpecVersion.V2, 0)) {
      for (int i = 10_000; i < 20_000; i++) {
        writer.node(group("/gruppe-é/node-" + i));
        paths.add(NodePath.of("/gruppe-é/node-" + i));
      }
      SnapshotView view = SnapshotView.of(writer.finish(header(), List.of()), SpecVersion.V2, "s");
      long allocated =
          Allocations.of(() -> {
            long sum = 0;
            for (int i = 0; i < paths.size(); i++) {
              sum += view.findNode(paths.get(i)) - i;
              sum += view.isArrayAt(i) ? 1 : 0;
            }
            return sum;
          });
      assertTrue(allocated < 100, allocated + " bytes");
    }
  }
}
