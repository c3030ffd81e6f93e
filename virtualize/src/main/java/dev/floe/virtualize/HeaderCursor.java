package dev.floe.virtualize;

import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Reads a header forward through a window that starts small and doubles, so that a short header
/// costs one small request and a long one few.
final class HeaderCursor {
  private static final int FIRST_WINDOW_BYTES = 16 << 10;
  private static final int LAST_WINDOW_BYTES = 1 << 20;
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final RangedSource source;
  private final long limit;
  private long position;
  private long elements;
  private long windowStart;
  private MemorySegment window = MemorySegment.ofArray(new byte[0]);
  private int nextWindowBytes = FIRST_WINDOW_BYTES;

  HeaderCursor(RangedSource source) {
    this.source = source;
    this.limit = Math.min(source.lengthBytes(), NetcdfLimits.HEADER_BYTES);
  }

  /// The next byte's offset in the file.
  long position() {
    return position;
  }

  /// The length of the file in bytes.
  long fileBytes() {
    return source.lengthBytes();
  }

  int readInt(String what) {
    require(4, what);
    int value = window.get(INT, position - windowStart);
    position += 4;
    return value;
  }

  long readLong(String what) {
    require(8, what);
    long value = window.get(LONG, position - windowStart);
    position += 8;
    return value;
  }

  /// A number of the width the version gives it; 32 bits are unsigned.
  long readWide(int widthBytes, String what) {
    return widthBytes == 4 ? Integer.toUnsignedLong(readInt(what)) : readLong(what);
  }

  /// A count of at most `most`.
  long readCount(NetcdfVersion version, String what, long most) {
    long at = position;
    long count = readWide(version.countBytes(), what);
    if (count < 0 || count > most) {
      throw invalid(at, what + " of at most " + most, Long.toUnsignedString(count));
    }
    return count;
  }

  /// A count of things that are kept, charged to the budget of the whole header.
  int readElements(NetcdfVersion version, String what, long most) {
    long at = position;
    long count = readCount(version, what, most);
    elements += count;
    if (elements > NetcdfLimits.ELEMENTS) {
      throw invalid(at, "a header of at most " + NetcdfLimits.ELEMENTS + " elements", "more");
    }
    return (int) count;
  }

  String readName(NetcdfVersion version, String what) {
    long at = position;
    long length = readCount(version, "a length of the name of " + what, NetcdfLimits.NAME_BYTES);
    byte[] bytes = readPadded(length, "the name of " + what);
    String name;
    try {
      name = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw invalid(at, "a name of " + what + " in UTF-8", "other bytes");
    }
    boolean plain = name.chars().noneMatch(c -> c < 0x20 || c == 0x7f || c == '/');
    if (name.isEmpty() || !plain) {
      throw invalid(at, "a name of " + what + " without control characters and /", quoted(name));
    }
    return name;
  }

  /// So many bytes, and past the padding to four that follows them. Its content is not looked at:
  /// writers differ in it.
  byte[] readPadded(long length, String what) {
    if (length > limit - position) {
      throw tooShort(length, what);
    }
    byte[] bytes = new byte[(int) length];
    int done = 0;
    while (done < bytes.length) {
      require(1, what);
      long inWindow = windowStart + window.byteSize() - position;
      int now = (int) Math.min(bytes.length - done, inWindow);
      MemorySegment.copy(window, ValueLayout.JAVA_BYTE, position - windowStart, bytes, done, now);
      position += now;
      done += now;
    }
    long padding = -length & 3;
    require(padding, what);
    position += padding;
    return bytes;
  }

  private void require(long count, String what) {
    if (count > limit - position) {
      throw tooShort(count, what);
    }
    if (position + count > windowStart + window.byteSize()) {
      long size = Math.min(Math.max(nextWindowBytes, count), limit - position);
      nextWindowBytes = Math.min(nextWindowBytes * 2, LAST_WINDOW_BYTES);
      window = MemorySegment.ofArray(new byte[(int) size]);
      windowStart = position;
      source.read(windowStart, window);
    }
  }

  private FormatException tooShort(long count, String what) {
    return limit < source.lengthBytes()
        ? invalid(position, "a header of at most " + limit + " bytes", "more")
        : invalid(
            position,
            count + " more bytes for " + what,
            "the end of the file at byte " + source.lengthBytes());
  }

  /// The failure of this file at a byte, or at -1 where no one byte is to blame.
  FormatException invalid(long offset, String expected, String found) {
    return new FormatException(
        ErrorKind.INVALID_FILE_FORMAT, source.name(), offset, expected, found);
  }

  /// A text from the file, made safe and short for a message.
  static String quoted(String text) {
    String shown = text.length() > 80 ? text.substring(0, 80) + "…" : text;
    return '"' + shown.replaceAll("\\p{Cntrl}", "�") + '"';
  }
}
