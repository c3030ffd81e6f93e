package dev.floe.internal.binary;

import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonArray;
import dev.floe.format.JsonValue.JsonBoolean;
import dev.floe.format.JsonValue.JsonDouble;
import dev.floe.format.JsonValue.JsonInteger;
import dev.floe.format.JsonValue.JsonNull;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.JsonValue.JsonString;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads one buffer. What it makes is bounded by the buffer's length: offsets may lead many values
/// to the same bytes, so values are counted, texts are made once for each place, and lists grow
/// with what is in them rather than with what their count promises.
final class FlexBuffersReader {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MemorySegment bytes;
  private final long size;
  private final String object;
  private final Map<Long, String> texts = new HashMap<>();
  private long valuesLeft;
  private long textBytesLeft;

  FlexBuffersReader(MemorySegment bytes, String object) {
    this.bytes = bytes;
    this.size = bytes.byteSize();
    this.object = object;
    this.valuesLeft = size;
    this.textBytesLeft = 2 * size;
  }

  JsonValue read() {
    if (size < 3) {
      throw bad(0, "at least 3 bytes", size + " bytes");
    }
    int width = width(u8(size - 1), size - 1);
    return value(size - 2 - width, width, u8(size - 2), 0);
  }

  /// The value stored in `width` bytes at `at`, whose packed type is `packed`.
  private JsonValue value(long at, int width, int packed, int depth) {
    if (depth > FlexBuffersCodec.MAX_DEPTH) {
      throw bad(at, "at most " + FlexBuffersCodec.MAX_DEPTH + " levels", "more");
    }
    if (valuesLeft-- == 0) {
      throw bad(at, "at most as many values as bytes", "more");
    }
    int type = packed >>> 2;
    int childWidth = 1 << (packed & 3);
    return switch (type) {
      case FlexBuffersCodec.NULL -> JsonNull.INSTANCE;
      case FlexBuffersCodec.INT -> JsonValue.of(signed(at, width));
      case FlexBuffersCodec.UINT -> unsignedValue(at, width);
      case FlexBuffersCodec.FLOAT -> floating(at, width);
      case FlexBuffersCodec.BOOL -> new JsonBoolean(unsigned(at, width) != 0);
      case FlexBuffersCodec.KEY -> new JsonString(key(target(at, width)));
      case FlexBuffersCodec.STRING, FlexBuffersCodec.VECTOR_STRING ->
          string(target(at, width), type, childWidth, depth);
      case FlexBuffersCodec.INDIRECT_INT -> JsonValue.of(signed(target(at, width), childWidth));
      case FlexBuffersCodec.INDIRECT_UINT -> unsignedValue(target(at, width), childWidth);
      case FlexBuffersCodec.INDIRECT_FLOAT -> floating(target(at, width), childWidth);
      case FlexBuffersCodec.MAP -> map(target(at, width), childWidth, depth);
      case FlexBuffersCodec.VECTOR -> vector(target(at, width), childWidth, depth);
      case FlexBuffersCodec.VECTOR_BOOL ->
          typed(target(at, width), childWidth, FlexBuffersCodec.BOOL, depth);
      default -> {
        if (type >= FlexBuffersCodec.VECTOR_INT && type <= FlexBuffersCodec.VECTOR_KEY) {
          int element = type - FlexBuffersCodec.VECTOR_INT + FlexBuffersCodec.INT;
          yield typed(target(at, width), childWidth, element, depth);
        }
        if (type >= FlexBuffersCodec.VECTOR_INT2 && type <= FlexBuffersCodec.VECTOR_FLOAT4) {
          int place = type - FlexBuffersCodec.VECTOR_INT2;
          yield elements(
              target(at, width),
              place / 3 + 2,
              childWidth,
              place % 3 + FlexBuffersCodec.INT,
              depth);
        }
        throw bad(at, "a type that JSON has", "type " + type);
      }
    };
  }

  private JsonValue string(long at, int type, int width, int depth) {
    if (type == FlexBuffersCodec.VECTOR_STRING) {
      return typed(at, width, FlexBuffersCodec.STRING, depth);
    }
    return new JsonString(text(at, count(at, width)));
  }

  private JsonValue map(long at, int width, int depth) {
    int count = count(at, width);
    long keys = target(at - 3L * width, width);
    int keysWidth = width((int) Math.min(unsigned(at - 2L * width, width), 255), at);
    if (count(keys, keysWidth) != count) {
      throw bad(keys, count + " keys", "another number of them");
    }
    fits(at, count, width);
    long types = at + (long) count * width;
    Map<String, JsonValue> members = new HashMap<>();
    for (int i = 0; i < count; i++) {
      String name = key(target(keys + (long) i * keysWidth, keysWidth));
      members.put(name, value(at + (long) i * width, width, u8(types + i), depth + 1));
    }
    return JsonObject.of(members);
  }

  private JsonValue vector(long at, int width, int depth) {
    int count = count(at, width);
    fits(at, count, width);
    long types = at + (long) count * width;
    List<JsonValue> elements = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      elements.add(value(at + (long) i * width, width, u8(types + i), depth + 1));
    }
    return new JsonArray(elements);
  }

  private JsonValue typed(long at, int width, int element, int depth) {
    return elements(at, count(at, width), width, element, depth);
  }

  private JsonValue elements(long at, int count, int width, int element, int depth) {
    fits(at, count, width);
    List<JsonValue> elements = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      // Old typed vectors of strings do not say how wide the counts of their strings are.
      elements.add(value(at + (long) i * width, width, element << 2, depth + 1));
    }
    return new JsonArray(elements);
  }

  private void fits(long at, int count, int width) {
    if (count > (size - at) / width) {
      throw bad(at, "a vector within " + size + " bytes", count + " × " + width);
    }
    if (count > valuesLeft) {
      throw bad(at, "at most as many values as bytes", "more");
    }
  }

  private int count(long at, int width) {
    long count = unsigned(at - width, width);
    if (count < 0 || count > size) {
      throw bad(at, "a length of at most " + size, Long.toUnsignedString(count));
    }
    return (int) count;
  }

  private String key(long at) {
    String known = texts.get(at);
    if (known != null) {
      return known;
    }
    long end = at;
    while (u8(end) != 0) {
      end++;
    }
    return text(at, end - at);
  }

  private String text(long at, long length) {
    if (length > size - at) {
      throw bad(at, "a text within " + size + " bytes", length + " bytes");
    }
    String known = texts.get(at);
    if (known != null) {
      return known;
    }
    textBytesLeft -= length;
    if (textBytesLeft < 0) {
      throw bad(at, "texts no longer than the buffer", "longer ones");
    }
    String text = StrictUtf8.decode(bytes, at, length, object);
    texts.put(at, text);
    return text;
  }

  private long target(long at, int width) {
    long distance = unsigned(at, width);
    if (distance < 0 || distance > at) {
      throw bad(at, "an offset back into the buffer", Long.toUnsignedString(distance));
    }
    return at - distance;
  }

  private int width(int width, long at) {
    if (width != 1 && width != 2 && width != 4 && width != 8) {
      throw bad(at, "a width of 1, 2, 4 or 8", Integer.toString(width));
    }
    return width;
  }

  private int u8(long at) {
    check(at, 1);
    return bytes.get(ValueLayout.JAVA_BYTE, at) & 0xff;
  }

  private long signed(long at, int width) {
    check(at, width);
    return switch (width) {
      case 1 -> bytes.get(ValueLayout.JAVA_BYTE, at);
      case 2 -> bytes.get(SHORT, at);
      case 4 -> bytes.get(INT, at);
      default -> bytes.get(LONG, at);
    };
  }

  private long unsigned(long at, int width) {
    long value = signed(at, width);
    return width == 8 ? value : value & (1L << 8 * width) - 1;
  }

  private JsonValue unsignedValue(long at, int width) {
    long value = unsigned(at, width);
    return value >= 0
        ? JsonValue.of(value)
        : new JsonInteger(new BigInteger(Long.toUnsignedString(value)));
  }

  private JsonValue floating(long at, int width) {
    check(at, width);
    double value =
        switch (width) {
          case 4 -> Float.intBitsToFloat(bytes.get(INT, at));
          case 8 -> Double.longBitsToDouble(bytes.get(LONG, at));
          case 2 -> Float.float16ToFloat(bytes.get(SHORT, at));
          default -> throw bad(at, "a number of 2, 4 or 8 bytes", "one of 1");
        };
    // JSON has no infinities; the reference reads them as null too.
    return Double.isFinite(value) ? new JsonDouble(value) : JsonNull.INSTANCE;
  }

  private void check(long at, int length) {
    if (at < 0 || at > size - length) {
      throw bad(at, "bytes within " + size, "the end of the buffer");
    }
  }

  private FormatException bad(long at, String expected, String found) {
    return new FormatException(ErrorKind.DESERIALIZATION, object, at, expected, found);
  }
}
