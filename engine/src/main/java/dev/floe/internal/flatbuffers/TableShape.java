package dev.floe.internal.flatbuffers;

/// Where tables of one kind have their fields. Tables that are written one behind the other mostly
/// share a vtable, which is looked at when it is another than that of the table before. One thread.
public final class TableShape {
  private final FlatBuffer buffer;
  private final int[] offsets;

  /// At first none that there could be.
  private long vtable = Long.MIN_VALUE;

  /// @param slots how many slots such a table has; those behind them are not asked for
  public TableShape(FlatBuffer buffer, int slots) {
    this.buffer = buffer;
    this.offsets = new int[slots];
  }

  /// Goes to a table.
  public void at(long table) {
    long its = table - buffer.i32(table);
    if (its != vtable) {
      vtable = Long.MIN_VALUE;
      buffer.vtable(table);
      for (int slot = 0; slot < offsets.length; slot++) {
        offsets[slot] = buffer.fieldOffset(its, slot);
      }
      vtable = its;
    }
  }

  /// The position of the field in `slot` of the table gone to, or [FlatBuffer#ABSENT].
  public long field(long table, int slot) {
    int offset = offsets[slot];
    return offset == 0 ? FlatBuffer.ABSENT : table + offset;
  }
}
