package dev.floe.internal.binary;

import dev.floe.internal.binary.ManifestLayout.ChunkRef;
import dev.floe.internal.flatbuffers.FlatBuffer;

/// Where the tables of references have their fields. Those of one manifest mostly share a vtable:
/// that of one of them is looked at once, and those of others where they are met. Immutable, so
/// safe on any thread, unlike a [dev.floe.internal.flatbuffers.TableShape].
final class RefShape {
  private static final int SLOTS = ChunkRef.COMPRESSED_LOCATION + 1;

  private final FlatBuffer buffer;

  /// The vtable that was looked at, or none that there could be.
  private final long vtable;

  private final int[] offsets = new int[SLOTS];

  /// The shape of no table.
  RefShape(FlatBuffer buffer) {
    this.buffer = buffer;
    this.vtable = Long.MIN_VALUE;
  }

  /// The shape of a table.
  RefShape(FlatBuffer buffer, long table) {
    this.buffer = buffer;
    this.vtable = buffer.vtable(table);
    for (int slot = 0; slot < SLOTS; slot++) {
      offsets[slot] = buffer.fieldOffset(vtable, slot);
    }
  }

  /// The position of the field in `slot` of any table, or [FlatBuffer#ABSENT].
  long field(long table, int slot) {
    if (table - buffer.i32(table) != vtable) {
      return buffer.field(table, slot);
    }
    int offset = offsets[slot];
    return offset == 0 ? FlatBuffer.ABSENT : table + offset;
  }

  /// The vector of the coordinates of a reference, which must be there.
  long index(long table) {
    return requiredVector(table, ChunkRef.INDEX, 4, "ChunkRef.index");
  }

  /// The position of a struct or scalar field that must be there with all its bytes.
  long required(long table, int slot, int bytes, String name) {
    long position = field(table, slot);
    if (position == FlatBuffer.ABSENT) {
      return buffer.required(table, slot, bytes, name);
    }
    buffer.check(position, bytes);
    return position;
  }

  /// The vector in a slot that must be there.
  long requiredVector(long table, int slot, int elementBytes, String name) {
    long vector = buffer.vector(field(table, slot), elementBytes);
    return vector == FlatBuffer.ABSENT
        ? buffer.requiredVector(table, slot, elementBytes, name)
        : vector;
  }
}
