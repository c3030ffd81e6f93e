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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePacker;
import org.msgpack.core.MessageUnpacker;

/// MessagePack ↔ JSON values: metadata of format 1. Integers are written in the fewest bytes, other
/// numbers as 64 bits; binary and extension types are refused. Safe on any thread.
final class MessagePackCodec {
  private static final MessagePack.UnpackerConfig STRICT =
      new MessagePack.UnpackerConfig()
          .withActionOnMalformedString(CodingErrorAction.REPORT)
          .withActionOnUnmappableString(CodingErrorAction.REPORT);

  private MessagePackCodec() {}

  static JsonValue decode(MemorySegment bytes, String object) {
    byte[] copy = bytes.toArray(ValueLayout.JAVA_BYTE);
    try (MessageUnpacker unpacker =
        STRICT.clone().withStringSizeLimit(copy.length).newUnpacker(copy)) {
      Reader reader = new Reader(unpacker, copy.length, object);
      try {
        JsonValue value = reader.value(0);
        if (reader.left() != 0) {
          throw reader.bad("the end of the value", reader.left() + " more bytes");
        }
        return value;
      } catch (FormatException e) {
        throw e;
      } catch (RuntimeException | AssertionError e) {
        throw reader.bad("MessagePack", e.getClass().getSimpleName());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] encode(JsonValue value) {
    try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
      pack(packer, value, 0);
      return packer.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Reader(MessageUnpacker unpacker, long size, String object) {
    JsonValue value(int depth) throws IOException {
      if (depth > FlexBuffersCodec.MAX_DEPTH) {
        throw bad("at most " + FlexBuffersCodec.MAX_DEPTH + " levels", "more");
      }
      return switch (unpacker.getNextFormat().getValueType()) {
        case NIL -> {
          unpacker.unpackNil();
          yield JsonNull.INSTANCE;
        }
        case BOOLEAN -> new JsonBoolean(unpacker.unpackBoolean());
        case INTEGER -> new JsonInteger(unpacker.unpackBigInteger());
        case FLOAT -> {
          double number = unpacker.unpackDouble();
          yield Double.isFinite(number) ? new JsonDouble(number) : JsonNull.INSTANCE;
        }
        case STRING -> new JsonString(unpacker.unpackString());
        case ARRAY -> array(bounded(unpacker.unpackArrayHeader()), depth);
        case MAP -> map(bounded(unpacker.unpackMapHeader()), depth);
        case BINARY, EXTENSION -> throw bad("a type that JSON has", "binary data");
      };
    }

    private JsonValue array(int count, int depth) throws IOException {
      List<JsonValue> elements = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        elements.add(value(depth + 1));
      }
      return new JsonArray(elements);
    }

    private JsonValue map(int count, int depth) throws IOException {
      Map<String, JsonValue> members = new HashMap<>();
      for (int i = 0; i < count; i++) {
        if (!(value(depth + 1) instanceof JsonString(String name))) {
          throw bad("a text as key", "another value");
        }
        members.put(name, value(depth + 1));
      }
      return JsonObject.of(members);
    }

    /// Elements take at least a byte each, so a longer list is damage.
    private int bounded(int count) {
      if (count > left()) {
        throw bad("at most " + left() + " elements", Integer.toString(count));
      }
      return count;
    }

    long left() {
      return size - unpacker.getTotalReadBytes();
    }

    FormatException bad(String expected, String found) {
      return new FormatException(
          ErrorKind.DESERIALIZATION, object, unpacker.getTotalReadBytes(), expected, found);
    }
  }

  private static void pack(MessagePacker packer, JsonValue value, int depth) throws IOException {
    if (depth > FlexBuffersCodec.MAX_DEPTH) {
      throw invalid("at most " + FlexBuffersCodec.MAX_DEPTH + " levels");
    }
    switch (value) {
      case JsonNull ignored -> packer.packNil();
      case JsonBoolean(boolean truth) -> packer.packBoolean(truth);
      case JsonInteger(BigInteger number) -> {
        if (number.bitLength() > (number.signum() < 0 ? 63 : 64)) {
          throw invalid("an integer of 64 bits");
        }
        packer.packBigInteger(number);
      }
      case JsonDouble(double number) -> packer.packDouble(number);
      case JsonString(String text) -> packer.packString(text);
      case JsonArray(List<JsonValue> elements) -> {
        packer.packArrayHeader(elements.size());
        for (JsonValue element : elements) {
          pack(packer, element, depth + 1);
        }
      }
      case JsonObject(var members) -> {
        packer.packMapHeader(members.size());
        for (Map.Entry<String, JsonValue> member : members.entrySet()) {
          packer.packString(member.getKey());
          pack(packer, member.getValue(), depth + 1);
        }
      }
    }
  }

  private static InvalidInputException invalid(String expected) {
    return new InvalidInputException(
        ErrorKind.BAD_METADATA, "metadata value: expected " + expected);
  }
}
