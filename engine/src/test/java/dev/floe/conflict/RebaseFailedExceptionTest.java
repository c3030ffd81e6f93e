package dev.floe.conflict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.floe.error.ErrorKind;
import dev.floe.format.ChunkIndices;
import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import dev.floe.format.SnapshotId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RebaseFailedExceptionTest {
  private static final NodePath PATH = NodePath.of("/a/b");
  private static final NodeId NODE = new NodeId(42);
  private static final List<Conflict> ALL =
      List.of(
          new Conflict.NewNodeConflictsWithExistingNode(PATH),
          new Conflict.NewNodeInInvalidGroup(PATH),
          new Conflict.ZarrMetadataDoubleUpdate(PATH),
          new Conflict.ZarrMetadataUpdateOfDeletedArray(PATH),
          new Conflict.ZarrMetadataUpdateOfDeletedGroup(PATH),
          new Conflict.ChunkDoubleUpdate(
              PATH, NODE, Set.of(ChunkIndices.of(0, 4_294_967_295L), ChunkIndices.SCALAR)),
          new Conflict.ChunksUpdatedInDeletedArray(PATH, NODE),
          new Conflict.ChunksUpdatedInUpdatedArray(PATH, NODE),
          new Conflict.DeleteOfUpdatedArray(PATH, NODE),
          new Conflict.DeleteOfUpdatedGroup(PATH, NODE),
          new Conflict.MoveOperationCannotBeRebased(),
          new Conflict.ReadNodeChanged(PATH),
          new Conflict.ReadListingChanged(PATH),
          new Conflict.ReadChunksChanged(PATH, NODE, Set.of(ChunkIndices.of(7))),
          new Conflict.ReadsCannotBeRebased());

  @Test
  void theListHasEveryKind() {
    Set<Class<?>> kinds = new HashSet<>();
    ALL.forEach(conflict -> kinds.add(conflict.getClass()));
    Set<Class<?>> expected = new HashSet<>(List.of(Conflict.class.getPermittedSubclasses()));
    expected.remove(Conflict.ReadConflict.class);
    expected.addAll(List.of(Conflict.ReadConflict.class.getPermittedSubclasses()));
    assertEquals(expected, kinds);
  }

  @Test
  void itTravelsWithItsConflicts() throws Exception {
    SnapshotId base = new SnapshotId(1, 2);
    SnapshotId snapshot = new SnapshotId(3, 4);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(
          new RebaseFailedException(base, snapshot, Arrays.asList(ALL.toArray(Conflict[]::new))));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      RebaseFailedException back = assertInstanceOf(RebaseFailedException.class, in.readObject());
      assertEquals(ErrorKind.REBASE_FAILED, back.kind());
      assertEquals(snapshot, back.snapshot());
      assertEquals(ALL, back.conflicts());
      assertEquals(Optional.of(base.text()), back.expectedParent());
      assertEquals(Optional.of(snapshot.text()), back.actualParent());
    }
  }
}
