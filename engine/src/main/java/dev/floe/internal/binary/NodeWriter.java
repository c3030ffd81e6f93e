package dev.floe.internal.binary;

import dev.floe.format.DimensionShape;
import dev.floe.format.ManifestExtents;
import dev.floe.format.ManifestRef;
import dev.floe.format.NodeData;
import dev.floe.format.NodeSnapshot;
import dev.floe.format.SpecVersion;
import dev.floe.internal.binary.SnapshotLayout.ArrayData;
import dev.floe.internal.binary.SnapshotLayout.DimensionName;
import dev.floe.internal.binary.SnapshotLayout.Extent;
import dev.floe.internal.binary.SnapshotLayout.Node;
import dev.floe.internal.binary.SnapshotLayout.ShapeV1;
import dev.floe.internal.binary.SnapshotLayout.ShapeV2;
import dev.floe.internal.flatbuffers.FlatBufferBuilder;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/// Writes the tables of nodes. One thread.
final class NodeWriter {
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final FlatBufferBuilder builder;
  private final SpecVersion version;
  private final NodeCopier copier;
  private int group;

  NodeWriter(FlatBufferBuilder builder, SpecVersion version) {
    this.builder = builder;
    this.version = version;
    this.copier = new NodeCopier(builder);
  }

  int write(NodeSnapshot node) {
    int data =
        switch (node.data()) {
          case NodeData.Array array -> array(array);
          case NodeData.Group ignored -> group();
        };
    int document = builder.bytes(node.userData());
    int path = builder.text(node.path().text());
    return node(node.id().value(), path, document, data, node.isArray());
  }

  /// Writes a node of another snapshot of the same version.
  int copy(SnapshotView base, int index) {
    boolean isArray = base.isArrayAt(index);
    int data = isArray ? copier.array(base.buffer(), base.arrayTableAt(index)) : group();
    int document = builder.bytes(base.userDataAt(index));
    int path = builder.text(base.pathBytesAt(index));
    return node(base.idBitsAt(index), path, document, data, isArray);
  }

  private int node(long id, int path, int document, int data, boolean isArray) {
    builder.startTable();
    builder.addOffset(Node.PATH, path);
    builder.addOffset(Node.USER_DATA, document);
    builder.addOffset(Node.DATA, data);
    builder.addId8(Node.ID, id);
    builder.addByte(Node.DATA_TYPE, isArray ? Node.TYPE_ARRAY : Node.TYPE_GROUP, 0);
    return builder.endTable();
  }

  /// Groups have no data: one empty table serves them all.
  private int group() {
    if (group == 0) {
      builder.startTable();
      group = builder.endTable();
    }
    return group;
  }

  private int array(NodeData.Array array) {
    int manifests = manifests(array.manifests());
    int names = array.dimensionNames().map(this::names).orElse(0);
    int second = version == SpecVersion.V1 ? 0 : shapeTables(array.shape());
    int first = shapeStructs(version == SpecVersion.V1 ? array.shape() : List.of());
    builder.startTable();
    builder.addOffset(ArrayData.SHAPE, first);
    builder.addOffset(ArrayData.DIMENSION_NAMES, names);
    builder.addOffset(ArrayData.MANIFESTS, manifests);
    builder.addOffset(ArrayData.SHAPE_V2, second);
    return builder.endTable();
  }

  private int shapeStructs(List<DimensionShape> shape) {
    MemorySegment room = builder.structs(shape.size(), ShapeV1.BYTES, 8);
    for (int i = 0; i < shape.size(); i++) {
      long at = (long) i * ShapeV1.BYTES;
      room.set(LONG, at + ShapeV1.ARRAY_LENGTH, shape.get(i).arrayLength());
      room.set(LONG, at + ShapeV1.CHUNK_LENGTH, chunkLength(shape.get(i)));
    }
    return builder.endStructs();
  }

  private static long chunkLength(DimensionShape shape) {
    long count = shape.chunkCount();
    long length = shape.arrayLength();
    return count == 0 || length == 0 ? 0 : Long.divideUnsigned(length - 1, count) + 1;
  }

  private int shapeTables(List<DimensionShape> shape) {
    int[] tables = new int[shape.size()];
    for (int i = 0; i < tables.length; i++) {
      builder.startTable();
      builder.addLong(ShapeV2.ARRAY_LENGTH, shape.get(i).arrayLength(), 0);
      builder.addInt(ShapeV2.CHUNK_COUNT, (int) shape.get(i).chunkCount(), 0);
      tables[i] = builder.endTable();
    }
    return builder.offsets(tables, tables.length);
  }

  private int names(List<Optional<String>> names) {
    int[] tables = new int[names.size()];
    for (int i = 0; i < tables.length; i++) {
      int name = names.get(i).map(builder::text).orElse(0);
      builder.startTable();
      builder.addOffset(DimensionName.NAME, name);
      tables[i] = builder.endTable();
    }
    return builder.offsets(tables, tables.length);
  }

  private int manifests(List<ManifestRef> refs) {
    int[] tables = new int[refs.size()];
    for (int i = 0; i < tables.length; i++) {
      ManifestRef ref = refs.get(i);
      int extents = extents(ref.extents());
      builder.startTable();
      builder.addOffset(SnapshotLayout.ManifestRef.EXTENTS, extents);
      builder.addId12(SnapshotLayout.ManifestRef.OBJECT_ID, ref.id().high(), ref.id().low());
      tables[i] = builder.endTable();
    }
    return builder.offsets(tables, tables.length);
  }

  private int extents(ManifestExtents extents) {
    MemorySegment room = builder.structs(extents.rank(), Extent.BYTES, 4);
    for (int i = 0; i < extents.rank(); i++) {
      room.set(INT, (long) i * Extent.BYTES + Extent.FROM, (int) extents.from(i));
      room.set(INT, (long) i * Extent.BYTES + Extent.TO, (int) extents.to(i));
    }
    return builder.endStructs();
  }
}
