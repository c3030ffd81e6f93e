package dev.floe.internal.commit;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Texts by number, each held once as UTF-8: the locations and etags of virtual references, of
/// which many references share few. Guarded by the owner; numbers and bytes never change, so that a
/// number that was seen under the owner's lock may be resolved without it.
final class TextDictionary {
  private final BytePages bytes = new BytePages();
  private volatile long[] positions = new long[4];
  private volatile int[] lengths = new int[4];
  private int[] index = new int[8];
  private int count;

  /// The number of a text, given to it now if it has none.
  int number(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    synchronized (this) {
      return find(utf8);
    }
  }

  private int find(byte[] utf8) {
    int mask = index.length - 1;
    MemorySegment wanted = MemorySegment.ofArray(utf8);
    int slot = spread(Arrays.hashCode(utf8)) & mask;
    while (index[slot] != 0) {
      int number = index[slot] - 1;
      if (lengths[number] == utf8.length && equal(number, wanted)) {
        return number;
      }
      slot = slot + 1 & mask;
    }
    return add(wanted, slot);
  }

  private int add(MemorySegment text, int slot) {
    if (count == positions.length) {
      positions = Arrays.copyOf(positions, count * 2);
      lengths = Arrays.copyOf(lengths, count * 2);
    }
    positions[count] = bytes.add(text, 0, text.byteSize());
    lengths[count] = (int) text.byteSize();
    index[slot] = ++count;
    if (count * 3 > index.length * 2) {
      rehash();
    }
    return count - 1;
  }

  private void rehash() {
    int[] larger = new int[index.length * 2];
    int mask = larger.length - 1;
    for (int number = 0; number < count; number++) {
      int slot = spread(Arrays.hashCode(copy(number))) & mask;
      while (larger[slot] != 0) {
        slot = slot + 1 & mask;
      }
      larger[slot] = number + 1;
    }
    index = larger;
  }

  private boolean equal(int number, MemorySegment wanted) {
    long position = positions[number];
    long offset = BytePages.offset(position);
    return MemorySegment.mismatch(
            bytes.page(position), offset, offset + lengths[number], wanted, 0, wanted.byteSize())
        < 0;
  }

  private static int spread(int hash) {
    int mixed = hash * 0x9e3779b1;
    return mixed ^ mixed >>> 15;
  }

  /// The bytes of a number's text, where they lie.
  MemorySegment utf8(int number) {
    long position = positions[number];
    return bytes.page(position).asSlice(BytePages.offset(position), lengths[number]);
  }

  private byte[] copy(int number) {
    return utf8(number).toArray(ValueLayout.JAVA_BYTE);
  }

  /// The text of a number.
  String text(int number) {
    return new String(copy(number), StandardCharsets.UTF_8);
  }
}
