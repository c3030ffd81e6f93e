package dev.floe.internal.binary;

import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonObject;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.TreeMap;

/// Metadata of the repository info in its stored form, decoded when it is first asked for: a
/// repository info holds that of thousands of snapshots, and is rewritten with each commit.
/// Immutable.
final class EncodedMetadata {
  static final EncodedMetadata EMPTY = new EncodedMetadata(new String[0], new byte[0][], "");

  private final String[] names;
  private final byte[][] values;
  private final String object;
  private volatile JsonObject decoded;

  /// @param names sorted by their UTF-8 bytes
  /// @param values FlexBuffers
  EncodedMetadata(String[] names, byte[][] values, String object) {
    this.names = names;
    this.values = values;
    this.object = object;
  }

  static EncodedMetadata of(JsonObject metadata) {
    if (metadata.members().isEmpty()) {
      return EMPTY;
    }
    int count = metadata.members().size();
    String[] names = new String[count];
    byte[][] values = new byte[count][];
    int i = 0;
    for (Map.Entry<String, JsonValue> member : metadata.members().entrySet()) {
      names[i] = member.getKey();
      values[i++] = FlexBuffersCodec.encode(member.getValue());
    }
    EncodedMetadata encoded = new EncodedMetadata(names, values, "");
    encoded.decoded = metadata;
    return encoded;
  }

  int count() {
    return names.length;
  }

  String name(int index) {
    return names[index];
  }

  byte[] value(int index) {
    return values[index];
  }

  JsonObject decoded() {
    JsonObject known = decoded;
    if (known == null) {
      Map<String, JsonValue> members = new TreeMap<>();
      for (int i = 0; i < names.length; i++) {
        members.put(names[i], FlexBuffersCodec.decode(MemorySegment.ofArray(values[i]), object));
      }
      known = JsonObject.of(members);
      decoded = known;
    }
    return known;
  }
}
