package dev.floe.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.format.ChunkIndices;
import dev.floe.format.Diff;
import dev.floe.format.NodePath;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.storage.Storage;
import dev.floe.zarr.ChunkReference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Chunks that the reference shifted and reindexed, moved by Floe on what was there before, are
/// where the reference put them, and the logs say the same.
class ReindexGoldenTest {
  private static final NodePath LINE = NodePath.of("/line");

  @TempDir Path directory;

  @Test
  void floeMovesChunksAsTheReferenceDid() throws IOException {
    GoldenRepository.named("v2-shifted").copy(directory);
    try (Storage storage = Storage.localFilesystem(directory);
        Repository repository = Repository.open(storage)) {
      List<SnapshotId> theirs =
          repository.ancestry(Version.MAIN).map(SnapshotInfo::id).toList().reversed();
      // The first snapshot, "before", "shifted", "reversed".
      assertEquals(4, theirs.size());
      repository.resetBranch("main", theirs.get(1), Optional.empty());
      Session shifting = repository.writableSession("main");
      shifting.shiftArray(LINE, 3, 0);
      shifting.shiftArray(NodePath.of("/plane"), -1, 1);
      compare(repository, theirs.get(2), shifting.commit("shifted"));
      Session reversing = repository.writableSession("main");
      reversing.reindexArray(LINE, at -> Optional.of(ChunkIndices.of(9 - at.at(0), at.at(1))));
      compare(repository, theirs.get(3), reversing.commit("reversed"));
    }
  }

  private static void compare(Repository repository, SnapshotId theirs, SnapshotId ours) {
    for (String array : List.of("line", "plane")) {
      assertEquals(
          references(repository, theirs, array), references(repository, ours, array), array);
    }
    assertEquals(diff(repository, theirs), diff(repository, ours));
  }

  private static List<ChunkReference> references(
      Repository repository, SnapshotId id, String array) {
    Session session = repository.readonlySession(Version.snapshot(id));
    try (Stream<ChunkReference> references = session.store().array(array).references()) {
      return references.toList();
    }
  }

  private static Diff diff(Repository repository, SnapshotId id) {
    SnapshotId parent = repository.lookupSnapshot(id).parentId().orElseThrow();
    return repository.diff(Version.snapshot(parent), Version.snapshot(id));
  }
}
