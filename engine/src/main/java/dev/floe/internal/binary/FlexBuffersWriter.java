package dev.floe.internal.binary;

import com.google.flatbuffers.ArrayReadWriteBuf;
import com.google.flatbuffers.FlexBuffers;
import com.google.flatbuffers.FlexBuffersBuilder;
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
import java.nio.ByteBuffer;
import java.util.List;

/// Writes one buffer with the library's builder. Equal keys are written once; vectors of numbers or
/// truth values alone are written without a type for each element, as the reference does.
final class FlexBuffersWriter {
  private static final BigInteger MIN_SIGNED = BigInteger.TWO.pow(63).negate();

  private final ArrayReadWriteBuf buffer = new KeysInOrder();
  private final FlexBuffersBuilder builder =
      new FlexBuffersBuilder(buffer, FlexBuffersBuilder.BUILDER_FLAG_SHARE_KEYS);

  /// The builder reads the buffer only to compare keys when it sorts them, as signed bytes. Members
  /// come sorted by their bytes as they have to be; to the builder all keys look equal, and its
  /// sort is stable.
  private static final class KeysInOrder extends ArrayReadWriteBuf {
    KeysInOrder() {
      super(64);
    }

    @Override
    public byte get(int index) {
      return 0;
    }
  }

  byte[] write(JsonValue value) {
    put(null, value, 0);
    ByteBuffer written = builder.finish();
    byte[] bytes = new byte[written.remaining()];
    written.get(bytes);
    return bytes;
  }

  /// @param key null where there is none: in vectors and for the root
  private void put(String key, JsonValue value, int depth) {
    if (depth > FlexBuffersCodec.MAX_DEPTH) {
      throw invalid("at most " + FlexBuffersCodec.MAX_DEPTH + " levels", "more");
    }
    if (key != null && key.indexOf('\0') >= 0) {
      throw invalid("keys without NUL", "one with it");
    }
    switch (value) {
      case JsonNull ignored -> builder.putNull(key);
      case JsonBoolean(boolean truth) -> builder.putBoolean(key, truth);
      case JsonInteger(BigInteger number) -> integer(key, number);
      case JsonDouble(double number) -> {
        if (isShort(number)) {
          builder.putFloat(key, (float) number);
        } else {
          builder.putFloat(key, number);
        }
      }
      case JsonString(String text) -> builder.putString(key, text);
      case JsonArray(List<JsonValue> elements) -> vector(key, elements, depth);
      case JsonObject object -> map(key, object, depth);
    }
  }

  private static boolean isShort(double number) {
    return (float) number == number;
  }

  private void integer(String key, BigInteger number) {
    if (number.bitLength() > 64 || number.compareTo(MIN_SIGNED) < 0) {
      throw invalid("an integer of 64 bits", number.toString());
    }
    if (key != null) {
      // The builder takes no unsigned numbers with keys; the map puts these right when it is there.
      builder.putInt(key, isLong(number) ? Long.MIN_VALUE : number.longValue());
    } else if (number.signum() < 0) {
      builder.putInt(number.longValue());
    } else if (number.bitLength() == 32 || isLong(number)) {
      // The builder takes numbers of just 32 bits for negative ones where it widens them.
      builder.putUInt64(number);
    } else {
      builder.putUInt(number.longValue());
    }
  }

  /// Whether a number has all of 64 bits, unsigned.
  private static boolean isLong(BigInteger number) {
    return number.bitLength() == 64;
  }

  private void vector(String key, List<JsonValue> elements, int depth) {
    int start = builder.startVector();
    for (JsonValue element : elements) {
      put(null, element, depth + 1);
    }
    int type = sameType(elements);
    int count = elements.size();
    boolean fixed =
        type != FlexBuffers.FBT_NULL && type != FlexBuffers.FBT_BOOL && count >= 2 && count <= 4;
    builder.endVector(key, start, type != FlexBuffers.FBT_NULL, fixed);
  }

  /// The type that all elements have if it is one of numbers or truth values, else that of null.
  private static int sameType(List<JsonValue> elements) {
    int same = elements.isEmpty() ? FlexBuffers.FBT_NULL : type(elements.getFirst());
    for (JsonValue element : elements) {
      if (type(element) != same) {
        return FlexBuffers.FBT_NULL;
      }
    }
    return same;
  }

  private static int type(JsonValue value) {
    return switch (value) {
      case JsonBoolean ignored -> FlexBuffers.FBT_BOOL;
      case JsonInteger(BigInteger number) ->
          number.signum() < 0 ? FlexBuffers.FBT_INT : FlexBuffers.FBT_UINT;
      case JsonDouble ignored -> FlexBuffers.FBT_FLOAT;
      case JsonNull ignored -> FlexBuffers.FBT_NULL;
      case JsonString ignored -> FlexBuffers.FBT_NULL;
      case JsonArray ignored -> FlexBuffers.FBT_NULL;
      case JsonObject ignored -> FlexBuffers.FBT_NULL;
    };
  }

  private void map(String key, JsonObject object, int depth) {
    int start = builder.startMap();
    object.members().forEach((name, member) -> put(name, member, depth + 1));
    int at = builder.endMap(key, start);
    int count = object.members().size();
    if (count == 0) {
      return;
    }
    // What the builder wrote last: values, all of one width, and their types, 1 byte each.
    int width = (buffer.writePosition() - at) / count - 1;
    int types = at + count * width;
    int i = 0;
    for (JsonValue member : object.members().values()) {
      if (member instanceof JsonInteger(BigInteger number) && number.signum() >= 0) {
        if (isLong(number)) {
          buffer.setLong(at + i * width, number.longValue());
        }
        int log = Integer.numberOfTrailingZeros(width);
        buffer.set(types + i, (byte) (FlexBuffers.FBT_UINT << 2 | log));
      }
      i++;
    }
  }

  private static InvalidInputException invalid(String expected, String found) {
    return new InvalidInputException(
        ErrorKind.BAD_METADATA, "metadata value: expected " + expected + ", found " + found);
  }
}
