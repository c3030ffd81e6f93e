package dev.floe.internal.flatbuffers;

import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Writes a FlatBuffer from its end to its start, children before parents, so that every offset
/// points forward. Equal vtables are written once. A buffer that would pass 2 GiB is refused before
/// anything more is written.
///
/// ```
///   memory   | free …            | newest … oldest |
///            0                   head        capacity
///   a position here is a distance from the end: capacity − address
/// ```
///
/// Owns its memory, off-heap, unless it was lent some, and frees it in [#close]; the segment that
/// [#finish] returns is part of it. One thread, the one that created it.
public final class FlatBufferBuilder implements AutoCloseable {
  /// No FlatBuffer may be longer.
  public static final long MAX_BYTES = Integer.MAX_VALUE;

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// How many numbers are made in an array before they are copied: plain loops over arrays are fast
  /// in a process that has just begun, too.
  static final int STAGED = 1024;

  /// Nothing in a buffer needs more.
  private static final int PIECE_ALIGNMENT = 8;

  private final String object;
  private final long maxBytes;
  private Arena arena;
  private MemorySegment memory;
  private long capacity;
  private long used;

  /// So many of the last bytes are not in the memory.
  private long behind;

  private int largestAlignment = 4;

  private final Vtables vtables = new Vtables();
  private long tableEnd = -1;
  private int tableCount;

  private String lastShared;
  private int lastSharedAt;

  /// A builder of what messages call `object`, with room for `expectedBytes` at first.
  public FlatBufferBuilder(String object, long expectedBytes) {
    this(object, expectedBytes, MAX_BYTES);
  }

  /// A builder that begins in borrowed memory, which need not be zero, and moves on to its own when
  /// that is full.
  ///
  /// @param scratch aligned to 8 bytes, and a multiple of them long; valid until this is closed
  public FlatBufferBuilder(String object, MemorySegment scratch) {
    this.object = object;
    this.maxBytes = MAX_BYTES;
    this.capacity = scratch.byteSize();
    this.memory = scratch;
  }

  FlatBufferBuilder(String object, long expectedBytes, long maxBytes) {
    this.object = object;
    this.maxBytes = maxBytes;
    this.capacity = Math.clamp(expectedBytes + 7 & ~7L, 256, roundedMax());
    this.arena = Arena.ofConfined();
    this.memory = arena.allocate(capacity, 8);
  }

  private long roundedMax() {
    return maxBytes + 7 & ~7L;
  }

  /// How many tables have been written.
  public int tableCount() {
    return tableCount;
  }

  /// How many bytes have been written.
  public long usedBytes() {
    return used;
  }

  /// Makes room for so many more bytes.
  void reserve(long bytes) {
    long needed = used + bytes;
    if (needed > maxBytes - 64) {
      throw new FormatException(
          ErrorKind.SERIALIZATION,
          object,
          -1,
          "at most " + maxBytes + " bytes of metadata in one object",
          "more");
    }
    if (needed <= capacity) {
      return;
    }
    long step = capacity < 1L << 28 ? capacity : capacity / 4;
    long grown = Math.min(Math.max(capacity + step, needed) + 7 & ~7L, roundedMax());
    Arena next = Arena.ofConfined();
    MemorySegment moved = next.allocate(grown - behind, 8);
    MemorySegment.copy(memory, capacity - used, moved, grown - used, used - behind);
    close();
    arena = next;
    memory = moved;
    capacity = grown;
  }

  /// Makes the next `bytes` bytes begin at a multiple of `alignment` once `after` more bytes have
  /// been written behind them.
  private void align(int alignment, long bytes) {
    largestAlignment = Math.max(largestAlignment, alignment);
    long padding = -(used + bytes) & alignment - 1;
    reserve(padding + bytes);
    for (; padding > 0; padding--) {
      memory.set(ValueLayout.JAVA_BYTE, capacity - ++used, (byte) 0);
    }
  }

  private void pushInt(int value) {
    used += 4;
    memory.set(INT, capacity - used, value);
  }

  private void push(int[] words, int count) {
    used += 4L * count;
    MemorySegment.copy(words, 0, memory, INT, capacity - used, count);
  }

  /// Writes a vector of bytes.
  public int bytes(MemorySegment content) {
    long length = content.byteSize();
    align(4, length + 4);
    used += length;
    MemorySegment.copy(content, 0, memory, capacity - used, length);
    pushInt((int) length);
    return (int) used;
  }

  /// Writes a vector of bytes.
  public int bytes(byte[] content) {
    return bytes(content, content.length);
  }

  /// Writes a vector of the first `length` bytes.
  public int bytes(byte[] content, int length) {
    align(4, length + 4L);
    used += length;
    MemorySegment.copy(content, 0, memory, ValueLayout.JAVA_BYTE, capacity - used, length);
    pushInt(length);
    return (int) used;
  }

  /// Writes a text: its UTF-8 bytes with a zero behind them that does not count.
  public int text(String content) {
    int length = content.length();
    align(4, length + 5L);
    long at = capacity - used - 1 - length;
    for (int i = 0; i < length; i++) {
      char c = content.charAt(i);
      if (c >= 0x80) {
        return text(content.getBytes(StandardCharsets.UTF_8));
      }
      memory.set(ValueLayout.JAVA_BYTE, at + i, (byte) c);
    }
    used += 1 + length;
    memory.set(ValueLayout.JAVA_BYTE, capacity - used + length, (byte) 0);
    pushInt(length);
    return (int) used;
  }

  /// Names a text, written once for calls with equal texts that follow one another.
  public int sharedText(String content) {
    if (!content.equals(lastShared)) {
      lastSharedAt = text(content);
      lastShared = content;
    }
    return lastSharedAt;
  }

  /// Writes a text given as UTF-8.
  public int text(byte[] utf8) {
    align(4, utf8.length + 5L);
    used += 1;
    memory.set(ValueLayout.JAVA_BYTE, capacity - used, (byte) 0);
    used += utf8.length;
    MemorySegment.copy(utf8, 0, memory, ValueLayout.JAVA_BYTE, capacity - used, utf8.length);
    pushInt(utf8.length);
    return (int) used;
  }

  /// Writes a text that lies in another buffer as UTF-8.
  public int text(MemorySegment utf8) {
    long length = utf8.byteSize();
    align(4, length + 5);
    used += 1;
    memory.set(ValueLayout.JAVA_BYTE, capacity - used, (byte) 0);
    used += length;
    MemorySegment.copy(utf8, 0, memory, capacity - used, length);
    pushInt((int) length);
    return (int) used;
  }

  /// Writes a vector of the first `count` numbers of 32 bits.
  public int ints(int[] values, int count) {
    align(4, 4L * count + 4);
    used += 4L * count;
    long at = capacity - used;
    for (int i = 0; i < count; i++) {
      memory.set(INT, at + 4L * i, values[i]);
    }
    pushInt(count);
    return (int) used;
  }

  /// Writes a vector of numbers of 16 bits.
  public int shorts(int[] values) {
    align(4, 2L * values.length + 4);
    for (int i = values.length - 1; i >= 0; i--) {
      used += 2;
      memory.set(SHORT, capacity - used, (short) values[i]);
    }
    pushInt(values.length);
    return (int) used;
  }

  /// Writes a vector of offsets to the first `count` of these objects.
  public int offsets(int[] objects, int count) {
    align(4, 4L * count + 4);
    int[] staged = new int[Math.min(count, STAGED)];
    for (int end = count; end > 0; end -= STAGED) {
      int length = Math.min(end, STAGED);
      int last = (int) used + 4;
      for (int i = 0; i < length; i++) {
        staged[length - 1 - i] = last + 4 * i - objects[end - 1 - i];
      }
      push(staged, length);
    }
    pushInt(count);
    return (int) used;
  }

  /// As [#offsets(int[], int)], of objects that are too many for the heap.
  ///
  /// @param objects positions in native byte order
  public int offsets(MemorySegment objects) {
    long count = objects.byteSize() / Integer.BYTES;
    align(4, 4 * count + 4);
    int[] staged = new int[(int) Math.min(count, STAGED)];
    for (long end = count; end > 0; end -= STAGED) {
      int length = (int) Math.min(end, STAGED);
      MemorySegment.copy(objects, ValueLayout.JAVA_INT, (end - length) * 4, staged, 0, length);
      int last = (int) used + 4;
      for (int i = 0; i < length; i++) {
        staged[length - 1 - i] = last + 4 * i - staged[length - 1 - i];
      }
      push(staged, length);
    }
    pushInt(Math.toIntExact(count));
    return (int) used;
  }

  /// Writes a piece of another buffer as it is, such that everything in it is aligned as it was.
  ///
  /// @param from where the piece begins in that buffer
  /// @return where it begins here: what lay `n` bytes behind its begin there is named by `n` less
  public int copied(MemorySegment other, long from) {
    long length = other.byteSize() - from;
    largestAlignment = Math.max(largestAlignment, PIECE_ALIGNMENT);
    long padding = -(used + length + from) & PIECE_ALIGNMENT - 1;
    reserve(padding + length);
    for (; padding > 0; padding--) {
      memory.set(ValueLayout.JAVA_BYTE, capacity - ++used, (byte) 0);
    }
    used += length;
    MemorySegment.copy(other, from, memory, capacity - used, length);
    return (int) used;
  }

  /// Begins the buffer with the last bytes of another one: every object in them keeps its name.
  ///
  /// ```
  ///   | what is written here … | end |  behind, in the hands of the caller |
  /// ```
  ///
  /// @param end cut off that buffer where all that lies behind refers to nothing before
  /// @param behindBytes how many bytes of that buffer lie behind, which this one has too, but not
  ///   in its memory: what [#finish] returns ends before them, and nothing in them can be set
  public void beginWithEnd(MemorySegment end, long behindBytes) {
    if (used != 0) {
      throw new IllegalStateException("the end of a buffer is written first");
    }
    largestAlignment = Math.max(largestAlignment, PIECE_ALIGNMENT);
    behind = behindBytes;
    capacity += behindBytes;
    used = behindBytes;
    reserve(end.byteSize());
    used += end.byteSize();
    MemorySegment.copy(end, 0, memory, capacity - used, end.byteSize());
  }

  /// The bytes that were written last; valid until more are written.
  public MemorySegment newest(long lengthBytes) {
    return memory.asSlice(capacity - used, lengthBytes);
  }

  /// Puts other 32 bits into a table that was written; false if the table has no such field.
  public boolean setInt(int table, int slot, int value) {
    long at = capacity - table;
    long vtable = at - memory.get(INT, at);
    int entry = 4 + 2 * slot;
    if (entry + 2 > (memory.get(SHORT, vtable) & 0xffff)) {
      return false;
    }
    int offset = memory.get(SHORT, vtable + entry) & 0xffff;
    if (offset == 0) {
      return false;
    }
    memory.set(INT, at + offset, value);
    return true;
  }

  /// Begins a vector of `count` structs of `structBytes` bytes each; they are to be written into
  /// the segment that is returned, before anything else is built, and are named by [#endStructs].
  public MemorySegment structs(int count, int structBytes, int alignment) {
    align(4, 0);
    align(alignment, (long) count * structBytes);
    used += (long) count * structBytes;
    reserve(4);
    MemorySegment room = memory.asSlice(capacity - used, (long) count * structBytes);
    pushInt(count);
    return room.fill((byte) 0);
  }

  /// The vector that [#structs] began.
  public int endStructs() {
    return (int) used;
  }

  /// How far a field of the table that was ended last begins behind the begin of the table; 0 if it
  /// is absent.
  int distanceInLast(int table, int slot) {
    return vtables.distance(table, slot);
  }

  /// Whether the last two of three tables lie as far behind the one before, with nothing between
  /// but what belongs to them alone: what [TableCopies] can go on with.
  public boolean areAlike(int first, int middle, int last) {
    return last - middle == middle - first
        && vtable(last) == vtable(middle)
        && vtable(middle) == vtable(first);
  }

  private int vtable(int table) {
    return table + memory.get(INT, capacity - table);
  }

  /// Writes whole tables, made elsewhere, of the first `count` numbers of 32 bits.
  void tables(int[] words, int count, int tables) {
    reserve(4L * count);
    push(words, count);
    tableCount += tables;
  }

  /// Begins a table. Its children must have been written.
  public void startTable() {
    if (tableEnd >= 0) {
      throw new IllegalStateException("tables do not nest");
    }
    // Tables that begin alike end alike, and can share their vtable.
    align(4, 0);
    vtables.startTable();
    tableEnd = used;
  }

  /// Adds a byte to the table, unless it is what readers take an absent one for.
  public void addByte(int slot, int value, int absent) {
    if (value == absent) {
      return;
    }
    align(1, 1);
    used += 1;
    memory.set(ValueLayout.JAVA_BYTE, capacity - used, (byte) value);
    vtables.field(slot, (int) used);
  }

  /// Adds 16 bits to the table, unless they are the `absent` ones.
  public void addShort(int slot, int value, int absent) {
    if (value == absent) {
      return;
    }
    align(2, 2);
    used += 2;
    memory.set(SHORT, capacity - used, (short) value);
    vtables.field(slot, (int) used);
  }

  /// Adds 32 bits to the table, unless they are the `absent` ones.
  public void addInt(int slot, int value, int absent) {
    if (value == absent) {
      return;
    }
    align(4, 4);
    pushInt(value);
    vtables.field(slot, (int) used);
  }

  /// Adds 64 bits to the table, unless they are the `absent` ones.
  public void addLong(int slot, long value, long absent) {
    if (value == absent) {
      return;
    }
    align(8, 8);
    used += 8;
    memory.set(LONG, capacity - used, value);
    vtables.field(slot, (int) used);
  }

  /// Adds an offset to an object that has been written; 0 for one that is absent.
  public void addOffset(int slot, int object) {
    if (object == 0) {
      return;
    }
    align(4, 4);
    pushInt((int) used + 4 - object);
    vtables.field(slot, (int) used);
  }

  /// Adds a struct of twelve plain bytes, given as big-endian numbers.
  public void addId12(int slot, long high, int low) {
    align(1, 12);
    used += 12;
    memory.set(LONG, capacity - used, Long.reverseBytes(high));
    memory.set(INT, capacity - used + 8, Integer.reverseBytes(low));
    vtables.field(slot, (int) used);
  }

  /// Adds a struct of eight plain bytes, given as a big-endian number.
  public void addId8(int slot, long value) {
    align(1, 8);
    used += 8;
    memory.set(LONG, capacity - used, Long.reverseBytes(value));
    vtables.field(slot, (int) used);
  }

  /// Ends the table and names it.
  public int endTable() {
    align(4, 4);
    pushInt(0);
    int table = (int) used;
    int tableBytes = (int) (used - tableEnd);
    int vtable = vtables.find(memory, capacity, table, tableBytes);
    if (vtable == 0) {
      int vtableBytes = vtables.lengthBytes();
      align(2, vtableBytes);
      used += vtableBytes;
      vtable = (int) used;
      vtables.write(memory, capacity, vtable, table, tableBytes);
    }
    memory.set(INT, capacity - table, vtable - table);
    tableEnd = -1;
    tableCount++;
    return table;
  }

  /// Ends the buffer with its root table and identifier (four bytes, little-endian). The result
  /// lives until this builder is closed.
  public MemorySegment finish(int root, int identifier) {
    align(largestAlignment, 8);
    pushInt(identifier);
    pushInt((int) used + 4 - root);
    return memory.asSlice(capacity - used, used - behind);
  }

  @Override
  public void close() {
    if (arena != null) {
      arena.close();
      arena = null;
    }
  }
}
