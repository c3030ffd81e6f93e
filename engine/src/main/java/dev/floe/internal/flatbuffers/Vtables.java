package dev.floe.internal.flatbuffers;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Where the fields of the table that is being written are, and the vtables of the tables before,
/// which those of the same shape share. One thread.
///
/// ```
///   | length | length of the table | how far field 0 is behind the table, 0: absent | …
///    u16      u16                   u16
/// ```
///
/// Positions are those of a [FlatBufferBuilder]: distances from the end of the buffer.
final class Vtables {
  private static final int MAX_SLOTS = 32;
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final int[] fields = new int[MAX_SLOTS];
  private int slots;

  private int[] written = new int[8];
  private long[] prints = new long[8];
  private int count;

  /// Of the table that was asked for last.
  private long print;

  /// Forgets the fields of the table before.
  void startTable() {
    Arrays.fill(fields, 0, slots, 0);
    slots = 0;
  }

  /// Notes where a field was written.
  void field(int slot, int position) {
    fields[slot] = position;
    slots = Math.max(slots, slot + 1);
  }

  /// How far a field begins behind the begin of the table; 0 if it is absent.
  int distance(int table, int slot) {
    return fields[slot] == 0 ? 0 : table - fields[slot];
  }

  /// How long the vtable of the table is.
  int lengthBytes() {
    return 4 + 2 * slots;
  }

  /// The vtable in the buffer that fits the table, or 0.
  int find(MemorySegment memory, long capacity, int table, int tableBytes) {
    print = print(table, tableBytes);
    for (int v = count - 1; v >= 0; v--) {
      if (prints[v] == print && fits(memory, capacity - written[v], table, tableBytes)) {
        return written[v];
      }
    }
    return 0;
  }

  /// A number that tables of different shapes are unlikely to share.
  private long print(int table, int tableBytes) {
    long product = tableBytes;
    for (int i = 0; i < slots; i++) {
      product = product * 0x9e3779b97f4a7c15L + distance(table, i);
    }
    return product;
  }

  private boolean fits(MemorySegment memory, long at, int table, int tableBytes) {
    if ((memory.get(SHORT, at) & 0xffff) != lengthBytes()
        || (memory.get(SHORT, at + 2) & 0xffff) != tableBytes) {
      return false;
    }
    for (int i = 0; i < slots; i++) {
      if ((memory.get(SHORT, at + 4 + 2L * i) & 0xffff) != distance(table, i)) {
        return false;
      }
    }
    return true;
  }

  /// Writes the vtable of the table, which [#find] did not find, where there is room for it, and
  /// remembers it.
  void write(MemorySegment memory, long capacity, int vtable, int table, int tableBytes) {
    long at = capacity - vtable;
    memory.set(SHORT, at, (short) lengthBytes());
    memory.set(SHORT, at + 2, (short) tableBytes);
    for (int i = 0; i < slots; i++) {
      memory.set(SHORT, at + 4 + 2L * i, (short) distance(table, i));
    }
    if (count == written.length) {
      written = Arrays.copyOf(written, count * 2);
      prints = Arrays.copyOf(prints, count * 2);
    }
    prints[count] = print;
    written[count++] = vtable;
  }
}
