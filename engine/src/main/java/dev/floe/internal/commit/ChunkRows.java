package dev.floe.internal.commit;

import dev.floe.format.ChangeSetSize;
import dev.floe.format.Checksum;
import dev.floe.format.ChunkPayload;
import dev.floe.internal.commit.RecordedChunk.Kind;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.Arrays;

/// The rows of a [ChunkStripe], of one size in pages, numbered as they came: coordinates and what
/// is recorded for them. Pages are on the heap while there are few rows, then native, and never
/// move again. Guarded by the owner.
///
/// ```
/// 0            4·rank   +8       +12        +18        +24    +25
/// | indices u32| first  | second | offset u48| length u48| kind |
///   inline       position in the payload pages
///   native       id, first 8 bytes    id, last 4 bytes
///   virtual      etag number << 32 | location number, second: seconds of last-modified
///   kind | WIDE  offset and length are beyond 48 bits: at +12 is their position in pages
/// ```
final class ChunkRows {
  static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

  /// The kind of a row whose entry was removed; found again by the same coordinates.
  private static final byte REMOVED = -1;

  private static final byte WIDE = 0x40;
  private static final int NARROW_BITS = 48;
  private static final int OFFSET_AT = 12;
  private static final int LENGTH_AT = 18;
  private static final int KIND_AT = 24;

  private static final int PAGE_ROW_BITS = 7;
  private static final int PAGE_ROWS = 1 << PAGE_ROW_BITS;
  private static final int SMALLEST_PAGE_ROWS = 4;

  private final int rank;
  private final long stride;
  private final ChunkMemory memory;
  private MemorySegment[] pages;
  private int count;

  private final BytePages payloads = new BytePages();
  private final TextDictionary locations;
  private final TextDictionary etags;

  /// Offsets and lengths of rows that have no room for them; none where nobody writes such.
  private BytePages wide;

  /// The location that came last: neighbours mostly have the same.
  private String lastLocation;

  private int lastNumber;

  ChunkRows(int rank, ChunkMemory memory, TextDictionary locations, TextDictionary etags) {
    this.rank = rank;
    this.memory = memory;
    this.locations = locations;
    this.etags = etags;
    this.stride = 4L * rank + KIND_AT + 1;
    this.pages = new MemorySegment[] {heapPage(SMALLEST_PAGE_ROWS)};
  }

  private MemorySegment heapPage(int rowCount) {
    return MemorySegment.ofArray(new byte[Math.toIntExact(stride * rowCount)]);
  }

  /// How many rows there are.
  int count() {
    return count;
  }

  /// What they take on the heap, but for texts, with an index and that many entries in them.
  ChangeSetSize size(int live, long indexBytes) {
    long bytes = indexBytes + (pages[0].isNative() ? 0 : pages[0].byteSize());
    bytes += wide == null ? 0 : wide.totalBytes();
    return new ChangeSetSize(live, bytes, 0, 0, 0, 0, payloads.totalBytes());
  }

  private MemorySegment pageOf(int row) {
    return pages[row >>> PAGE_ROW_BITS];
  }

  private long at(int row) {
    return (row & PAGE_ROWS - 1) * stride;
  }

  /// Whether a row's entry was removed.
  boolean isRemoved(int row) {
    return pageOf(row).get(BYTE, at(row) + stride - 1) == REMOVED;
  }

  /// Copies a row's coordinates.
  void indices(int row, int[] into) {
    MemorySegment page = pageOf(row);
    long at = at(row);
    for (int i = 0; i < rank; i++) {
      into[i] = page.get(INT, at + 4L * i);
    }
  }

  int indexAt(int row, int dimension) {
    try {
      return pageOf(row).get(INT, at(row) + 4L * dimension);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  /// Whether a row is that of the chunk some places before some coordinates.
  boolean holds(int row, int[] indices, int dimension, int back) {
    MemorySegment page = pageOf(row);
    long at = at(row);
    for (int i = rank - 1; i >= 0; i--) {
      int expected = i == dimension ? indices[i] - back : indices[i];
      if (page.get(INT, at + 4L * i) != expected) {
        return false;
      }
    }
    return true;
  }

  /// Writes a payload or, if it is null, a deletion into a row.
  void write(int row, ChunkPayload payload) {
    switch (payload) {
      case null -> write(row, Kind.DELETED, 0, 0, 0, 0);
      case ChunkPayload.Inline inline -> {
        long length = inline.lengthBytes();
        long position = payloads.add(inline.bytes(), 0, length);
        write(row, Kind.INLINE, position, 0, length, 0);
      }
      case ChunkPayload.Native part ->
          write(
              row,
              Kind.NATIVE,
              part.id().high(),
              part.offset(),
              part.lengthBytes(),
              part.id().low());
      case ChunkPayload.Virtual part ->
          writeVirtual(
              row,
              number(part.location()),
              part.offset(),
              part.lengthBytes(),
              part.checksum().orElse(null));
    }
  }

  /// Writes a virtual chunk, the location of which has a number already, into a row.
  void writeVirtual(int row, long location, long offset, long length, Checksum checksum) {
    switch (checksum) {
      case null -> write(row, Kind.VIRTUAL, location, offset, length, 0);
      case Checksum.ETag etag -> {
        long both = (long) etags.number(etag.etag()) << 32 | location;
        write(row, Kind.VIRTUAL_ETAG, both, offset, length, 0);
      }
      case Checksum.LastModified time ->
          write(
              row, Kind.VIRTUAL_LAST_MODIFIED, location, offset, length, (int) time.epochSeconds());
    }
  }

  /// The number of a location.
  int number(String location) {
    if (!location.equals(lastLocation)) {
      lastNumber = locations.number(location);
      lastLocation = location;
    }
    return lastNumber;
  }

  private void write(int row, Kind kind, long first, long offset, long length, int second) {
    MemorySegment page = pageOf(row);
    long at = at(row) + 4L * rank;
    page.set(LONG, at, first);
    page.set(INT, at + 8, second);
    if ((offset | length) >>> NARROW_BITS == 0) {
      setNarrow(page, at + OFFSET_AT, offset);
      setNarrow(page, at + LENGTH_AT, length);
      page.set(BYTE, at + KIND_AT, (byte) kind.ordinal());
    } else {
      page.set(LONG, at + OFFSET_AT, addWide(offset, length));
      page.set(BYTE, at + KIND_AT, (byte) (kind.ordinal() | WIDE));
    }
  }

  private static void setNarrow(MemorySegment page, long at, long value) {
    page.set(INT, at, (int) value);
    page.set(SHORT, at + 4, (short) (value >>> 32));
  }

  private static long narrow(MemorySegment page, long at) {
    return Integer.toUnsignedLong(page.get(INT, at))
        | (long) Short.toUnsignedInt(page.get(SHORT, at + 4)) << 32;
  }

  private long addWide(long offset, long length) {
    if (wide == null) {
      wide = new BytePages();
    }
    return wide.add(MemorySegment.ofArray(new long[] {offset, length}), 0, 16);
  }

  private long wide(long position, long field) {
    return wide.page(position).get(LONG, BytePages.offset(position) + field);
  }

  /// Marks a row's entry as removed.
  void remove(int row) {
    pageOf(row).set(BYTE, at(row) + stride - 1, REMOVED);
  }

  /// Copies a row out.
  void read(int row, RecordedChunk into) {
    MemorySegment page = pageOf(row);
    long at = at(row);
    into.position(page, at, rank);
    at += 4L * rank;
    byte kind = page.get(BYTE, at + KIND_AT);
    long first = page.get(LONG, at);
    int second = page.get(INT, at + 8);
    if ((kind & WIDE) == 0) {
      long offset = narrow(page, at + OFFSET_AT);
      long length = narrow(page, at + LENGTH_AT);
      into.fill(RecordedChunk.kind(kind), offset, length, first, second);
    } else {
      long position = page.get(LONG, at + OFFSET_AT);
      into.fill(
          RecordedChunk.kind(kind & ~WIDE), wide(position, 0), wide(position, 8), first, second);
    }
    into.resolveWith(payloads, locations, etags);
    Reference.reachabilityFence(memory);
  }

  /// Appends a row, in which nothing is written yet.
  int add(int[] indices) {
    int row = count++;
    makeRoom(row);
    MemorySegment page = pageOf(row);
    long at = at(row);
    for (int i = 0; i < rank; i++) {
      page.set(INT, at + 4L * i, indices[i]);
    }
    return row;
  }

  /// The first page grows by copying, so that the many tables with few chunks stay small.
  private void makeRoom(int row) {
    int number = row >>> PAGE_ROW_BITS;
    if (number == 0) {
      if (at(row) >= pages[0].byteSize()) {
        int rowCount = (int) (pages[0].byteSize() / stride) * 2;
        MemorySegment larger =
            rowCount < PAGE_ROWS ? heapPage(rowCount) : memory.page(stride * PAGE_ROWS);
        pages[0] = larger.copyFrom(pages[0]);
      }
    } else if (number == pages.length || pages[number] == null) {
      if (number == pages.length) {
        pages = Arrays.copyOf(pages, number + Math.max(4, number / 4));
      }
      pages[number] = memory.page(stride * PAGE_ROWS);
    }
  }
}
