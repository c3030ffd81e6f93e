package dev.floe.internal.commit;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Bytes that are only ever added, in pages that never move, so that a slice stays valid for as
/// long as somebody holds it. The pages are heap memory: nobody closes anything. Guarded by the
/// owner.
///
/// ```
/// position   63        32 31         0
///            |    page   |  offset   |
/// ```
final class BytePages {
  private static final int SMALLEST_PAGE = 256;
  private static final int LARGEST_PAGE = 1 << 16;

  /// Volatile, so that who knows a position finds its page while others add.
  private volatile MemorySegment[] pages = new MemorySegment[0];

  private int count;
  private long used;
  private long total;

  /// Copies `length` bytes in and answers where they are.
  long add(MemorySegment source, long offset, long length) {
    if (count == 0 || pages[count - 1].byteSize() - used < length) {
      addPage(length);
    }
    MemorySegment.copy(source, offset, pages[count - 1], used, length);
    long position = (long) (count - 1) << 32 | used;
    used += length;
    total += length;
    return position;
  }

  private void addPage(long needed) {
    long previous = count == 0 ? SMALLEST_PAGE / 2 : pages[count - 1].byteSize();
    long size = Math.max(Math.min(previous * 2, LARGEST_PAGE), needed);
    if (count == pages.length) {
      pages = Arrays.copyOf(pages, Math.max(4, count * 2));
    }
    pages[count++] = MemorySegment.ofArray(new byte[Math.toIntExact(size)]);
    used = 0;
  }

  /// How many bytes were added.
  long totalBytes() {
    return total;
  }

  /// The page of a position.
  MemorySegment page(long position) {
    return pages[(int) (position >>> 32)];
  }

  /// The offset of a position in its page.
  static long offset(long position) {
    return position & 0xffff_ffffL;
  }
}
