package dev.floe.internal.binary;

import com.google.flatbuffers.FlexBuffers;
import com.google.flatbuffers.FlexBuffers.Key;
import com.google.flatbuffers.FlexBuffers.KeyVector;
import com.google.flatbuffers.FlexBuffers.Reference;
import com.google.flatbuffers.FlexBuffers.Vector;
import dev.floe.error.FormatException;
import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonArray;
import dev.floe.format.JsonValue.JsonBoolean;
import dev.floe.format.JsonValue.JsonDouble;
import dev.floe.format.JsonValue.JsonInteger;
import dev.floe.format.JsonValue.JsonNull;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.JsonValue.JsonString;
import dev.floe.internal.binary.FlexBuffersSource.Form;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Turns one buffer, which the library reads, into a JSON value. Offsets may lead many values to
/// the same bytes, so values are counted: there may be as many as bytes.
final class FlexBuffersReader {
  private final FlexBuffersSource source;
  private long valuesLeft;

  FlexBuffersReader(MemorySegment bytes, String object) {
    this.source = new FlexBuffersSource(bytes, object);
    this.valuesLeft = bytes.byteSize();
  }

  JsonValue read() {
    try {
      int width = source.get(source.limit() - 1);
      if (width != 1 && width != 2 && width != 4 && width != 8) {
        throw source.bad("a width of 1, 2, 4 or 8", Integer.toString(width));
      }
      source.typeFollows(1);
      Reference root = FlexBuffers.getRoot(source);
      return value(root, source.form(), 0);
    } catch (FormatException e) {
      throw e;
    } catch (RuntimeException | AssertionError e) {
      // The library does not say how it fails on damage.
      throw source.bad("a FlexBuffer", e.getClass().getSimpleName());
    }
  }

  private JsonValue value(Reference reference, Form form, int depth) {
    if (depth > FlexBuffersCodec.MAX_DEPTH) {
      throw source.bad("at most " + FlexBuffersCodec.MAX_DEPTH + " levels", "more");
    }
    if (valuesLeft-- == 0) {
      throw source.bad("at most as many values as bytes", "more");
    }
    return switch (reference.getType()) {
      case FlexBuffers.FBT_NULL -> JsonNull.INSTANCE;
      case FlexBuffers.FBT_INT, FlexBuffers.FBT_INDIRECT_INT -> {
        long number = reference.asLong();
        yield form.bits() ? floating(ofBits(number)) : JsonValue.of(number);
      }
      case FlexBuffers.FBT_UINT, FlexBuffers.FBT_INDIRECT_UINT -> unsigned(reference.asUInt());
      case FlexBuffers.FBT_FLOAT, FlexBuffers.FBT_INDIRECT_FLOAT -> {
        source.forgetWidth();
        double number = reference.asFloat();
        if (source.lastWidth() < 4) {
          throw source.bad("a number of 4 or 8 bytes", "a shorter one");
        }
        yield floating(number);
      }
      case FlexBuffers.FBT_BOOL -> new JsonBoolean(reference.asBoolean());
      case FlexBuffers.FBT_KEY -> new JsonString(text(reference.asKey()));
      case FlexBuffers.FBT_STRING -> new JsonString(reference.asString());
      case FlexBuffers.FBT_MAP -> map(reference.asMap(), depth);
      case FlexBuffers.FBT_VECTOR -> vector(reference.asVector(), depth);
      case FlexBuffers.FBT_VECTOR_INT,
          FlexBuffers.FBT_VECTOR_UINT,
          FlexBuffers.FBT_VECTOR_FLOAT,
          FlexBuffers.FBT_VECTOR_KEY,
          FlexBuffers.FBT_VECTOR_STRING_DEPRECATED,
          FlexBuffers.FBT_VECTOR_BOOL -> {
        if (form.count() > 0) {
          source.showCount(form.count());
        }
        yield typed(reference.asVector(), new Form(0, form.bits()), depth);
      }
      default -> throw source.bad("a type that JSON has", "type " + reference.getType());
    };
  }

  private JsonValue map(FlexBuffers.Map map, int depth) {
    int count = count(map);
    KeyVector keys = map.keys();
    if (keys.size() != count) {
      throw source.bad(count + " keys", keys.size() + " of them");
    }
    Map<String, JsonValue> members = new HashMap<>();
    for (int i = 0; i < count; i++) {
      String name = text(keys.get(i));
      members.put(name, element(map, i, depth));
    }
    return JsonObject.of(members);
  }

  private JsonValue vector(Vector vector, int depth) {
    int count = count(vector);
    List<JsonValue> elements = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      elements.add(element(vector, i, depth));
    }
    return new JsonArray(elements);
  }

  private JsonValue element(Vector vector, int index, int depth) {
    source.typeFollows(0);
    Reference reference = vector.get(index);
    return value(reference, source.form(), depth + 1);
  }

  private JsonValue typed(Vector vector, Form form, int depth) {
    int count = count(vector);
    List<JsonValue> elements = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      elements.add(value(vector.get(i), form, depth + 1));
    }
    return new JsonArray(elements);
  }

  private int count(Vector vector) {
    int count = vector.size();
    if (count < 0 || count > valuesLeft) {
      throw source.bad("at most as many values as bytes", Integer.toUnsignedString(count));
    }
    return count;
  }

  /// A key, whose offset was read just before. The library looks for its end byte by byte, so it is
  /// asked once for each place.
  private String text(Key key) {
    String known = source.knownText();
    return known != null ? known : key.toString();
  }

  private static JsonValue unsigned(long bits) {
    return bits >= 0
        ? JsonValue.of(bits)
        : new JsonInteger(new BigInteger(Long.toUnsignedString(bits)));
  }

  /// The float that was read as an integer, last.
  private double ofBits(long bits) {
    return switch (source.lastWidth()) {
      case 2 -> Float.float16ToFloat((short) bits);
      case 4 -> Float.intBitsToFloat((int) bits);
      case 8 -> Double.longBitsToDouble(bits);
      default -> throw source.bad("a number of 2, 4 or 8 bytes", "one of 1");
    };
  }

  private static JsonValue floating(double number) {
    // JSON has no infinities; the reference reads them as null too.
    return Double.isFinite(number) ? new JsonDouble(number) : JsonNull.INSTANCE;
  }
}
