package dev.floe.internal.binary;

import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.error.InvalidInputException;
import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonArray;
import dev.floe.format.JsonValue.JsonBoolean;
import dev.floe.format.JsonValue.JsonDouble;
import dev.floe.format.JsonValue.JsonInteger;
import dev.floe.format.JsonValue.JsonNull;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.JsonValue.JsonString;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// MessagePack ↔ JSON values: metadata of format 1. Integers are written in the fewest bytes, other
/// numbers as 64 bits; binary and extension types are refused. Safe on any thread.
final class MessagePackCodec {
  private static final BigInteger MAX_UNSIGNED = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

  private MessagePackCodec() {}

  static JsonValue decode(MemorySegment bytes, String object) {
    Reader reader = new Reader(bytes, object);
    JsonValue value = reader.value(0);
    if (reader.at != bytes.byteSize()) {
      throw reader.bad("the end of the value", (bytes.byteSize() - reader.at) + " more bytes");
    }
    return value;
  }

  static byte[] encode(JsonValue value) {
    Writer writer = new Writer();
    writer.value(value, 0);
    return writer.out.toByteArray();
  }

  private static final class Reader {
    private final MemorySegment bytes;
    private final String object;
    private long at;

    Reader(MemorySegment bytes, String object) {
      this.bytes = bytes;
      this.object = object;
    }

    JsonValue value(int depth) {
      if (depth > FlexBuffersCodec.MAX_DEPTH) {
        throw bad("at most " + FlexBuffersCodec.MAX_DEPTH + " levels", "more");
      }
      int tag = (int) number(1);
      if (tag < 0x80) {
        return JsonValue.of(tag);
      }
      if (tag >= 0xe0) {
        return JsonValue.of((byte) tag);
      }
      if (tag < 0x90) {
        return map(tag & 0xf, depth);
      }
      if (tag < 0xa0) {
        return array(tag & 0xf, depth);
      }
      if (tag < 0xc0) {
        return new JsonString(text(tag & 0x1f));
      }
      return switch (tag) {
        case 0xc0 -> JsonNull.INSTANCE;
        case 0xc2 -> new JsonBoolean(false);
        case 0xc3 -> new JsonBoolean(true);
        case 0xca -> floating(Float.intBitsToFloat((int) number(4)));
        case 0xcb -> floating(Double.longBitsToDouble(number(8)));
        case 0xcc -> JsonValue.of(number(1));
        case 0xcd -> JsonValue.of(number(2));
        case 0xce -> JsonValue.of(number(4));
        case 0xcf -> new JsonInteger(new BigInteger(Long.toUnsignedString(number(8))));
        case 0xd0 -> JsonValue.of((byte) number(1));
        case 0xd1 -> JsonValue.of((short) number(2));
        case 0xd2 -> JsonValue.of((int) number(4));
        case 0xd3 -> JsonValue.of(number(8));
        case 0xd9 -> new JsonString(text(number(1)));
        case 0xda -> new JsonString(text(number(2)));
        case 0xdb -> new JsonString(text(number(4)));
        case 0xdc -> array(number(2), depth);
        case 0xdd -> array(number(4), depth);
        case 0xde -> map(number(2), depth);
        case 0xdf -> map(number(4), depth);
        default -> throw bad("a type that JSON has", "tag 0x" + Integer.toHexString(tag));
      };
    }

    private JsonValue array(long count, int depth) {
      requireFits(count);
      List<JsonValue> elements = new ArrayList<>();
      for (long i = 0; i < count; i++) {
        elements.add(value(depth + 1));
      }
      return new JsonArray(elements);
    }

    private JsonValue map(long count, int depth) {
      requireFits(count);
      Map<String, JsonValue> members = new HashMap<>();
      for (long i = 0; i < count; i++) {
        if (!(value(depth + 1) instanceof JsonString(String name))) {
          throw bad("a text as key", "another value");
        }
        members.put(name, value(depth + 1));
      }
      return JsonObject.of(members);
    }

    /// Elements take at least a byte each, so a longer list is damage.
    private void requireFits(long count) {
      if (count > bytes.byteSize() - at) {
        throw bad("at most " + (bytes.byteSize() - at) + " elements", Long.toString(count));
      }
    }

    private static JsonValue floating(double value) {
      return Double.isFinite(value) ? new JsonDouble(value) : JsonNull.INSTANCE;
    }

    private String text(long length) {
      requireFits(length);
      String text = StrictUtf8.decode(bytes, at, length, object);
      at += length;
      return text;
    }

    private long number(int length) {
      if (length > bytes.byteSize() - at) {
        throw bad("a whole value", "the end of the bytes");
      }
      long value = 0;
      for (int i = 0; i < length; i++) {
        value = value << 8 | bytes.get(ValueLayout.JAVA_BYTE, at++) & 0xff;
      }
      return value;
    }

    private FormatException bad(String expected, String found) {
      return new FormatException(ErrorKind.DESERIALIZATION, object, at, expected, found);
    }
  }

  private static final class Writer {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    void value(JsonValue value, int depth) {
      if (depth > FlexBuffersCodec.MAX_DEPTH) {
        throw invalid("at most " + FlexBuffersCodec.MAX_DEPTH + " levels");
      }
      switch (value) {
        case JsonNull ignored -> out.write(0xc0);
        case JsonBoolean(boolean truth) -> out.write(truth ? 0xc3 : 0xc2);
        case JsonInteger(BigInteger number) -> integer(number);
        case JsonDouble(double number) -> tagged(0xcb, Double.doubleToRawLongBits(number), 8);
        case JsonString(String text) -> text(text);
        case JsonArray(List<JsonValue> elements) -> {
          header(0x90, 16, 0, 0xdc, elements.size());
          elements.forEach(element -> value(element, depth + 1));
        }
        case JsonObject(var members) -> {
          header(0x80, 16, 0, 0xde, members.size());
          members.forEach((name, member) -> {
            text(name);
            value(member, depth + 1);
          });
        }
      }
    }

    private void text(String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      header(0xa0, 32, 0xd9, 0xda, utf8.length);
      out.writeBytes(utf8);
    }

    /// A length: within its tag if it is below `small`, else behind a tag for 8 (where there is
    /// one), 16 or 32 bits.
    private void header(int fixed, int small, int tag8, int tag16, int length) {
      if (length < small) {
        out.write(fixed | length);
      } else if (tag8 != 0 && length < 1 << 8) {
        tagged(tag8, length, 1);
      } else if (length < 1 << 16) {
        tagged(tag16, length, 2);
      } else {
        tagged(tag16 + 1, length, 4);
      }
    }

    private void integer(BigInteger number) {
      if (number.signum() >= 0) {
        if (number.compareTo(MAX_UNSIGNED) > 0) {
          throw invalid("an integer below 2^64");
        }
        int bits = number.bitLength();
        if (bits <= 7) {
          out.write(number.intValue());
        } else {
          int power = bits <= 8 ? 0 : bits <= 16 ? 1 : bits <= 32 ? 2 : 3;
          tagged(0xcc + power, number.longValue(), 1 << power);
        }
        return;
      }
      if (number.bitLength() > 63) {
        throw invalid("an integer of at least -2^63");
      }
      long value = number.longValue();
      if (value >= -32) {
        out.write((int) value & 0xff);
      } else {
        int power =
            value == (byte) value ? 0 : value == (short) value ? 1 : value == (int) value ? 2 : 3;
        tagged(0xd0 + power, value, 1 << power);
      }
    }

    private void tagged(int tag, long bits, int length) {
      out.write(tag);
      for (int shift = 8 * (length - 1); shift >= 0; shift -= 8) {
        out.write((int) (bits >>> shift));
      }
    }

    private static InvalidInputException invalid(String expected) {
      return new InvalidInputException(
          ErrorKind.BAD_METADATA, "metadata value: expected " + expected);
    }
  }
}
