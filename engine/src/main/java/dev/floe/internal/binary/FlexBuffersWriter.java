package dev.floe.internal.binary;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonArray;
import dev.floe.format.JsonValue.JsonBoolean;
import dev.floe.format.JsonValue.JsonDouble;
import dev.floe.format.JsonValue.JsonInteger;
import dev.floe.format.JsonValue.JsonNull;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.JsonValue.JsonString;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Writes one buffer, children before parents. Equal keys are written once; vectors of numbers or
/// truth values alone are written without a type for each element, as the reference does.
final class FlexBuffersWriter {
  private static final BigInteger MAX_UNSIGNED = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
  private static final BigInteger MIN_SIGNED = BigInteger.TWO.pow(63).negate();

  private byte[] bytes = new byte[64];
  private int used;
  private final Map<String, Integer> keys = new HashMap<>();

  /// A value that waits to be stored in its parent: the bits of a number, or where it was written.
  private record Item(int type, long bits, int childWidth) {
    boolean isInline() {
      return type <= FlexBuffersCodec.FLOAT || type == FlexBuffersCodec.BOOL;
    }

    /// How wide a slot must be that holds this value at `place` of a vector that starts at `start`.
    int slotWidth(int start, int place) {
      if (isInline()) {
        return childWidth;
      }
      for (int width = 1; width < 8; width *= 2) {
        long at = (start + width - 1 & -width) + (long) place * width;
        if (at - bits < 1L << 8 * width) {
          return width;
        }
      }
      return 8;
    }

    int packed(int slotWidth) {
      int width = isInline() ? slotWidth : childWidth;
      return type << 2 | Integer.numberOfTrailingZeros(width);
    }
  }

  byte[] write(JsonValue value) {
    Item root = item(value, 0);
    int width = root.slotWidth(used, 0);
    align(width);
    store(root, width);
    number(root.packed(width), 1);
    number(width, 1);
    return Arrays.copyOf(bytes, used);
  }

  private Item item(JsonValue value, int depth) {
    if (depth > FlexBuffersCodec.MAX_DEPTH) {
      throw invalid("at most " + FlexBuffersCodec.MAX_DEPTH + " levels", "more");
    }
    return switch (value) {
      case JsonNull ignored -> new Item(FlexBuffersCodec.NULL, 0, 1);
      case JsonBoolean(boolean truth) -> new Item(FlexBuffersCodec.BOOL, truth ? 1 : 0, 1);
      case JsonInteger(BigInteger number) -> integer(number);
      case JsonDouble(double number) -> floating(number);
      case JsonString(String text) -> text(text);
      case JsonArray(List<JsonValue> elements) -> vector(elements, depth);
      case JsonObject object -> map(object, depth);
    };
  }

  private static Item integer(BigInteger number) {
    if (number.signum() >= 0) {
      if (number.compareTo(MAX_UNSIGNED) > 0) {
        throw invalid("an integer below 2^64", number.toString());
      }
      int bits = number.bitLength();
      return new Item(
          FlexBuffersCodec.UINT,
          number.longValue(),
          bits <= 8 ? 1 : bits <= 16 ? 2 : bits <= 32 ? 4 : 8);
    }
    if (number.compareTo(MIN_SIGNED) < 0) {
      throw invalid("an integer of at least -2^63", number.toString());
    }
    long bits = number.longValue();
    int width = bits == (byte) bits ? 1 : bits == (short) bits ? 2 : bits == (int) bits ? 4 : 8;
    return new Item(FlexBuffersCodec.INT, bits, width);
  }

  private static Item floating(double number) {
    return (float) number == number
        ? new Item(FlexBuffersCodec.FLOAT, Double.doubleToRawLongBits(number), 4)
        : new Item(FlexBuffersCodec.FLOAT, Double.doubleToRawLongBits(number), 8);
  }

  private Item text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    int width = utf8.length < 1 << 8 ? 1 : utf8.length < 1 << 16 ? 2 : 4;
    align(width);
    number(utf8.length, width);
    int at = used;
    raw(utf8);
    number(0, 1);
    return new Item(FlexBuffersCodec.STRING, at, width);
  }

  private int key(String name) {
    Integer known = keys.get(name);
    if (known != null) {
      return known;
    }
    if (name.indexOf('\0') >= 0) {
      throw invalid("keys without NUL", "one with it");
    }
    int at = used;
    raw(name.getBytes(StandardCharsets.UTF_8));
    number(0, 1);
    keys.put(name, at);
    return at;
  }

  private Item vector(List<JsonValue> elements, int depth) {
    Item[] items = new Item[elements.size()];
    for (int i = 0; i < items.length; i++) {
      items[i] = item(elements.get(i), depth + 1);
    }
    int type = sameType(items);
    if (type < 0) {
      return write(FlexBuffersCodec.VECTOR, items, null, -1);
    }
    if (type == FlexBuffersCodec.BOOL) {
      return write(FlexBuffersCodec.VECTOR_BOOL, items, null, type);
    }
    if (items.length >= 2 && items.length <= 4) {
      int fixed = FlexBuffersCodec.VECTOR_INT2 + (items.length - 2) * 3 + type - 1;
      return write(fixed, items, null, type);
    }
    return write(FlexBuffersCodec.VECTOR_INT + type - 1, items, null, type);
  }

  /// The type that all items have if it is one of numbers or truth values, else −1.
  private static int sameType(Item[] items) {
    int type = items.length == 0 ? -1 : items[0].type;
    boolean typed =
        type == FlexBuffersCodec.BOOL
            || type >= FlexBuffersCodec.INT && type <= FlexBuffersCodec.FLOAT;
    for (Item item : items) {
      typed &= item.type == type;
    }
    return typed ? type : -1;
  }

  private Item map(JsonObject object, int depth) {
    int count = object.members().size();
    Item[] names = new Item[count];
    Item[] items = new Item[count];
    int i = 0;
    for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
      names[i] = new Item(FlexBuffersCodec.KEY, key(member.getKey()), 1);
      items[i++] = item(member.getValue(), depth + 1);
    }
    int keyType = count == 0 ? -1 : FlexBuffersCodec.KEY;
    return write(
        FlexBuffersCodec.MAP,
        items,
        write(
            count == 0 ? FlexBuffersCodec.VECTOR : FlexBuffersCodec.VECTOR_KEY,
            names,
            null,
            keyType),
        -1);
  }

  /// Writes a vector; `keys` goes before it if it is a map's, and types behind it unless all are
  /// `elementType`.
  private Item write(int type, Item[] items, Item keys, int elementType) {
    boolean counted = type < FlexBuffersCodec.VECTOR_INT2 || type == FlexBuffersCodec.VECTOR_BOOL;
    int prefix = (counted ? 1 : 0) + (keys == null ? 0 : 2);
    int width = items.length < 1 << 8 ? 1 : items.length < 1 << 16 ? 2 : 4;
    if (keys != null) {
      width = Math.max(width, Math.max(keys.slotWidth(used, 0), keys.childWidth));
    }
    for (int i = 0; i < items.length; i++) {
      width = Math.max(width, items[i].slotWidth(used, i + prefix));
    }
    align(width);
    if (keys != null) {
      store(keys, width);
      number(keys.childWidth, width);
    }
    if (counted) {
      number(items.length, width);
    }
    int at = used;
    for (Item item : items) {
      store(item, width);
    }
    if (elementType < 0) {
      for (Item item : items) {
        number(item.packed(width), 1);
      }
    }
    return new Item(type, at, width);
  }

  private void store(Item item, int width) {
    if (!item.isInline()) {
      number(used - item.bits, width);
    } else if (item.type == FlexBuffersCodec.FLOAT && width == 4) {
      number(Float.floatToRawIntBits((float) Double.longBitsToDouble(item.bits)), 4);
    } else {
      number(item.bits, width);
    }
  }

  private void align(int width) {
    while ((used & width - 1) != 0) {
      number(0, 1);
    }
  }

  private void number(long bits, int width) {
    ensure(width);
    for (int i = 0; i < width; i++) {
      bytes[used++] = (byte) (bits >>> 8 * i);
    }
  }

  private void raw(byte[] content) {
    ensure(content.length);
    System.arraycopy(content, 0, bytes, used, content.length);
    used += content.length;
  }

  private void ensure(int more) {
    if (more > bytes.length - used) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(used, more)));
    }
  }

  private static InvalidInputException invalid(String expected, String found) {
    return new InvalidInputException(
        ErrorKind.BAD_METADATA, "metadata value: expected " + expected + ", found " + found);
  }
}
