package dev.floe.internal.binary;

import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.SpecVersion;
import dev.floe.internal.flatbuffers.FlatBuffer;
import java.lang.foreign.MemorySegment;
import java.util.TreeMap;

/// How the values of metadata items are stored: MessagePack in files of format 1, FlexBuffers in
/// those of format 2 and in the repository info.
public enum MetadataCodec {
  MESSAGE_PACK {
    @Override
    JsonValue decode(MemorySegment bytes, String object) {
      return MessagePackCodec.decode(bytes, object);
    }

    @Override
    byte[] encode(JsonValue value) {
      return MessagePackCodec.encode(value);
    }
  },
  FLEX_BUFFERS {
    @Override
    JsonValue decode(MemorySegment bytes, String object) {
      return FlexBuffersCodec.decode(bytes, object);
    }

    @Override
    byte[] encode(JsonValue value) {
      return FlexBuffersCodec.encode(value);
    }
  };

  /// How a file whose header says `version` stores them.
  public static MetadataCodec of(SpecVersion version) {
    return switch (version) {
      case V1 -> MESSAGE_PACK;
      case V2 -> FLEX_BUFFERS;
    };
  }

  abstract JsonValue decode(MemorySegment bytes, String object);

  abstract byte[] encode(JsonValue value);

  /// Reads a vector of metadata items.
  JsonObject readItems(FlatBuffer buffer, long items) {
    TreeMap<String, JsonValue> members = new TreeMap<>();
    for (int i = 0; i < buffer.count(items); i++) {
      long item = buffer.tableAt(items, i);
      String name = buffer.requiredText(item, Layout.MetadataItem.NAME, "MetadataItem.name");
      long value = buffer.requiredVector(item, Layout.MetadataItem.VALUE, 1, "MetadataItem.value");
      members.put(name, decode(buffer.bytes(value), buffer.object()));
    }
    return JsonObject.of(members);
  }
}
