package dev.floe.internal.flatbuffers;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Copies of the table that was written last, with what it alone refers to, behind one another:
/// each is the one before but for some numbers. One use, one thread.
///
/// ```
///   | copy 2 | copy 1 | last bytes, a table and the vector before it |
///              - lengthBytes -
/// ```
public final class TableCopies {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final FlatBufferBuilder builder;
  private final int table;
  private final int lengthBytes;

  /// What is added, with each copy, to the numbers of 32 bits in those bytes.
  private final int[] steps;

  /// Which number of 32 bits is the lower half of one of 64 bits; -1 for none.
  private int wide = -1;

  private long wideStep;

  /// @param before the table before the last one, which is like it: [FlatBufferBuilder#areAlike]
  /// @param last the table that was written last
  public TableCopies(FlatBufferBuilder builder, int before, int last) {
    this.builder = builder;
    this.table = last;
    this.lengthBytes = last - before;
    this.steps = new int[lengthBytes / 4];
    // The vtable is that of all.
    steps[0] = -lengthBytes;
  }

  /// How far the begins of two tables lie apart.
  public int lengthBytes() {
    return lengthBytes;
  }

  /// The field is an offset to what all the tables share.
  public void share(int slot) {
    steps[builder.distanceInLast(table, slot) / 4] = lengthBytes;
  }

  /// The number at a place of a vector, which belongs to the table, goes up by one.
  public void count(int vector, int place) {
    steps[(table - vector) / 4 + 1 + place] = 1;
  }

  /// The field is a number of 64 bits that goes up by `step`, if it is there at all.
  public void add(int slot, long step) {
    int distance = builder.distanceInLast(table, slot);
    wide = distance == 0 ? -1 : distance / 4;
    wideStep = step;
  }

  /// Writes so many copies.
  public void write(int count) {
    int words = steps.length;
    int alignment = wide < 0 ? 4 : 8;
    if (table != builder.usedBytes() || lengthBytes % alignment != 0) {
      throw new IllegalArgumentException("copies of " + lengthBytes + " bytes at " + table);
    }
    builder.reserve((long) lengthBytes * count);
    MemorySegment last = builder.newest(lengthBytes);
    int[] next = last.toArray(INT);
    long number = wide < 0 ? 0 : last.get(LONG, 4L * wide);
    int most = Math.max(1, Math.min(count, FlatBufferBuilder.STAGED / words));
    int[] staged = new int[most * words];
    for (int left = count; left > 0; ) {
      int copies = Math.min(left, most);
      stage(next, steps, staged, copies);
      if (wide >= 0) {
        number = stage(number, words, staged, copies);
      }
      builder.tables(staged, copies * words, copies);
      left -= copies;
    }
  }

  /// Makes the next copies, the last one first.
  private static void stage(int[] next, int[] steps, int[] staged, int copies) {
    int words = steps.length;
    for (int at = (copies - 1) * words; at >= 0; at -= words) {
      for (int word = 0; word < words; word++) {
        next[word] += steps[word];
        staged[at + word] = next[word];
      }
    }
  }

  /// Puts the numbers of 64 bits into the copies; answers the last.
  private long stage(long before, int words, int[] staged, int copies) {
    long number = before;
    for (int at = (copies - 1) * words + wide; at >= 0; at -= words) {
      number += wideStep;
      staged[at] = (int) number;
      staged[at + 1] = (int) (number >>> 32);
    }
    return number;
  }
}
