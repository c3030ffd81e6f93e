package dev.floe.zarr;

import dev.floe.format.ChunkId;
import dev.floe.format.ChunkIndices;
import dev.floe.format.ChunkType;
import dev.floe.memory.SegmentLease;
import dev.floe.memory.SegmentPool;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// References of one array of R dimensions as columns of C rows each, in one piece of memory that
/// the caller gives or that is leased; closing gives a leased one back. Filled by a
/// [ChunkReferenceScan]; the first [#count] rows count.
///
/// ```
/// column                begins at     in each row, in native byte order
/// | offset      | × C   0             u64   where the chunk begins in its object; 0 if inline
/// | length      | × C   8·C           u64   bytes of the chunk
/// | id          | × C   16·C          12 bytes of the chunk object's id as it is stored; else 0
/// | coordinates | × C   28·C          R × u32
/// | location    | × C   (28+4R)·C     i32   number in the scan's locations; −1 unless virtual
/// | kind        | × C   (32+4R)·C     u8    1 native, 2 virtual, 3 inline
/// ```
///
/// One thread at a time.
public final class ChunkReferenceColumns implements AutoCloseable {
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final int ID_BYTES = 12;
  private static final ChunkType[] TYPES = ChunkType.values();

  private final int rank;
  private final int capacity;
  private final MemorySegment memory;
  private final SegmentLease lease;
  private int count;

  private ChunkReferenceColumns(int rank, int capacity, MemorySegment memory, SegmentLease lease) {
    this.rank = rank;
    this.capacity = capacity;
    this.memory = memory;
    this.lease = lease;
  }

  /// How many bytes a row takes, all columns together.
  public static int bytesPerRow(int rank) {
    return 33 + 4 * rank;
  }

  /// Columns over the caller's memory, as many rows as it has room for.
  public static ChunkReferenceColumns over(MemorySegment memory, int rank) {
    long rows = Math.min(Integer.MAX_VALUE, memory.byteSize() / bytesPerRow(rank));
    if (rows == 0) {
      throw new IllegalArgumentException(
          "columns: expected room for a row of "
              + bytesPerRow(rank)
              + " bytes, found "
              + memory.byteSize());
    }
    return new ChunkReferenceColumns(rank, (int) rows, memory, null);
  }

  static ChunkReferenceColumns leased(SegmentPool pool, int rank, int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("columns: expected at least one row, found " + capacity);
    }
    SegmentLease lease = pool.lease((long) capacity * bytesPerRow(rank));
    return new ChunkReferenceColumns(rank, capacity, lease.segment(), lease);
  }

  /// How many dimensions the coordinates have.
  public int rank() {
    return rank;
  }

  /// How many rows there is room for.
  public int capacity() {
    return capacity;
  }

  /// How many rows were filled.
  public int count() {
    return count;
  }

  /// The memory, laid out as the class says.
  public MemorySegment memory() {
    return memory;
  }

  /// Where the chunk of a row begins in its object.
  public long offset(int row) {
    return memory.get(LONG, 8L * inside(row));
  }

  /// The length of the chunk of a row.
  public long lengthBytes(int row) {
    return memory.get(LONG, 8L * capacity + 8L * inside(row));
  }

  private long idAt(int row) {
    return 16L * capacity + (long) ID_BYTES * row;
  }

  /// The id of the chunk object of a row that is native.
  public ChunkId chunkId(int row) {
    long at = idAt(inside(row));
    return new ChunkId(memory.get(ChunkId.HIGH, at), memory.get(ChunkId.LOW, at + 8));
  }

  private long coordinatesAt(int row) {
    return 28L * capacity + 4L * rank * row;
  }

  /// The bits of one coordinate of a row.
  public int unsignedCoordinate(int row, int dimension) {
    return memory.get(INT, coordinatesAt(inside(row)) + 4L * dimension);
  }

  /// The coordinates of a row as a value.
  public ChunkIndices coordinates(int row) {
    int[] bits = new int[rank];
    for (int i = 0; i < rank; i++) {
      bits[i] = unsignedCoordinate(row, i);
    }
    return ChunkIndices.ofUnsigned(bits);
  }

  private long locationAt(int row) {
    return (28L + 4L * rank) * capacity + 4L * row;
  }

  /// The number of the location of a row in [ChunkReferenceScan#locations]; −1 unless it is
  /// virtual.
  public int location(int row) {
    return memory.get(INT, locationAt(inside(row)));
  }

  /// Where the bytes of the chunk of a row are.
  public ChunkType type(int row) {
    return TYPES[memory.get(ValueLayout.JAVA_BYTE, (32L + 4L * rank) * capacity + inside(row))];
  }

  private int inside(int row) {
    if (row < 0 || row >= count) {
      throw new IndexOutOfBoundsException("row " + row + " of " + count);
    }
    return row;
  }

  boolean isFull() {
    return count == capacity;
  }

  void clear() {
    count = 0;
  }

  /// Begins the next row: everything but the columns below it.
  void add(int[] coordinates, ChunkType type, long offset, long lengthBytes) {
    int row = count++;
    memory.set(LONG, 8L * row, offset);
    memory.set(LONG, 8L * capacity + 8L * row, lengthBytes);
    id(0, 0);
    for (int i = 0; i < rank; i++) {
      memory.set(INT, coordinatesAt(row) + 4L * i, coordinates[i]);
    }
    location(-1, row);
    memory.set(ValueLayout.JAVA_BYTE, (32L + 4L * rank) * capacity + row, (byte) type.ordinal());
  }

  /// Sets the id of the last row.
  void id(long high, int low) {
    long at = idAt(count - 1);
    memory.set(ChunkId.HIGH, at, high);
    memory.set(ChunkId.LOW, at + 8, low);
  }

  /// Sets the location of the last row.
  void locate(int number) {
    location(number, count - 1);
  }

  private void location(int number, int row) {
    memory.set(INT, locationAt(row), number);
  }

  @Override
  public void close() {
    if (lease != null) {
      lease.close();
    }
  }
}
