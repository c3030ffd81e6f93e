package dev.floe.internal.binary;

import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.format.DimensionShape;
import dev.floe.format.ManifestExtents;
import dev.floe.format.ManifestId;
import dev.floe.format.ManifestRef;
import dev.floe.format.NodeData;
import dev.floe.internal.binary.SnapshotLayout.ArrayData;
import dev.floe.internal.binary.SnapshotLayout.DimensionName;
import dev.floe.internal.binary.SnapshotLayout.Extent;
import dev.floe.internal.binary.SnapshotLayout.Node;
import dev.floe.internal.binary.SnapshotLayout.ShapeV1;
import dev.floe.internal.binary.SnapshotLayout.ShapeV2;
import dev.floe.internal.flatbuffers.FlatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Reads what a node is from its table.
final class NodeReader {
  private NodeReader() {}

  static boolean isArray(FlatBuffer buffer, long node) {
    int type = buffer.u8(node, Node.DATA_TYPE, 0);
    if (type != Node.TYPE_ARRAY && type != Node.TYPE_GROUP) {
      throw buffer.bad(node, "node data of an array (1) or a group (2)", Integer.toString(type));
    }
    return type == Node.TYPE_ARRAY;
  }

  static NodeData data(FlatBuffer buffer, long node) {
    if (!isArray(buffer, node)) {
      return NodeData.Group.INSTANCE;
    }
    long array = arrayTable(buffer, node);
    Allowance allowance = new Allowance(buffer);
    return new NodeData.Array(
        shape(buffer, array), names(buffer, array, allowance), refs(buffer, array, allowance));
  }

  static long arrayTable(FlatBuffer buffer, long node) {
    long array = buffer.table(buffer.field(node, Node.DATA));
    if (array == FlatBuffer.ABSENT) {
      throw buffer.bad(node, "the data of an array", "none");
    }
    return array;
  }

  private static List<DimensionShape> shape(FlatBuffer buffer, long array) {
    long second = buffer.vector(buffer.field(array, ArrayData.SHAPE_V2), 4);
    if (second == FlatBuffer.ABSENT) {
      return shapeOfFormat1(buffer, array);
    }
    List<DimensionShape> shape = new ArrayList<>(buffer.count(second));
    for (int i = 0; i < buffer.count(second); i++) {
      long dimension = buffer.tableAt(second, i);
      shape.add(
          new DimensionShape(
              buffer.i64(dimension, ShapeV2.ARRAY_LENGTH, 0),
              Integer.toUnsignedLong(buffer.i32(dimension, ShapeV2.CHUNK_COUNT, 0))));
    }
    return shape;
  }

  private static List<DimensionShape> shapeOfFormat1(FlatBuffer buffer, long array) {
    long first =
        buffer.requiredVector(array, ArrayData.SHAPE, ShapeV1.BYTES, "ArrayNodeData.shape");
    List<DimensionShape> shape = new ArrayList<>(buffer.count(first));
    for (int i = 0; i < buffer.count(first); i++) {
      long at = buffer.element(first, i, ShapeV1.BYTES);
      long length = buffer.i64(at + ShapeV1.ARRAY_LENGTH);
      shape.add(
          new DimensionShape(
              length, chunkCount(buffer, at, length, buffer.i64(at + ShapeV1.CHUNK_LENGTH))));
    }
    return shape;
  }

  private static long chunkCount(FlatBuffer buffer, long at, long length, long chunkLength) {
    if (length == 0) {
      return 0;
    }
    long count = chunkLength == 0 ? -1 : Long.divideUnsigned(length - 1, chunkLength) + 1;
    if (count <= 0 || count > 0xffff_ffffL) {
      throw new FormatException(
          ErrorKind.INVALID_ARRAY_METADATA,
          buffer.object(),
          at,
          "fewer than 2^32 chunks in each dimension",
          "length "
              + Long.toUnsignedString(length)
              + " in chunks of "
              + Long.toUnsignedString(chunkLength));
    }
    return count;
  }

  private static Optional<List<Optional<String>>> names(
      FlatBuffer buffer, long array, Allowance allowance) {
    long vector = buffer.vector(buffer.field(array, ArrayData.DIMENSION_NAMES), 4);
    if (vector == FlatBuffer.ABSENT) {
      return Optional.empty();
    }
    List<Optional<String>> names = new ArrayList<>(buffer.count(vector));
    for (int i = 0; i < buffer.count(vector); i++) {
      long field = buffer.field(buffer.tableAt(vector, i), DimensionName.NAME);
      names.add(
          Optional.ofNullable(allowance.text(buffer.vector(field, 1)))
              .filter(name -> !name.isEmpty()));
    }
    return Optional.of(names);
  }

  private static List<ManifestRef> refs(FlatBuffer buffer, long array, Allowance allowance) {
    long vector = buffer.requiredVector(array, ArrayData.MANIFESTS, 4, "ArrayNodeData.manifests");
    List<ManifestRef> refs = new ArrayList<>(buffer.count(vector));
    for (int i = 0; i < buffer.count(vector); i++) {
      long ref = buffer.tableAt(vector, i);
      ManifestId id = ManifestId.at(buffer.segment(), manifestId(buffer, ref));
      refs.add(new ManifestRef(id, extents(buffer, ref, allowance)));
    }
    return refs;
  }

  /// Passes the ids of the manifests of an array to `sink`, nothing of a group.
  static void manifestIds(FlatBuffer buffer, long node, Consumer<ManifestId> sink) {
    long array = isArray(buffer, node) ? buffer.table(buffer.field(node, Node.DATA)) : -1;
    if (array < 0) {
      return;
    }
    long vector = buffer.requiredVector(array, ArrayData.MANIFESTS, 4, "ArrayNodeData.manifests");
    for (int i = 0; i < buffer.count(vector); i++) {
      sink.accept(ManifestId.at(buffer.segment(), manifestId(buffer, buffer.tableAt(vector, i))));
    }
  }

  private static long manifestId(FlatBuffer buffer, long ref) {
    return buffer.required(
        ref, SnapshotLayout.ManifestRef.OBJECT_ID, Layout.ID12, "ManifestRef.object_id");
  }

  private static ManifestExtents extents(FlatBuffer buffer, long ref, Allowance allowance) {
    long vector =
        buffer.requiredVector(
            ref, SnapshotLayout.ManifestRef.EXTENTS, Extent.BYTES, "ManifestRef.extents");
    int rank = buffer.count(vector);
    allowance.spend((long) Extent.BYTES * rank);
    int[] from = new int[rank];
    int[] to = new int[rank];
    for (int i = 0; i < rank; i++) {
      long at = buffer.element(vector, i, Extent.BYTES);
      from[i] = buffer.i32(at + Extent.FROM);
      to[i] = buffer.i32(at + Extent.TO);
    }
    return ManifestExtents.ofUnsigned(from, to);
  }
}
