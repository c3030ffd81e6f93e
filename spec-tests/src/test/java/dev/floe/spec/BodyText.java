package dev.floe.spec;

import dev.floe.format.JsonText;
import dev.floe.internal.binary.MetadataCodec;
import dev.floe.internal.flatbuffers.FlatBuffer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The body of a metadata file as text, field by field, in which what is absent, what is empty and
/// what is there all look different. Two bodies of the same text say the same, however their bytes
/// are arranged.
final class BodyText {
  private static final int IDENTIFIER = 'I' | 'c' << 8 | 'h' << 16 | 'k' << 24;

  /// Slots by table: `b1`, `b2`, `b4`, `b8` are numbers, `s8`, `s12` structs of plain bytes, `text`
  /// a text, `value` encoded metadata, `[1]` and so on a vector of plain elements, `[T]` a vector
  /// of tables, `T` a table, `?` a union's table, whose type is in the slot before.
  private static final Map<String, List<String>> TABLES =
      Map.ofEntries(
          Map.entry("Manifest", List.of("s12", "[Array]", "[1]", "b1", "[1]")),
          Map.entry("Array", List.of("s8", "[Chunk]", "[1]")),
          Map.entry(
              "Chunk",
              List.of("[4]", "[1]", "b8", "b8", "s12", "text", "text", "b4", "[1]", "[1]")),
          Map.entry("Item", List.of("text", "value")),
          Map.entry(
              "Snapshot",
              List.of("s12", "s12", "[Node]", "b8", "text", "[Item]", "[32]", "[File]", "[1]")),
          Map.entry("Node", List.of("s8", "text", "[1]", "b1", "?data", "[1]")),
          Map.entry("data1", List.of("[16]", "[Dim]", "[Ref]", "[Shape]")),
          Map.entry("data2", List.of()),
          Map.entry("Dim", List.of("text")),
          Map.entry("Shape", List.of("b8", "b4")),
          Map.entry("Ref", List.of("s12", "[8]")),
          Map.entry("File", List.of("s12", "b8", "b4", "[1]")),
          Map.entry(
              "Log",
              List.of(
                  "s12", "[8]", "[8]", "[8]", "[8]", "[8]", "[8]", "[Updated]", "[Move]", "[1]")),
          Map.entry("Updated", List.of("s8", "[Coords]")),
          Map.entry("Coords", List.of("[4]")),
          Map.entry("Move", List.of("text", "text", "s8", "b1")),
          Map.entry(
              "Repo",
              List.of(
                  "b1",
                  "[Named]",
                  "[Named]",
                  "[text]",
                  "[Info]",
                  "Status",
                  "[Item]",
                  "[Update]",
                  "text",
                  "[1]",
                  "[2]",
                  "[2]",
                  "[1]")),
          Map.entry("Named", List.of("text", "b4")),
          Map.entry("Info", List.of("s12", "b4", "b8", "text", "[Item]", "[12]")),
          Map.entry("Status", List.of("b1", "b8", "text")),
          Map.entry("Update", List.of("b1", "?update", "b8", "text")),
          Map.entry("update2", List.of("b1", "b1")),
          Map.entry("update5", List.of("text")),
          Map.entry("update6", List.of("text", "s12")),
          Map.entry("update7", List.of("text")),
          Map.entry("update8", List.of("text", "s12")),
          Map.entry("update9", List.of("text", "s12")),
          Map.entry("update10", List.of("text", "s12")),
          Map.entry("update11", List.of("text", "s12", "s12")),
          Map.entry("update12", List.of("s12")),
          Map.entry("update15", List.of("b2", "b1", "b1")),
          Map.entry("update16", List.of("Status")));

  private final FlatBuffer buffer;
  private final Set<String> left;
  private final MetadataCodec values;
  private final StringBuilder text = new StringBuilder();

  private BodyText(FlatBuffer buffer, Set<String> left, MetadataCodec values) {
    this.buffer = buffer;
    this.left = left;
    this.values = values;
  }

  /// The text of a body whose root table is `root`.
  ///
  /// @param left fields to be left out, such as `Manifest.3`
  /// @param values how metadata is encoded: one value may be encoded in more than one way
  static String of(MemorySegment body, String root, Set<String> left, MetadataCodec values) {
    BodyText text = new BodyText(new FlatBuffer(body, root), left, values);
    text.table(root, text.buffer.root(IDENTIFIER), "");
    return text.text.toString();
  }

  private void table(String name, long at, String indent) {
    List<String> slots = TABLES.getOrDefault(name, List.of());
    for (int slot = 0; slot < slots.size(); slot++) {
      long field = buffer.field(at, slot);
      if (field == FlatBuffer.ABSENT || left.contains(name + "." + slot)) {
        continue;
      }
      text.append(indent).append(name).append('.').append(slot).append(' ');
      String type = slots.get(slot);
      if (type.startsWith("?")) {
        type = type.substring(1) + buffer.u8(at, slot - 1, 0);
      }
      field(type, field, indent + "  ");
    }
  }

  private void field(String type, long field, String indent) {
    char kind = type.charAt(0);
    if (kind == 'b' || kind == 's') {
      plain(field, Integer.parseInt(type.substring(1)));
    } else if (type.equals("text")) {
      text.append(buffer.text(buffer.vector(field, 1))).append('\n');
    } else if (type.equals("value")) {
      long vector = buffer.vector(field, 1);
      MemorySegment bytes = buffer.segment().asSlice(vector + 4, buffer.count(vector));
      text.append(JsonText.compact(values.decode(bytes, "metadata"))).append('\n');
    } else if (kind == '[') {
      vector(type.substring(1, type.length() - 1), field, indent);
    } else {
      text.append('\n');
      table(type, buffer.table(field), indent);
    }
  }

  private void vector(String element, long field, String indent) {
    if (Character.isDigit(element.charAt(0))) {
      int bytes = Integer.parseInt(element);
      long vector = buffer.vector(field, bytes);
      plain(vector + 4, buffer.count(vector) * bytes);
      return;
    }
    long vector = buffer.vector(field, 4);
    text.append(buffer.count(vector)).append('\n');
    for (int i = 0; i < buffer.count(vector); i++) {
      if (element.equals("text")) {
        field("text", buffer.element(vector, i, 4), indent);
      } else {
        text.append(indent).append(i).append('\n');
        table(element, buffer.tableAt(vector, i), indent);
      }
    }
  }

  private void plain(long at, int bytes) {
    buffer.check(at, bytes);
    text.append(
            HexFormat.of()
                .formatHex(buffer.segment().asSlice(at, bytes).toArray(ValueLayout.JAVA_BYTE)))
        .append('\n');
  }
}
