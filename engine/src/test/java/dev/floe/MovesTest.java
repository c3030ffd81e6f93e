package dev.floe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.floe.conflict.BasicConflictSolver;
import dev.floe.conflict.Conflict;
import dev.floe.conflict.ConflictDetector;
import dev.floe.conflict.RebaseFailedException;
import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.format.ByteRange;
import dev.floe.format.ChunkIndices;
import dev.floe.format.Diff;
import dev.floe.format.FeatureFlag;
import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import dev.floe.format.SnapshotId;
import dev.floe.format.SpecVersion;
import dev.floe.maintenance.Problem;
import dev.floe.maintenance.VerifyScope;
import dev.floe.memory.SegmentLease;
import dev.floe.storage.Storage;
import dev.floe.zarr.Store;
import dev.floe.zarr.StoredArray;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Sessions that move nodes: what may move, what reads see, what a commit says, and what becomes of
/// moves when others commit first.
class MovesTest {
  private static final String GROUP =
      "{\"zarr_format\":3,\"node_type\":\"group\",\"attributes\":{}}";
  private static final String ARRAY =
      """
      {"zarr_format":3,"node_type":"array","shape":[4],"data_type":"uint8",\
      "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[1]}},\
      "chunk_key_encoding":{"name":"default"},"fill_value":0,"codecs":[{"name":"bytes"}]}\
      """;

  private final Storage storage = Storage.inMemory();
  private final Repository repository = Repository.create(storage);

  @BeforeEach
  void makeTree() {
    edit(
        "tree",
        store -> {
          for (String group : List.of("", "a/", "a/b/", "a-b/", "c/")) {
            store.set(group + "zarr.json", text(GROUP));
          }
          for (String array : List.of("a/b/x", "c/y")) {
            store.set(array + "/zarr.json", text(ARRAY));
            store.set(array + "/c/1", text(array));
          }
        });
  }

  /// What a session allocates that renames groups one by one, and commits.
  private long allocatedForRenames(int count) {
    String parent = "many" + count + "/";
    edit(
        "groups",
        store -> {
          store.set(parent + "zarr.json", text(GROUP));
          for (int i = 0; i < count; i++) {
            store.set(parent + i + "/zarr.json", text(GROUP));
          }
        });
    Session session = repository.rearrangeSession("main");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < count; i++) {
      session.move(NodePath.of("/" + parent + i), NodePath.of("/" + parent + "to-" + i));
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    session.commit("renamed");
    return allocated;
  }

  @Test
  void renamesCostInProportionToTheirNumber() {
    allocatedForRenames(10);
    long few = allocatedForRenames(500);
    long many = allocatedForRenames(2000);
    assertTrue(many < 6 * few, many + " bytes for four times what took " + few);
  }

  @AfterEach
  void close() {
    List<Problem> problems = new ArrayList<>();
    repository.verify(VerifyScope.STANDARD, problems::add);
    problems.removeIf(problem -> problem.severity() == Problem.Severity.WARNING);
    repository.close();
    storage.close();
    assertEquals(List.of(), problems);
  }

  private static MemorySegment text(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  private SnapshotId edit(String message, java.util.function.Consumer<Store> body) {
    return repository.transaction("main", message, body);
  }

  private Session moving(String... fromTo) {
    Session session = repository.rearrangeSession("main");
    move(session, fromTo);
    return session;
  }

  private static void move(Session session, String... fromTo) {
    for (int i = 0; i < fromTo.length; i += 2) {
      session.move(NodePath.of(fromTo[i]), NodePath.of(fromTo[i + 1]));
    }
  }

  private static List<String> paths(Session session) {
    try (Stream<NodeSnapshot> nodes = session.nodes()) {
      return nodes.map(node -> node.path().text()).toList();
    }
  }

  private static String chunk(Session session, String key) {
    Optional<SegmentLease> found = session.store().get(key);
    if (found.isEmpty()) {
      return "none";
    }
    try (SegmentLease lease = found.get()) {
      return new String(lease.segment().toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }
  }

  private Session reader() {
    return repository.readonlySession(Version.branch("main"));
  }

  /// The moves between the branch's tip and its parent, as `from>to`, as the log has them.
  private List<String> logged() {
    List<SnapshotId> history =
        repository.ancestry(Version.branch("main")).limit(2).map(info -> info.id()).toList();
    return repository
        .diff(new Version.Snapshot(history.getLast()), new Version.Snapshot(history.getFirst()))
        .movedNodes()
        .stream()
        .map(move -> move.from() + ">" + move.to())
        .toList();
  }

  private static ErrorKind kindOf(Runnable action) {
    return assertThrows(IcechunkException.class, action::run).kind();
  }

  private static void refused(ErrorKind kind, Session session, String from, String to) {
    assertEquals(kind, kindOf(() -> move(session, from, to)), from + " to " + to);
  }

  @Test
  void readsSeeTheMoves() {
    Session session = repository.rearrangeSession("main");
    StoredArray array = session.store().array("a/b/x");
    move(session, "/a/b", "/c/b");
    assertEquals(List.of("/", "/a", "/a-b", "/c", "/c/b", "/c/b/x", "/c/y"), paths(session));
    assertEquals("a/b/x", chunk(session, "c/b/x/c/1"));
    assertEquals("none", chunk(session, "a/b/x/c/1"));
    assertFalse(session.store().exists("a/b/zarr.json"));
    assertEquals(
        List.of("b", "y", "zarr.json"), session.store().listDirectory("c").sorted().toList());
    assertEquals(List.of("zarr.json"), session.store().listDirectory("a").toList());
    assertEquals(Optional.empty(), session.node(NodePath.of("/a/b")));
    assertEquals(NodePath.of("/c/b/x"), session.node(NodePath.of("/c/b/x")).orElseThrow().path());
    assertEquals(
        ErrorKind.NODE_NOT_FOUND,
        kindOf(() -> array.get(ByteRange.all(), ChunkIndices.of(1))),
        "where it was");
    assertEquals(1, session.store().array("c/b/x").references().count());
    assertEquals(
        List.of(
            "c/b/x/c/1",
            "c/b/x/zarr.json",
            "c/b/zarr.json",
            "c/y/c/1",
            "c/y/zarr.json",
            "c/zarr.json"),
        session.store().listPrefix("c").sorted().toList());
  }

  @Test
  void aCommitHoldsWhatTheSessionSaw() {
    NodeSnapshot before = reader().node(NodePath.of("/a/b/x")).orElseThrow();
    Session session = moving("/a", "/c/a", "/c", "/z", "/a-b", "/a");
    assertTrue(session.hasUncommittedChanges());
    assertEquals(SessionMode.REARRANGE, session.mode());
    List<String> seen = paths(session);
    assertEquals(List.of("/", "/a", "/z", "/z/a", "/z/a/b", "/z/a/b/x", "/z/y"), seen);
    Diff status = session.status();
    SnapshotId id = session.commit("moved");

    assertEquals(SessionMode.READONLY, session.mode());
    assertEquals(id, session.snapshotId());
    assertEquals(seen, paths(session));
    assertEquals(seen, paths(reader()));
    assertEquals(
        before.withPath(NodePath.of("/z/a/b/x")),
        reader().node(NodePath.of("/z/a/b/x")).orElseThrow());
    assertEquals("a/b/x", chunk(reader(), "z/a/b/x/c/1"));
    assertEquals("c/y", chunk(reader(), "z/y/c/1"));
    assertEquals(
        List.of("/a-b>/a", "/c>/z", "/a>/z/a", "/a/b>/z/a/b", "/a/b/x>/z/a/b/x", "/c/y>/z/y"),
        logged());
    assertEquals(
        repository.diff(
            Version.snapshot(repository.lookupSnapshot(id).parentId().orElseThrow()),
            Version.snapshot(id)),
        status);
    assertEquals(
        ErrorKind.READ_ONLY_SESSION,
        kindOf(() -> move(session, "/a", "/b")),
        "the session has committed");
  }

  @Test
  void nodesAreInStringOrderAndMovesInSegmentOrder() {
    moving("/a", "/q", "/a-b", "/q-b").commit("moved");
    assertEquals(List.of("/", "/c", "/c/y", "/q", "/q-b", "/q/b", "/q/b/x"), paths(reader()));
    assertEquals(List.of("/a>/q", "/a/b>/q/b", "/a/b/x>/q/b/x", "/a-b>/q-b"), logged());
  }

  @Test
  void movesComeOneAfterTheOther() {
    moving("/a/b", "/b", "/c", "/a/c", "/b/x", "/a/c/z", "/a", "/d").commit("moved");
    assertEquals(List.of("/", "/a-b", "/b", "/d", "/d/c", "/d/c/y", "/d/c/z"), paths(reader()));
    assertEquals("a/b/x", chunk(reader(), "d/c/z/c/1"));
  }

  @Test
  void whatMayNotMoveDoesNot() {
    Session session = repository.rearrangeSession("main");
    refused(ErrorKind.NODE_NOT_FOUND, session, "/none", "/none/below");
    refused(ErrorKind.MOVE_INTO_SELF_OR_DESCENDANT, session, "/", "/new");
    refused(ErrorKind.MOVE_INTO_SELF_OR_DESCENDANT, session, "/a", "/a");
    refused(ErrorKind.MOVE_INTO_SELF_OR_DESCENDANT, session, "/a", "/a/b");
    refused(ErrorKind.MOVE_WONT_OVERWRITE, session, "/a", "/c/y");
    refused(ErrorKind.MOVE_WONT_OVERWRITE, session, "/a/b", "/");
    refused(ErrorKind.MOVE_DESTINATION_PARENT_MISSING, session, "/a", "/none/below");
    refused(ErrorKind.MOVE_DESTINATION_PARENT_NOT_GROUP, session, "/a", "/c/y/below");
    assertFalse(session.hasUncommittedChanges());
    assertEquals(
        ErrorKind.INVALID_PATH, kindOf(() -> session.move(NodePath.of("/a"), new NodePath("/b/"))));
    move(session, "/a", "/z");
    refused(ErrorKind.NODE_NOT_FOUND, session, "/a", "/b");
    refused(ErrorKind.MOVE_DESTINATION_PARENT_MISSING, session, "/c", "/a/c");
    refused(ErrorKind.MOVE_WONT_OVERWRITE, session, "/c", "/z/b");
    move(session, "/a-b", "/a-b2", "/c", "/a");
  }

  @Test
  void otherSessionsMoveNothingAndThisOneDoesNothingElse() {
    Session writable = repository.writableSession("main");
    refused(ErrorKind.NODE_NOT_FOUND, writable, "/none", "/new");
    refused(ErrorKind.NON_REARRANGE_SESSION, writable, "/a", "/new");
    refused(ErrorKind.MOVE_WONT_OVERWRITE, reader(), "/a", "/c");
    refused(ErrorKind.READ_ONLY_SESSION, reader(), "/a", "/new");
    Store store = repository.rearrangeSession("main").store();
    List<Runnable> edits =
        List.of(
            () -> store.set("new/zarr.json", text(GROUP)),
            () -> store.set("c/y/c/0", text("chunk")),
            () -> store.setIfAbsent("c/y/c/0", text("chunk")),
            () -> store.delete("c/zarr.json"),
            () -> store.delete("c/y/c/1"),
            () -> store.deleteDirectory("c"),
            store::clear);
    for (Runnable edit : edits) {
      assertEquals(ErrorKind.REARRANGE_SESSION_ONLY, kindOf(edit));
    }
  }

  @Test
  void theFirstFormatKnowsNoMoves() {
    try (Storage other = Storage.inMemory();
        Repository first =
            Repository.create(other, RepositoryOptions.STANDARD.withSpecVersion(SpecVersion.V1))) {
      assertEquals(
          ErrorKind.UNSUPPORTED_SPEC_VERSION, kindOf(() -> first.rearrangeSession("main")));
      Session session = first.writableSession("main");
      refused(ErrorKind.UNSUPPORTED_SPEC_VERSION, session, "/none", "/new");
    }
  }

  @Test
  void aFlagForbidsMoves() {
    Session session = moving("/a", "/new");
    repository.setFeatureFlag(FeatureFlag.MOVE_NODE, Optional.of(false));
    assertEquals(
        ErrorKind.FEATURE_FLAG_DISABLED, kindOf(() -> repository.rearrangeSession("main")));
    assertEquals(ErrorKind.FEATURE_FLAG_DISABLED, kindOf(() -> session.commit("moved")));
    assertEquals(
        ErrorKind.FEATURE_FLAG_DISABLED,
        kindOf(() -> session.flush("moved", CommitOptions.STANDARD)));
    repository.setFeatureFlag(FeatureFlag.MOVE_NODE, Optional.empty());
    session.commit("moved");
  }

  @Test
  void movesAreDiscarded() {
    Session session = moving("/a", "/new");
    session.discardChanges();
    assertFalse(session.hasUncommittedChanges());
    assertEquals(SessionMode.REARRANGE, session.mode());
    assertEquals(ErrorKind.NO_CHANGES_TO_COMMIT, kindOf(() -> session.commit("nothing")));
    move(session, "/a", "/other");
    session.commit("moved");
    assertTrue(reader().node(NodePath.of("/other/b/x")).isPresent());
  }

  @Test
  void thereAndBackIsACommitWithoutMoves() {
    List<String> before = paths(reader());
    moving("/a", "/new", "/new", "/a").commit("there and back");
    assertEquals(before, paths(reader()));
    assertEquals(List.of(), logged());
  }

  @Test
  void anAmendedCommitSaysWhereNodesEndedUp() {
    moving("/a", "/f").commit("first");
    Session again = moving("/f/b", "/a");
    again.amend("both", CommitOptions.STANDARD);
    assertEquals(List.of("/a/b>/a", "/a/b/x>/a/x", "/a>/f"), logged());
    moving("/a", "/f/b", "/f", "/a").amend("back", CommitOptions.STANDARD);
    assertEquals(List.of(), logged());
    edit("edit", store -> store.set("c/z/zarr.json", text(GROUP)));
    moving("/c/z", "/z").amend("an edit, and a move", CommitOptions.STANDARD);
    assertEquals(List.of("/c/z>/z"), logged());
    Session edits = repository.writableSession("main");
    edits.store().set("c/z/zarr.json", text(GROUP));
    assertEquals(
        ErrorKind.REARRANGE_SESSION_ONLY,
        kindOf(() -> edits.amend("edits", CommitOptions.STANDARD)));
  }

  @Test
  void aFlushedMoveIsReadByItsId() {
    SnapshotId id = moving("/a", "/new").flush("aside", CommitOptions.STANDARD);
    assertTrue(
        repository
            .readonlySession(new Version.Snapshot(id))
            .node(NodePath.of("/new/b/x"))
            .isPresent());
    assertTrue(reader().node(NodePath.of("/a/b/x")).isPresent());
  }

  @Test
  void aRebasedMoveCarriesAlongWhatIsNewAndForgetsWhatIsGone() {
    Session session = moving("/a", "/new", "/c", "/new/c");
    edit(
        "theirs",
        store -> {
          store.set("a/theirs/zarr.json", text(GROUP));
          store.delete("a/b/x/zarr.json");
          store.set("c/y/c/2", text("theirs"));
        });
    assertEquals(ErrorKind.COMMIT_CONFLICT, kindOf(() -> session.commit("moved")));
    session.rebase(new ConflictDetector());
    List<String> all = List.of("/", "/a-b", "/new", "/new/b", "/new/c", "/new/c/y", "/new/theirs");
    assertEquals(all, paths(session));
    session.commit("moved");
    assertEquals(all, paths(reader()));
    assertEquals("theirs", chunk(reader(), "new/c/y/c/2"));
    assertEquals(
        List.of("/a>/new", "/a/b>/new/b", "/c>/new/c", "/c/y>/new/c/y", "/a/theirs>/new/theirs"),
        logged());
  }

  @Test
  void aCommitOfMovesRebasesByItself() {
    Session session = moving("/a", "/new");
    edit("theirs", store -> store.set("a/theirs/zarr.json", text(GROUP)));
    session.commit("moved", CommitOptions.rebaseWith(new BasicConflictSolver()));
    assertTrue(reader().node(NodePath.of("/new/theirs")).isPresent());
  }

  private Conflict conflict(Session session) {
    SnapshotId before = session.snapshotId();
    List<String> seen = paths(session);
    RebaseFailedException failure =
        assertThrows(RebaseFailedException.class, () -> session.rebase(new BasicConflictSolver()));
    assertEquals(before, session.snapshotId());
    assertEquals(seen, paths(session), "as it was");
    assertEquals(1, failure.conflicts().size());
    return failure.conflicts().getFirst();
  }

  @Test
  void movesThatAreNotPossibleAnyMoreAreConflicts() {
    List<Session> sessions =
        List.of(
            moving("/a/b", "/new"),
            moving("/c", "/taken"),
            moving("/a-b", "/a/b/c"),
            moving("/a", "/c/a"));
    edit(
        "theirs",
        store -> {
          store.deleteDirectory("a/b");
          store.set("taken/zarr.json", text(GROUP));
        });
    assertEquals(new Conflict.MoveOperationCannotBeRebased(), conflict(sessions.get(0)));
    assertEquals(
        new Conflict.NewNodeConflictsWithExistingNode(NodePath.of("/taken")),
        conflict(sessions.get(1)));
    assertEquals(
        new Conflict.NewNodeInInvalidGroup(NodePath.of("/a/b")), conflict(sessions.get(2)));
    sessions.get(3).rebase(new ConflictDetector());
  }

  @Test
  void aMoveDoesNotTakeAnotherNodeForItsOwn() {
    Session session = moving("/a-b", "/new");
    edit("theirs", store -> store.delete("a-b/zarr.json"));
    edit("theirs", store -> store.set("a-b/zarr.json", text(GROUP)));
    assertEquals(new Conflict.MoveOperationCannotBeRebased(), conflict(session));
  }

  @Test
  void nothingIsRebasedOverMoves() {
    Session moves = moving("/c", "/d");
    Session edits = repository.writableSession("main");
    edits.store().set("c/y/c/0", text("ours"));
    moving("/a", "/new").commit("theirs");
    assertEquals(new Conflict.MoveOperationCannotBeRebased(), conflict(moves));
    assertEquals(new Conflict.MoveOperationCannotBeRebased(), conflict(edits));
  }

  /// A node below nothing is what other writers leave behind when they delete a group in which
  /// another commit makes a node.
  @Test
  void aNodeWhoseGroupIsGoneIsNotMovedOnto() {
    edit("orphan", store -> store.set("gone/orphan/zarr.json", text(GROUP)));
    Session session = repository.rearrangeSession("main");
    refused(ErrorKind.MOVE_WONT_OVERWRITE, session, "/a", "/gone");
    move(session, "/gone/orphan", "/gone");
    assertTrue(session.node(NodePath.of("/gone")).isPresent());
    session.commit("found again");
  }
}
