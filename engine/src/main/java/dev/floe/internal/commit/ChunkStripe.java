package dev.floe.internal.commit;

import dev.floe.format.Checksum;
import dev.floe.format.ChunkPayload;
import dev.floe.internal.commit.RecordedChunk.Kind;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// A share of a table's entries, under its own monitor: an index of row numbers by hash, and rows
/// of one size in pages, so that an entry costs its row and about seven bytes of index.
///
/// ```
/// 0            4·rank   +8        +16       +24     +28   +29
/// | indices u32| first  | offset  | length  | last  | kind |
///   inline       position in the payload pages
///   native       id, first 8 bytes              id, last 4 bytes
///   virtual      etag number << 32 | location number, last: seconds of last-modified
/// ```
final class ChunkStripe {
  static final ValueLayout.OfInt INT = PagedChunkTable.INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

  /// The kind of a row whose entry was removed; found again by the same coordinates.
  static final byte REMOVED = -1;

  private static final int FULL_PAGE_ROWS = 512;
  private static final int SMALLEST_PAGE_ROWS = 4;

  private final int rank;
  private final long stride;
  private MemorySegment[] pages;
  private int[] index = new int[8];
  private int rows;
  private int live;
  private long records;

  private final BytePages payloads = new BytePages();
  private final TextDictionary texts;

  /// The location that came last: neighbours mostly have the same.
  private String lastLocation;

  private int lastNumber;

  ChunkStripe(int rank, TextDictionary texts) {
    this.rank = rank;
    this.texts = texts;
    this.stride = 4L * rank + 29;
    this.pages = new MemorySegment[] {page(SMALLEST_PAGE_ROWS)};
  }

  private MemorySegment page(int rowCount) {
    return MemorySegment.ofArray(new byte[Math.toIntExact(stride * rowCount)]);
  }

  /// How many rows there are, removed ones included.
  int rows() {
    return rows;
  }

  /// How many entries there are.
  int live() {
    return live;
  }

  /// How often something was recorded.
  long records() {
    return records;
  }

  private MemorySegment pageOf(int row) {
    return pages[row / FULL_PAGE_ROWS];
  }

  private long at(int row) {
    return row % FULL_PAGE_ROWS * stride;
  }

  byte kind(int row) {
    return pageOf(row).get(BYTE, at(row) + stride - 1);
  }

  int indexAt(int row, int dimension) {
    return pageOf(row).get(INT, at(row) + 4L * dimension);
  }

  /// The row of some coordinates, or -1.
  int find(int[] indices, int hash) {
    int mask = index.length - 1;
    int slot = hash & mask;
    while (index[slot] != 0) {
      int row = index[slot] - 1;
      if (holds(row, indices)) {
        return row;
      }
      slot = slot + 1 & mask;
    }
    return -1;
  }

  private boolean holds(int row, int[] indices) {
    MemorySegment page = pageOf(row);
    long at = at(row);
    for (int i = 0; i < rank; i++) {
      if (page.get(INT, at + 4L * i) != indices[i]) {
        return false;
      }
    }
    return true;
  }

  /// Records a payload or, if it is null, a deletion; answers whether the entry is new.
  boolean record(int[] indices, int hash, ChunkPayload payload) {
    records++;
    int row = find(indices, hash);
    boolean added = row < 0 || kind(row) == REMOVED;
    if (row < 0) {
      row = append(indices, hash);
    }
    if (added) {
      live++;
    }
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
      case ChunkPayload.Virtual part -> writeVirtual(row, part);
    }
    return added;
  }

  private void writeVirtual(int row, ChunkPayload.Virtual part) {
    long location = number(part.location());
    long offset = part.offset();
    long length = part.lengthBytes();
    switch (part.checksum().orElse(null)) {
      case null -> write(row, Kind.VIRTUAL, location, offset, length, 0);
      case Checksum.ETag etag -> {
        long both = (long) texts.number(etag.etag()) << 32 | location;
        write(row, Kind.VIRTUAL_ETAG, both, offset, length, 0);
      }
      case Checksum.LastModified time ->
          write(
              row, Kind.VIRTUAL_LAST_MODIFIED, location, offset, length, (int) time.epochSeconds());
    }
  }

  private int number(String location) {
    if (!location.equals(lastLocation)) {
      lastNumber = texts.number(location);
      lastLocation = location;
    }
    return lastNumber;
  }

  private void write(int row, Kind kind, long first, long offset, long length, int last) {
    MemorySegment page = pageOf(row);
    long at = at(row) + 4L * rank;
    page.set(LONG, at, first);
    page.set(LONG, at + 8, offset);
    page.set(LONG, at + 16, length);
    page.set(INT, at + 24, last);
    page.set(BYTE, at + 28, (byte) kind.ordinal());
  }

  /// Marks a row's entry as removed.
  void remove(int row) {
    pageOf(row).set(BYTE, at(row) + stride - 1, REMOVED);
    live--;
  }

  /// Copies a row out.
  void read(int row, RecordedChunk into) {
    MemorySegment page = pageOf(row);
    long at = at(row);
    into.position(page, at, rank);
    at += 4L * rank;
    into.fill(
        RecordedChunk.kind(page.get(BYTE, at + 28)),
        page.get(LONG, at + 8),
        page.get(LONG, at + 16),
        page.get(LONG, at),
        page.get(INT, at + 24));
    into.resolveWith(payloads, texts);
  }

  private int append(int[] indices, int hash) {
    if ((rows + 1) * 4L > index.length * 3L) {
      rehash();
    }
    int row = rows++;
    makeRoom(row);
    MemorySegment page = pageOf(row);
    long at = at(row);
    for (int i = 0; i < rank; i++) {
      page.set(INT, at + 4L * i, indices[i]);
    }
    insert(index, row, hash);
    return row;
  }

  /// The first page grows by copying, so that the many tables with few chunks stay small.
  private void makeRoom(int row) {
    int number = row / FULL_PAGE_ROWS;
    if (number == 0) {
      if (at(row) >= pages[0].byteSize()) {
        MemorySegment larger = page((int) (pages[0].byteSize() / stride) * 2);
        larger.copyFrom(pages[0]);
        pages[0] = larger;
      }
    } else if (number == pages.length || pages[number] == null) {
      if (number == pages.length) {
        pages = Arrays.copyOf(pages, number * 2);
      }
      pages[number] = page(FULL_PAGE_ROWS);
    }
  }

  private static void insert(int[] into, int row, int hash) {
    int mask = into.length - 1;
    int slot = hash & mask;
    while (into[slot] != 0) {
      slot = slot + 1 & mask;
    }
    into[slot] = row + 1;
  }

  private void rehash() {
    int[] larger = new int[index.length * 2];
    int[] indices = new int[rank];
    for (int row = 0; row < rows; row++) {
      MemorySegment page = pageOf(row);
      for (int i = 0; i < rank; i++) {
        indices[i] = page.get(INT, at(row) + 4L * i);
      }
      insert(larger, row, PagedChunkTable.hash(indices, rank));
    }
    index = larger;
  }
}
