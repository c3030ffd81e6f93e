package dev.floe.internal.binary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.floe.error.FormatException;
import dev.floe.format.JsonValue;
import dev.floe.format.SpecVersion;
import dev.floe.internal.binary.RepoInfoLayout.Repo;
import dev.floe.internal.binary.RepoInfoLayout.UpdateEntry;
import dev.floe.internal.binary.SnapshotLayout.ArrayData;
import dev.floe.internal.binary.SnapshotLayout.DimensionName;
import dev.floe.internal.binary.SnapshotLayout.Node;
import dev.floe.internal.binary.SnapshotLayout.Snapshot;
import dev.floe.internal.flatbuffers.FlatBufferBuilder;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// Small files whose offsets lead many values to the same bytes: unfolded, they would not fit into
/// memory.
class SharedBytesTest {
  private static final int MANY = 50_000;

  private static int same(FlatBufferBuilder builder, int object) {
    int[] objects = new int[MANY];
    Arrays.fill(objects, object);
    return builder.offsets(objects, MANY);
  }

  @Test
  void namesOfDimensionsAndMetadata() {
    try (FlatBufferBuilder builder = new FlatBufferBuilder("file", 0)) {
      int text = builder.text("x".repeat(100_000));
      int none = builder.offsets(new int[0], 0);
      builder.startTable();
      builder.addOffset(DimensionName.NAME, text);
      int names = same(builder, builder.endTable());
      builder.startTable();
      builder.addOffset(ArrayData.SHAPE, none);
      builder.addOffset(ArrayData.MANIFESTS, none);
      builder.addOffset(ArrayData.DIMENSION_NAMES, names);
      int array = builder.endTable();
      builder.startTable();
      builder.addOffset(Node.PATH, text);
      builder.addOffset(Node.USER_DATA, none);
      builder.addOffset(Node.DATA, array);
      builder.addByte(Node.DATA_TYPE, Node.TYPE_ARRAY, 0);
      builder.addId8(Node.ID, 1);
      int nodes = builder.offsets(new int[] {builder.endTable()}, 1);
      int value = builder.bytes(FlexBuffersCodec.encode(JsonValue.of(1)));
      builder.startTable();
      builder.addOffset(Layout.MetadataItem.NAME, text);
      builder.addOffset(Layout.MetadataItem.VALUE, value);
      int items = same(builder, builder.endTable());
      builder.startTable();
      builder.addOffset(Snapshot.NODES, nodes);
      builder.addOffset(Snapshot.METADATA, items);
      builder.addOffset(Snapshot.MANIFEST_FILES, none);
      builder.addId12(Snapshot.ID, 1, 2);
      MemorySegment body = builder.finish(builder.endTable(), Layout.IDENTIFIER);
      SnapshotView view = SnapshotView.of(body, SpecVersion.V2, "file");
      assertEquals(1, view.nodeCount());
      assertThrows(FormatException.class, () -> view.node(0));
      assertThrows(FormatException.class, view::metadata);
    }
  }

  @Test
  void updatesAndTagsOfARepository() {
    for (boolean updates : new boolean[] {true, false}) {
      try (FlatBufferBuilder builder = new FlatBufferBuilder("file", 0)) {
        int text = builder.text("x".repeat(updates ? 3 : 100_000));
        int none = builder.offsets(new int[0], 0);
        builder.startTable();
        int empty = builder.endTable();
        builder.startTable();
        builder.addOffset(UpdateEntry.DETAILS, empty);
        builder.addByte(UpdateEntry.TYPE, 1, 0);
        int log = same(builder, builder.endTable());
        int names = same(builder, text);
        builder.startTable();
        builder.addByte(Repo.SPEC_VERSION, 2, 0);
        builder.addOffset(Repo.TAGS, none);
        builder.addOffset(Repo.BRANCHES, none);
        builder.addOffset(Repo.DELETED_TAGS, updates ? none : names);
        builder.addOffset(Repo.SNAPSHOTS, none);
        builder.addOffset(Repo.STATUS, empty);
        builder.addOffset(Repo.LATEST_UPDATES, updates ? log : none);
        MemorySegment body = builder.finish(builder.endTable(), Layout.IDENTIFIER);
        FormatException e =
            assertThrows(FormatException.class, () -> RepoInfoReader.read(body, "file"));
        assertEquals("file", e.object());
      }
    }
  }
}
