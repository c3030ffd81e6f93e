package dev.floe.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.CommitOptions;
import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.format.MoveOperation;
import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.storage.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Moves that the reference made, made by Floe on what was there before them, have the same nodes
/// and the same logs.
class MovesGoldenTest {
  @TempDir Path directory;

  @Test
  void floeMovesAsTheReferenceDid() throws IOException {
    GoldenRepository.named("v2-moved").copy(directory);
    try (Storage storage = Storage.localFilesystem(directory);
        Repository repository = Repository.open(storage)) {
      List<SnapshotInfo> theirs =
          new ArrayList<>(repository.ancestry(Version.MAIN).toList().reversed());
      // The first snapshot, "before", the amended moves, "changed after the move", "and once more".
      assertEquals(5, theirs.size());
      reset(repository, theirs.get(1).id());
      Session first = repository.rearrangeSession("main");
      move(first, "/a/b", "/z/b", "/a-b", "/z/renamed");
      first.commit("moved a group with its children, and an array");
      Session second = repository.rearrangeSession("main");
      move(second, "/z/b/array", "/array", "/z/b", "/a/b", "/array", "/a/array");
      compare(repository, theirs.get(2), second.amend("moved on, amended", CommitOptions.STANDARD));
      reset(repository, theirs.get(3).id());
      Session third = repository.rearrangeSession("main");
      move(third, "/a", "/a~moved");
      compare(repository, theirs.get(4), third.commit("and once more"));
    }
  }

  private static void reset(Repository repository, SnapshotId to) {
    repository.resetBranch("main", to, java.util.Optional.empty());
  }

  private static void move(Session session, String... fromTo) {
    for (int i = 0; i < fromTo.length; i += 2) {
      session.move(NodePath.of(fromTo[i]), NodePath.of(fromTo[i + 1]));
    }
  }

  private static void compare(Repository repository, SnapshotInfo theirs, SnapshotId ours) {
    assertEquals(nodes(repository, theirs.id()), nodes(repository, ours));
    assertEquals(moves(repository, theirs.id()), moves(repository, ours));
  }

  private static List<NodeSnapshot> nodes(Repository repository, SnapshotId id) {
    try (Stream<NodeSnapshot> nodes = repository.readonlySession(Version.snapshot(id)).nodes()) {
      return nodes.toList();
    }
  }

  private static List<MoveOperation> moves(Repository repository, SnapshotId id) {
    SnapshotId parent = repository.lookupSnapshot(id).parentId().orElseThrow();
    return repository.diff(Version.snapshot(parent), Version.snapshot(id)).movedNodes();
  }
}
