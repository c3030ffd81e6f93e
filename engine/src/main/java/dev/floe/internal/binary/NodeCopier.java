package dev.floe.internal.binary;

import dev.floe.internal.binary.SnapshotLayout.ArrayData;
import dev.floe.internal.binary.SnapshotLayout.DimensionName;
import dev.floe.internal.binary.SnapshotLayout.Extent;
import dev.floe.internal.binary.SnapshotLayout.ManifestRef;
import dev.floe.internal.binary.SnapshotLayout.ShapeV1;
import dev.floe.internal.binary.SnapshotLayout.ShapeV2;
import dev.floe.internal.flatbuffers.FlatBuffer;
import dev.floe.internal.flatbuffers.FlatBufferBuilder;

/// Copies the data of arrays from one snapshot to another of the same version, field by field,
/// without making values of it: what a commit leaves as it is may be tens of thousands of nodes.
/// One thread.
final class NodeCopier {
  private final FlatBufferBuilder builder;
  private int[] scratch = new int[16];

  NodeCopier(FlatBufferBuilder builder) {
    this.builder = builder;
  }

  /// Copies the table ArrayNodeData at `array`.
  int array(FlatBuffer from, long array) {
    int manifests =
        manifests(
            from, from.requiredVector(array, ArrayData.MANIFESTS, 4, "ArrayNodeData.manifests"));
    int names = names(from, from.vector(from.field(array, ArrayData.DIMENSION_NAMES), 4));
    int second = shapes(from, from.vector(from.field(array, ArrayData.SHAPE_V2), 4));
    long structs =
        from.requiredVector(array, ArrayData.SHAPE, ShapeV1.BYTES, "ArrayNodeData.shape");
    int first = structs(from, structs, ShapeV1.BYTES, 8);
    builder.startTable();
    builder.addOffset(ArrayData.SHAPE, first);
    builder.addOffset(ArrayData.DIMENSION_NAMES, names);
    builder.addOffset(ArrayData.MANIFESTS, manifests);
    builder.addOffset(ArrayData.SHAPE_V2, second);
    return builder.endTable();
  }

  private int structs(FlatBuffer from, long vector, int structBytes, int alignment) {
    int count = from.count(vector);
    builder
        .structs(count, structBytes, alignment)
        .copyFrom(from.segment().asSlice(vector + 4, (long) count * structBytes));
    return builder.endStructs();
  }

  private int[] scratch(int count) {
    if (count > scratch.length) {
      scratch = new int[count];
    }
    return scratch;
  }

  private int manifests(FlatBuffer from, long refs) {
    int count = from.count(refs);
    int[] tables = scratch(count);
    for (int i = 0; i < count; i++) {
      long ref = from.tableAt(refs, i);
      long id = from.required(ref, ManifestRef.OBJECT_ID, Layout.ID12, "ManifestRef.object_id");
      long extents =
          from.requiredVector(ref, ManifestRef.EXTENTS, Extent.BYTES, "ManifestRef.extents");
      int copied = structs(from, extents, Extent.BYTES, 4);
      builder.startTable();
      builder.addOffset(ManifestRef.EXTENTS, copied);
      builder.addId12(
          ManifestRef.OBJECT_ID,
          Long.reverseBytes(from.i64(id)),
          Integer.reverseBytes(from.i32(id + 8)));
      tables[i] = builder.endTable();
    }
    return builder.offsets(tables, count);
  }

  private int names(FlatBuffer from, long names) {
    if (names == FlatBuffer.ABSENT) {
      return 0;
    }
    int count = from.count(names);
    int[] tables = scratch(count);
    for (int i = 0; i < count; i++) {
      long name = from.vector(from.field(from.tableAt(names, i), DimensionName.NAME), 1);
      int copied = name == FlatBuffer.ABSENT ? 0 : builder.text(from.bytes(name));
      builder.startTable();
      builder.addOffset(DimensionName.NAME, copied);
      tables[i] = builder.endTable();
    }
    return builder.offsets(tables, count);
  }

  private int shapes(FlatBuffer from, long shapes) {
    if (shapes == FlatBuffer.ABSENT) {
      return 0;
    }
    int count = from.count(shapes);
    int[] tables = scratch(count);
    for (int i = 0; i < count; i++) {
      long shape = from.tableAt(shapes, i);
      builder.startTable();
      builder.addLong(ShapeV2.ARRAY_LENGTH, from.i64(shape, ShapeV2.ARRAY_LENGTH, 0), 0);
      builder.addInt(ShapeV2.CHUNK_COUNT, from.i32(shape, ShapeV2.CHUNK_COUNT, 0), 0);
      tables[i] = builder.endTable();
    }
    return builder.offsets(tables, count);
  }
}
