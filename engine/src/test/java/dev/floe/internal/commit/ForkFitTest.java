package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.Repository;
import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.format.ChunkId;
import dev.floe.format.ChunkPayload;
import dev.floe.format.DimensionShape;
import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Forks whose bytes are whole, with changes that nobody can have made on their fork point.
class ForkFitTest {
  private static final MemorySegment DOCUMENT =
      MemorySegment.ofArray(
          "{\"zarr_format\":3,\"node_type\":\"group\"}".getBytes(StandardCharsets.UTF_8));
  private static final ArrayContent ARRAY =
      new ArrayContent(List.of(new DimensionShape(4, 4)), Optional.empty(), DOCUMENT);
  private static final NodeId NOBODY = new NodeId(77);

  private final Storage storage = Storage.inMemory();
  private final Repository repository = Repository.create(storage);
  private ForkBytes.Fork fork;
  private NodeId group;

  @BeforeEach
  void forked() {
    repository.transaction("main", "group", store -> store.set("g/zarr.json", DOCUMENT));
    var session = repository.writableSession("main").fork();
    group = session.nodeId(NodePath.of("/g"));
    fork = ForkBytesReader.read(session.toBytes(), null);
  }

  @AfterEach
  void close() {
    repository.close();
    storage.close();
  }

  private byte[] bytes(Consumer<EditChanges> change) {
    EditChanges changes = new EditChanges();
    change.accept(changes);
    return ForkBytes.write(
        new ForkBytes.Fork(
            fork.specVersion(), fork.createdMicros(), fork.point(), fork.settings(), changes),
        null);
  }

  private void refused(String why, Consumer<EditChanges> change) {
    byte[] bytes = bytes(change);
    FormatException e = assertThrows(FormatException.class, () -> repository.openFork(bytes));
    assertEquals(ErrorKind.DESERIALIZATION, e.kind());
    assertTrue(e.getMessage().contains(why), e.getMessage());
  }

  @Test
  void whatFitsIsOpened() {
    byte[] bytes =
        bytes(changes -> {
          changes.deleteGroup(NodePath.of("/g"), group);
          changes.addArray(NodePath.of("/g"), NOBODY, ARRAY);
          changes.recordChunk(NOBODY, new int[] {3}, 1, chunk());
        });
    assertEquals(Set.of(NodePath.of("/g")), repository.openFork(bytes).status().deletedGroups());
  }

  private static ChunkPayload chunk() {
    return new ChunkPayload.Native(new ChunkId(1, 2), 0, 5);
  }

  @Test
  void whatDoesNotIsRefused() {
    NodePath there = NodePath.of("/g");
    refused("expected nothing at /g", changes -> changes.addGroup(there, NOBODY, DOCUMENT));
    refused("expected nothing at /g", changes -> changes.addArray(there, NOBODY, ARRAY));
    refused("expected group", changes -> changes.restoreGroup(NOBODY, DOCUMENT));
    refused("expected array", changes -> changes.restoreArray(NOBODY, ARRAY));
    refused("expected array", changes -> changes.restoreArray(group, ARRAY));
    refused("expected group", changes -> changes.deleteGroup(there, NOBODY));
    refused("expected array", changes -> changes.deleteArray(there, group));
    refused("at /h", changes -> changes.deleteGroup(NodePath.of("/h"), group));
    refused("to be deleted or there", changes -> changes.bury(Set.of(group)));
    refused("of 1 dimensions", changes -> changes.recordChunk(NOBODY, new int[] {3}, 1, chunk()));
    refused(
        "of 2 dimensions",
        changes -> {
          changes.addArray(NodePath.of("/x"), NOBODY, ARRAY);
          changes.recordChunk(NOBODY, new int[] {3, 3}, 2, chunk());
        });
    refused(
        "one new node at /x",
        changes -> {
          changes.addArray(NodePath.of("/x"), NOBODY, ARRAY);
          changes.addGroup(NodePath.of("/x"), new NodeId(78), DOCUMENT);
        });
    refused(
        "said yet",
        changes -> {
          changes.addArray(NodePath.of("/x"), NOBODY, ARRAY);
          changes.addGroup(NodePath.of("/y"), NOBODY, DOCUMENT);
        });
    refused(
        "a node's path", changes -> changes.addGroup(NodePath.stored("/x/../y"), NOBODY, DOCUMENT));
    refused(
        "at least one byte",
        changes -> {
          changes.addArray(NodePath.of("/x"), NOBODY, ARRAY);
          changes.recordChunk(
              NOBODY, new int[] {3}, 1, new ChunkPayload.Native(new ChunkId(1, 2), 0, 0));
        });
  }
}
