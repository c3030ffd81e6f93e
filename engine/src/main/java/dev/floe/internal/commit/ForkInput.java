package dev.floe.internal.commit;

import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.format.NodeId;
import dev.floe.format.SnapshotId;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Reads what [ForkOutput] wrote, or what anybody says it did: every length and count is compared
/// with what is left before anything is made of it. One thread.
final class ForkInput {
  private final MemorySegment bytes;
  private final List<String> texts = new ArrayList<>();
  private long at;

  ForkInput(MemorySegment bytes) {
    this(bytes, 0);
  }

  /// @param at where to begin
  ForkInput(MemorySegment bytes, long at) {
    this.bytes = bytes;
    this.at = at;
  }

  FormatException wrong(String expected, Object found) {
    return new FormatException(
        ErrorKind.DESERIALIZATION, ForkBytes.OBJECT, at, expected, String.valueOf(found));
  }

  private long take(long length, String what) {
    long left = bytes.byteSize() - at;
    if (length > left) {
      throw wrong(length + " bytes of " + what, left);
    }
    long from = at;
    at += length;
    return from;
  }

  int u8(String what) {
    return Byte.toUnsignedInt(bytes.get(ForkBytes.BYTE, take(1, what)));
  }

  int u16(String what) {
    return Short.toUnsignedInt(bytes.get(ForkBytes.SHORT, take(2, what)));
  }

  int u32Bits(String what) {
    return bytes.get(ForkBytes.INT, take(4, what));
  }

  long u32(String what) {
    return Integer.toUnsignedLong(u32Bits(what));
  }

  long u64(String what) {
    return bytes.get(ForkBytes.LONG, take(8, what));
  }

  /// A number below 2⁶³.
  long size(String what) {
    long value = u64(what);
    if (value < 0) {
      throw wrong(what + " below 2^63", Long.toUnsignedString(value));
    }
    return value;
  }

  /// How many there are of something that takes at least so many bytes each.
  int count(int leastBytes, String what) {
    long count = u32("the number of " + what);
    long most = (bytes.byteSize() - at) / leastBytes;
    if (count > most) {
      throw wrong("at most " + most + " " + what, count);
    }
    return (int) count;
  }

  SnapshotId snapshotId(String what) {
    return SnapshotId.at(bytes, take(SnapshotId.LENGTH_BYTES, what));
  }

  NodeId nodeId(String what) {
    return NodeId.at(bytes, take(NodeId.LENGTH_BYTES, what));
  }

  /// A copy of bytes of the length that is before them.
  MemorySegment blob(String what) {
    return MemorySegment.ofArray(array(what));
  }

  private byte[] array(String what) {
    long length = u32("the length of " + what);
    long from = take(length, what);
    byte[] copy = new byte[(int) length];
    MemorySegment.copy(bytes, ForkBytes.BYTE, from, copy, 0, copy.length);
    return copy;
  }

  String text(String what) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(array(what))).toString();
    } catch (CharacterCodingException e) {
      throw wrong(what + " in UTF-8", "other bytes");
    }
  }

  /// A text that may have been there before.
  String shared(String what) {
    long number = u32("the number of " + what);
    if (number > texts.size()) {
      throw wrong(what + " with a number up to " + texts.size(), number);
    }
    if (number == texts.size()) {
      texts.add(text(what));
    }
    return texts.get((int) number);
  }

  void end() {
    if (at != bytes.byteSize()) {
      throw wrong("nothing more", bytes.byteSize() - at + " bytes");
    }
  }
}
