package dev.floe.internal.binary;

import dev.floe.format.JsonValue;
import dev.floe.format.SpecVersion;
import java.lang.foreign.MemorySegment;

/// How the values of metadata items are stored: MessagePack in files of format 1, FlexBuffers in
/// those of format 2 and in the repository info.
public enum MetadataCodec {
  MESSAGE_PACK {
    @Override
    public JsonValue decode(MemorySegment bytes, String object) {
      return MessagePackCodec.decode(bytes, object);
    }

    @Override
    public byte[] encode(JsonValue value) {
      return MessagePackCodec.encode(value);
    }
  },
  FLEX_BUFFERS {
    @Override
    public JsonValue decode(MemorySegment bytes, String object) {
      return FlexBuffersCodec.decode(bytes, object);
    }

    @Override
    public byte[] encode(JsonValue value) {
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

  /// The value that is stored as `bytes`.
  ///
  /// @param object what messages call the file
  public abstract JsonValue decode(MemorySegment bytes, String object);

  /// The bytes that stand for a value.
  public abstract byte[] encode(JsonValue value);
}
