package dev.floe.internal.flatbuffers;

import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Reads a FlatBuffer where it lies. Nothing is believed: each position is checked against the
/// buffer before it is read, in 64-bit arithmetic that cannot overflow, and a bad one is a
/// [FormatException] that names the object and the byte. Nothing is followed recursively and no
/// method allocates, but those that return a text or a slice.
///
/// ```
///  buffer   0        4            8
///           +--------+------------+----- …
///           | root ↷ | identifier |
///           +--------+------------+----- …
///  table    t                     t+field
///           +---------------------+----------+--- …
///           | t − vtable, i32     | fields …
///           +---------------------+----------+--- …
///  vtable   v          v+2          v+4+2·slot
///           +----------+------------+-------------------+--- …
///           | length   | table size | field, 0 = absent |        all u16
///           +----------+------------+-------------------+--- …
///  vector   p          p+4
///           +----------+-----------+--- …
///           | count    | elements …                              texts are vectors of bytes
///           +----------+-----------+--- …
/// ```
///
/// Positions are bytes from the start of the buffer; [#ABSENT] stands for a field, table or vector
/// that is not there. All offsets (`↷`) are unsigned and point forward.
///
/// Owns nothing: the segment must outlive this object. Safe on any thread that may read it.
public final class FlatBuffer {
  /// The position of what is not there.
  public static final long ABSENT = -1;

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MemorySegment segment;
  private final long size;
  private final String object;

  /// A reader of `segment`, called `object` in messages.
  public FlatBuffer(MemorySegment segment, String object) {
    this.segment = segment;
    this.size = segment.byteSize();
    this.object = object;
  }

  /// The bytes that are read.
  public MemorySegment segment() {
    return segment;
  }

  /// How many bytes there are.
  public long sizeBytes() {
    return size;
  }

  /// What messages call the buffer.
  public String object() {
    return object;
  }

  /// The root table of a buffer that carries `identifier` (four bytes, little-endian).
  public long root(int identifier) {
    if (size < 8 || size > Integer.MAX_VALUE) {
      throw bad(-1, "a buffer of 8 to 2147483647 bytes", size + " bytes");
    }
    if (segment.get(INT, 4) != identifier) {
      throw bad(4, "file identifier " + identifierText(identifier), identifierText(i32(4)));
    }
    return follow(0);
  }

  private static String identifierText(int identifier) {
    return "0x" + Integer.toHexString(Integer.reverseBytes(identifier));
  }

  /// The position of the field in `slot` of a table, or [#ABSENT].
  public long field(long table, int slot) {
    int offset = fieldOffset(vtable(table), slot);
    return offset == 0 ? ABSENT : table + offset;
  }

  /// The position of a table's vtable; two tables with the same one have their fields at the same
  /// distances. A vtable that was returned lies in the buffer as a whole.
  public long vtable(long table) {
    long vtable = table - i32(table);
    if (vtable < 0 || vtable > size - 4) {
      throw badVtable(table, vtable);
    }
    int length = u16(vtable);
    if (length < 4 || vtable + length > size) {
      throw badVtable(table, vtable);
    }
    return vtable;
  }

  private FormatException badVtable(long table, long vtable) {
    return bad(table, "the distance to a vtable within " + size + " bytes", "one to " + vtable);
  }

  /// How far behind the start of a table the field of a slot is, by its vtable; 0 if it is absent.
  public int fieldOffset(long vtable, int slot) {
    int entry = 4 + 2 * slot;
    return entry + 2 > u16(vtable) ? 0 : u16(vtable + entry);
  }

  /// The table that the offset at `position` points to; [#ABSENT] for an absent field.
  public long table(long position) {
    return position == ABSENT ? ABSENT : follow(position);
  }

  private long follow(long position) {
    long target = position + u32(position);
    if (target > size - 4) {
      throw bad(position, "an offset into " + size + " bytes", "one to " + target);
    }
    return target;
  }

  /// The vector that the offset at `position` points to, all of whose elements lie in the buffer;
  /// [#ABSENT] for an absent field.
  public long vector(long position, int elementBytes) {
    if (position == ABSENT) {
      return ABSENT;
    }
    long vector = follow(position);
    long count = u32(vector);
    if (count > (size - vector - 4) / elementBytes) {
      throw bad(vector, "a vector within " + size + " bytes", count + " × " + elementBytes);
    }
    return vector;
  }

  /// How many elements a vector has; none if it is absent.
  public int count(long vector) {
    return vector == ABSENT ? 0 : i32(vector);
  }

  /// The position of one element of a vector that was checked by [#vector].
  public long element(long vector, int index, int elementBytes) {
    if (index < 0 || index >= count(vector)) {
      throw new IndexOutOfBoundsException(index + " of " + count(vector));
    }
    return vector + 4 + (long) index * elementBytes;
  }

  /// The table at one element of a vector of tables.
  public long tableAt(long vector, int index) {
    return follow(element(vector, index, 4));
  }

  /// The position of a struct or scalar field that must be there with all its bytes.
  public long required(long table, int slot, int bytes, String name) {
    long position = field(table, slot);
    if (position == ABSENT) {
      throw bad(table, "field " + name, "none");
    }
    check(position, bytes);
    return position;
  }

  /// The vector in a slot that must be there.
  public long requiredVector(long table, int slot, int elementBytes, String name) {
    long vector = vector(field(table, slot), elementBytes);
    if (vector == ABSENT) {
      throw bad(table, "field " + name, "none");
    }
    return vector;
  }

  /// An unsigned byte field, or its default.
  public int u8(long table, int slot, int absent) {
    long position = field(table, slot);
    return position == ABSENT ? absent : u8(position);
  }

  /// An unsigned 16-bit field, or its default.
  public int u16(long table, int slot, int absent) {
    long position = field(table, slot);
    return position == ABSENT ? absent : u16(position);
  }

  /// A 32-bit field, or its default.
  public int i32(long table, int slot, int absent) {
    long position = field(table, slot);
    return position == ABSENT ? absent : i32(position);
  }

  /// A 64-bit field, or its default; the bits of the number if it is unsigned.
  public long i64(long table, int slot, long absent) {
    long position = field(table, slot);
    return position == ABSENT ? absent : i64(position);
  }

  /// A text that must be there.
  public String requiredText(long table, int slot, String name) {
    return text(requiredVector(table, slot, 1, name));
  }

  /// A text, or null.
  public String text(long vector) {
    if (vector == ABSENT) {
      return null;
    }
    String text = Utf8.decode(segment, vector + 4, count(vector));
    if (text == null) {
      throw bad(vector, "text in UTF-8", "other bytes");
    }
    return text;
  }

  /// The bytes of a vector of bytes, read-only, where they lie; null if it is absent.
  public MemorySegment bytes(long vector) {
    return vector == ABSENT ? null : segment.asSlice(vector + 4, count(vector)).asReadOnly();
  }

  // A segment checks each position against its own length; doing so twice would double the price of
  // a lookup. What it throws is caught where it is thrown.

  /// One unsigned byte.
  public int u8(long position) {
    try {
      return segment.get(ValueLayout.JAVA_BYTE, position) & 0xff;
    } catch (IndexOutOfBoundsException e) {
      throw outside(position, 1);
    }
  }

  /// Two bytes, unsigned.
  public int u16(long position) {
    try {
      return segment.get(SHORT, position) & 0xffff;
    } catch (IndexOutOfBoundsException e) {
      throw outside(position, 2);
    }
  }

  /// Four bytes.
  public int i32(long position) {
    try {
      return segment.get(INT, position);
    } catch (IndexOutOfBoundsException e) {
      throw outside(position, 4);
    }
  }

  /// Four bytes, unsigned.
  public long u32(long position) {
    return Integer.toUnsignedLong(i32(position));
  }

  /// Eight bytes.
  public long i64(long position) {
    try {
      return segment.get(LONG, position);
    } catch (IndexOutOfBoundsException e) {
      throw outside(position, 8);
    }
  }

  /// Refuses `bytes` bytes at `position` that are not all in the buffer.
  public void check(long position, int bytes) {
    if (position < 0 || position > size - bytes) {
      throw outside(position, bytes);
    }
  }

  private FormatException outside(long position, int bytes) {
    return bad(position, bytes + " bytes within " + size, "the end of the buffer");
  }

  /// A complaint about this buffer.
  public FormatException bad(long position, String expected, String found) {
    return new FormatException(ErrorKind.DESERIALIZATION, object, position, expected, found);
  }
}
