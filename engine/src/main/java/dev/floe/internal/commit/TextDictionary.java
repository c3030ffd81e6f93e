package dev.floe.internal.commit;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;

/// Texts by number, each held once as UTF-8: the locations or etags of virtual references, of which
/// many references share few. Any thread may call: a text that has a number is found without a
/// lock. Numbers and bytes never change.
final class TextDictionary {
  private final BytePages bytes = new BytePages();
  private volatile long[] positions = new long[4];
  private volatile int[] lengths = new int[4];
  private volatile int[] hashes = new int[4];

  /// Numbers plus one, by hash. A slot is set when all that it stands for is.
  private volatile AtomicIntegerArray index = new AtomicIntegerArray(8);

  private volatile int count;

  /// The number of a text, given to it now if it has none.
  int number(String text) {
    int number = find(text);
    return number < 0 ? findOrAdd(text) : number;
  }

  private int find(String text) {
    AtomicIntegerArray slots = index;
    int mask = slots.length() - 1;
    int hash = text.hashCode();
    for (int slot = spread(hash) & mask; ; slot = slot + 1 & mask) {
      int number = slots.getAcquire(slot) - 1;
      if (number < 0) {
        return -1;
      }
      if (hashes[number] == hash && equal(number, text)) {
        return number;
      }
    }
  }

  private synchronized int findOrAdd(String text) {
    int number = find(text);
    if (number >= 0) {
      return number;
    }
    if ((count + 1) * 3L > index.length() * 2L) {
      rehash();
    }
    if (count == positions.length) {
      positions = Arrays.copyOf(positions, count * 2);
      lengths = Arrays.copyOf(lengths, count * 2);
      hashes = Arrays.copyOf(hashes, count * 2);
    }
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    number = count;
    positions[number] = bytes.add(MemorySegment.ofArray(utf8), 0, utf8.length);
    lengths[number] = utf8.length;
    hashes[number] = text.hashCode();
    count = number + 1;
    put(index, number);
    return number;
  }

  private void put(AtomicIntegerArray slots, int number) {
    int mask = slots.length() - 1;
    int slot = spread(hashes[number]) & mask;
    while (slots.getPlain(slot) != 0) {
      slot = slot + 1 & mask;
    }
    slots.setRelease(slot, number + 1);
  }

  private void rehash() {
    AtomicIntegerArray larger = new AtomicIntegerArray(index.length() * 2);
    for (int number = 0; number < count; number++) {
      put(larger, number);
    }
    index = larger;
  }

  /// Compares bytes with characters as long as these are ASCII, so that nothing is allocated.
  private boolean equal(int number, String wanted) {
    int length = lengths[number];
    if (length < wanted.length()) {
      return false;
    }
    long position = positions[number];
    MemorySegment page = bytes.page(position);
    long at = BytePages.offset(position);
    for (int i = 0; i < wanted.length(); i++) {
      char next = wanted.charAt(i);
      if (next > 127) {
        byte[] utf8 = wanted.getBytes(StandardCharsets.UTF_8);
        return utf8(number).mismatch(MemorySegment.ofArray(utf8)) < 0;
      }
      if (page.get(ValueLayout.JAVA_BYTE, at + i) != next) {
        return false;
      }
    }
    return length == wanted.length();
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

  /// The text of a number.
  String text(int number) {
    return new String(utf8(number).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
  }

  /// How many texts there are.
  int count() {
    return count;
  }

  /// How long all texts together are.
  synchronized long totalBytes() {
    return bytes.totalBytes();
  }
}
