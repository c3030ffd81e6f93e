package dev.floe.zarr;

import dev.floe.memory.SegmentLease;
import dev.floe.memory.SegmentPool;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/// The locations of virtual chunks that a [ChunkReferenceScan] met, each once and numbered as they
/// came, as they are stored: absolute URLs, or `vcc://name/path`. All of it is leased memory, which
/// the scan gives back when it is closed. One thread at a time.
///
/// ```
/// starts | 0 | 17 | 40 | …      i64, one more than there are locations; native byte order
/// bytes  | location 0 | location 1 | …      UTF-8; number i ends where number i + 1 begins
/// index  | number + 1, or 0 | …     i32, by hash; twice as many slots as locations at least
/// ```
public final class ChunkLocations {
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final int FIRST_SLOTS = 64;

  private final SegmentPool pool;
  private SegmentLease starts;
  private SegmentLease bytes;
  private SegmentLease index;
  private int slots;
  private int count;

  ChunkLocations(SegmentPool pool) {
    this.pool = pool;
  }

  /// How many locations there are.
  public int count() {
    return count;
  }

  /// Where in [#bytes] each location begins, and where the last one ends, in 64 bits each. Valid
  /// until the scan goes on.
  public MemorySegment starts() {
    return count == 0
        ? MemorySegment.ofArray(new long[1]).asReadOnly()
        : starts.segment().asSlice(0, 8L * (count + 1)).asReadOnly();
  }

  /// The locations as UTF-8, one behind the other. Valid until the scan goes on.
  public MemorySegment bytes() {
    return count == 0
        ? MemorySegment.ofArray(new byte[0]).asReadOnly()
        : bytes.segment().asSlice(0, start(count)).asReadOnly();
  }

  /// The location of a number as UTF-8. Valid until the scan goes on.
  public MemorySegment utf8(int number) {
    if (number < 0 || number >= count) {
      throw new IndexOutOfBoundsException("location " + number + " of " + count);
    }
    return bytes.segment().asSlice(start(number), start(number + 1) - start(number)).asReadOnly();
  }

  /// The location of a number.
  public String text(int number) {
    return new String(utf8(number).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
  }

  private long start(int number) {
    return starts.segment().get(LONG, 8L * number);
  }

  /// The number of a location, given to it now if it has none.
  int number(MemorySegment utf8, long from, long length) {
    makeRoom(length);
    int slot = slotOf(utf8, from, length);
    int known = index.segment().get(INT, 4L * slot);
    if (known != 0) {
      return known - 1;
    }
    long start = start(count);
    MemorySegment.copy(utf8, from, bytes.segment(), start, length);
    index.segment().set(INT, 4L * slot, ++count);
    starts.segment().set(LONG, 8L * count, start + length);
    return count - 1;
  }

  /// The slot of a location, or the empty one where it would be.
  private int slotOf(MemorySegment utf8, long from, long length) {
    int slot = hash(utf8, from, length) & slots - 1;
    while (true) {
      int number = index.segment().get(INT, 4L * slot);
      if (number == 0 || isAt(number - 1, utf8, from, length)) {
        return slot;
      }
      slot = slot + 1 & slots - 1;
    }
  }

  private boolean isAt(int number, MemorySegment utf8, long from, long length) {
    long start = start(number);
    return start(number + 1) - start == length
        && MemorySegment.mismatch(bytes.segment(), start, start + length, utf8, from, from + length)
            < 0;
  }

  private static int hash(MemorySegment utf8, long from, long length) {
    long hash = length;
    long at = from;
    for (; at <= from + length - 8; at += 8) {
      hash = (hash ^ utf8.get(LONG, at)) * 0x9e3779b97f4a7c15L;
      hash ^= hash >>> 32;
    }
    for (; at < from + length; at++) {
      hash = (hash ^ utf8.get(ValueLayout.JAVA_BYTE, at)) * 0x9e3779b97f4a7c15L;
      hash ^= hash >>> 32;
    }
    return (int) (hash ^ hash >>> 15);
  }

  private void makeRoom(long length) {
    if (starts == null) {
      starts = pool.lease(8L * (FIRST_SLOTS / 2 + 1));
      starts.segment().set(LONG, 0, 0);
    }
    if (8L * (count + 2) > starts.lengthBytes()) {
      starts = grown(starts, 8L * (count + 1), 16L * (count + 2));
    }
    long used = start(count);
    if (bytes == null || used + length > bytes.lengthBytes()) {
      bytes = grown(bytes, used, Math.max(4096, 2 * (used + length)));
    }
    if (2 * (count + 1) > slots) {
      rehash(Math.max(FIRST_SLOTS, 2 * slots));
    }
  }

  private SegmentLease grown(SegmentLease old, long usedBytes, long lengthBytes) {
    SegmentLease larger = pool.lease(lengthBytes);
    if (old != null) {
      MemorySegment.copy(old.segment(), 0, larger.segment(), 0, usedBytes);
      old.close();
    }
    return larger;
  }

  private void rehash(int newSlots) {
    SegmentLease larger = pool.lease(4L * newSlots);
    larger.segment().fill((byte) 0);
    if (index != null) {
      index.close();
    }
    index = larger;
    slots = newSlots;
    for (int number = 0; number < count; number++) {
      int slot = slotOf(bytes.segment(), start(number), start(number + 1) - start(number));
      index.segment().set(INT, 4L * slot, number + 1);
    }
  }

  void close() {
    close(starts);
    close(bytes);
    close(index);
    starts = null;
    bytes = null;
    index = null;
    count = 0;
    slots = 0;
  }

  private static void close(SegmentLease lease) {
    if (lease != null) {
      lease.close();
    }
  }
}
