package dev.floe.internal.binary;

import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.internal.binary.Layout.MetadataItem;
import dev.floe.internal.flatbuffers.FlatBuffer;
import dev.floe.internal.flatbuffers.FlatBufferBuilder;
import java.util.HashMap;
import java.util.Map;

/// Vectors of metadata items: names, sorted, with encoded values.
final class MetadataItems {
  private MetadataItems() {}

  static JsonObject read(FlatBuffer buffer, long items, MetadataCodec codec) {
    Allowance allowance = new Allowance(buffer);
    Map<String, JsonValue> members = new HashMap<>();
    for (int i = 0; i < buffer.count(items); i++) {
      long item = buffer.tableAt(items, i);
      String name = allowance.requiredText(item, MetadataItem.NAME, "MetadataItem.name");
      long value = buffer.requiredVector(item, MetadataItem.VALUE, 1, "MetadataItem.value");
      allowance.spend(buffer.count(value));
      members.put(name, codec.decode(buffer.bytes(value), buffer.object()));
    }
    return JsonObject.of(members);
  }

  static int write(FlatBufferBuilder builder, JsonObject metadata, MetadataCodec codec) {
    int[] items = new int[metadata.members().size()];
    int i = 0;
    for (Map.Entry<String, JsonValue> member : metadata.members().entrySet()) {
      int value = builder.bytes(codec.encode(member.getValue()));
      items[i++] = write(builder, member.getKey(), value);
    }
    return builder.offsets(items, items.length);
  }

  static int write(FlatBufferBuilder builder, String name, int value) {
    int text = builder.text(name);
    builder.startTable();
    builder.addOffset(MetadataItem.NAME, text);
    builder.addOffset(MetadataItem.VALUE, value);
    return builder.endTable();
  }
}
