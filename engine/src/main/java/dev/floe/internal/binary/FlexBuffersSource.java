package dev.floe.internal.binary;

import com.google.flatbuffers.FlexBuffers;
import com.google.flatbuffers.ReadBuf;
import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/// The bytes of one FlexBuffer as the library reads them. Every read is checked, texts are decoded
/// strictly, once for each place, and are bounded together by the length of the buffer.
///
/// What the library cannot read it is shown as something that it can: vectors of two to four
/// numbers, which store no count, as ordinary vectors with one; floats of 16 bits as integers.
final class FlexBuffersSource implements ReadBuf {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// How a value is stored, where the library is not told.
  ///
  /// @param count of a vector without a count of its own, else 0
  /// @param bits whether what the library sees as an integer are the bits of a float
  record Form(int count, boolean bits) {
    static final Form PLAIN = new Form(0, false);
  }

  private final MemorySegment bytes;
  private final String object;
  private final Map<Integer, String> texts = new HashMap<>();
  private long textBytesLeft;
  private int readsToType;
  private int readsToCount;
  private int shownCount;
  private Form form = Form.PLAIN;
  private int last;
  private int lastWidth;
  private long lastValue;

  FlexBuffersSource(MemorySegment bytes, String object) {
    this.bytes = bytes;
    this.object = object;
    this.textBytesLeft = 2 * bytes.byteSize();
    if (bytes.byteSize() < 3 || bytes.byteSize() > Integer.MAX_VALUE - 16) {
      throw bad("at least 3 bytes and fewer than 2^31", bytes.byteSize() + " bytes");
    }
  }

  /// Says that of the bytes that are read next, the one after `before` others is a type.
  void typeFollows(int before) {
    readsToType = before + 1;
  }

  /// How the value is stored whose type was read last.
  Form form() {
    return form;
  }

  /// Says that the library goes for a vector that has `count` elements and does not store that: it
  /// reads an offset, then the count.
  void showCount(int count) {
    readsToCount = 2;
    shownCount = count;
  }

  /// How many bytes the number had that was read last.
  int lastWidth() {
    return lastWidth;
  }

  /// Forgets the width of what was read last: not every read of the library reads.
  void forgetWidth() {
    lastWidth = 0;
  }

  /// The text where the offset leads that was read last, null if it was not decoded yet.
  String knownText() {
    return texts.get((int) (last - lastValue));
  }

  FormatException bad(String expected, String found) {
    return new FormatException(ErrorKind.DESERIALIZATION, object, last, expected, found);
  }

  private byte shown(int packed) {
    int type = packed >>> 2;
    int count = 0;
    if (type >= FlexBuffers.FBT_VECTOR_INT2 && type <= FlexBuffers.FBT_VECTOR_FLOAT4) {
      int place = type - FlexBuffers.FBT_VECTOR_INT2;
      count = place / 3 + 2;
      type = FlexBuffers.FBT_VECTOR_INT + place % 3;
    }
    boolean isFloat =
        type == FlexBuffers.FBT_FLOAT
            || type == FlexBuffers.FBT_INDIRECT_FLOAT
            || type == FlexBuffers.FBT_VECTOR_FLOAT;
    boolean bits = isFloat && (packed & 3) < 2;
    form = count == 0 && !bits ? Form.PLAIN : new Form(count, bits);
    // Integers, unsigned ones and floats follow each other, whatever they are stored in.
    return (byte) ((bits ? type - 2 : type) << 2 | packed & 3);
  }

  private long read(int index, int width) {
    if (readsToCount > 0 && --readsToCount == 0) {
      return shownCount;
    }
    last = index;
    lastWidth = width;
    if (index < 0 || index > bytes.byteSize() - width) {
      throw bad("bytes within " + bytes.byteSize(), "the end of the buffer");
    }
    return switch (width) {
      case 1 -> lastValue = bytes.get(ValueLayout.JAVA_BYTE, index) & 0xff;
      case 2 -> lastValue = bytes.get(SHORT, index) & 0xffff;
      case 4 -> lastValue = bytes.get(INT, index) & 0xffff_ffffL;
      default -> lastValue = bytes.get(LONG, index);
    };
  }

  @Override
  public boolean getBoolean(int index) {
    return read(index, 1) != 0;
  }

  @Override
  public byte get(int index) {
    int value = (int) read(index, 1);
    return readsToType > 0 && --readsToType == 0 ? shown(value) : (byte) value;
  }

  @Override
  public short getShort(int index) {
    return (short) read(index, 2);
  }

  @Override
  public int getInt(int index) {
    return (int) read(index, 4);
  }

  @Override
  public long getLong(int index) {
    return read(index, 8);
  }

  @Override
  public float getFloat(int index) {
    return Float.intBitsToFloat(getInt(index));
  }

  @Override
  public double getDouble(int index) {
    return Double.longBitsToDouble(getLong(index));
  }

  @Override
  public String getString(int start, int size) {
    last = start;
    if (start < 0 || size < 0 || size > bytes.byteSize() - start) {
      throw bad("a text within " + bytes.byteSize() + " bytes", size + " bytes");
    }
    String known = texts.get(start);
    if (known != null) {
      return known;
    }
    textBytesLeft -= size;
    if (textBytesLeft < 0) {
      throw bad("texts no longer than the buffer", "longer ones");
    }
    String text = StrictUtf8.decode(bytes, start, size, object);
    texts.put(start, text);
    return text;
  }

  @Override
  public byte[] data() {
    throw new UnsupportedOperationException();
  }

  @Override
  public int limit() {
    return (int) bytes.byteSize();
  }
}
