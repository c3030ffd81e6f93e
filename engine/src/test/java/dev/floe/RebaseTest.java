package dev.floe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.conflict.BasicConflictSolver;
import dev.floe.conflict.BasicConflictSolver.VersionSelection;
import dev.floe.conflict.Conflict;
import dev.floe.conflict.ConflictDetector;
import dev.floe.conflict.ConflictSolver;
import dev.floe.conflict.RebaseFailedException;
import dev.floe.conflict.Resolution;
import dev.floe.error.ConflictException;
import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.format.ChunkIndices;
import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import dev.floe.format.SnapshotId;
import dev.floe.memory.SegmentLease;
import dev.floe.storage.Storage;
import dev.floe.zarr.Store;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two sessions of one base: theirs commits first, ours is rebased over it.
class RebaseTest {
  private static final String GROUP =
      "{\"zarr_format\":3,\"node_type\":\"group\",\"attributes\":{}}";
  private static final ConflictSolver DETECTOR = new ConflictDetector();

  private final Storage storage = Storage.inMemory();
  private final Repository repository = Repository.create(storage);

  private static String array(int chunks, String attribute) {
    return """
    {"zarr_format":3,"node_type":"array","shape":[%d],"data_type":"uint8",
     "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[1]}},
     "chunk_key_encoding":{"name":"default"},"fill_value":0,"codecs":[{"name":"bytes"}],
     "attributes":{"v":"%s"}}\
    """
        .formatted(chunks, attribute);
  }

  private static void set(Store store, String key, String text) {
    store.set(key, MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8)));
  }

  @BeforeEach
  void tree() {
    repository.transaction(
        "main",
        "tree",
        store -> {
          set(store, "zarr.json", GROUP);
          set(store, "g/zarr.json", GROUP);
          set(store, "g/inner/zarr.json", GROUP);
          set(store, "a/zarr.json", array(32, "first"));
          set(store, "b/zarr.json", array(32, "first"));
          set(store, "a/c/0", "0");
        });
  }

  @AfterEach
  void close() {
    repository.close();
    storage.close();
  }

  private Session ours(Consumer<Store> changes) {
    Session session = repository.writableSession("main");
    changes.accept(session.store());
    return session;
  }

  private SnapshotId theirs(Consumer<Store> changes) {
    return repository.transaction("main", "theirs", changes);
  }

  private NodeId id(String path) {
    return repository
        .readonlySession(Version.branch("main"))
        .node(NodePath.of(path))
        .orElseThrow()
        .id();
  }

  private String chunk(String key) {
    Store store = repository.readonlySession(Version.branch("main")).store();
    return store
        .get(key)
        .map(lease -> {
          try (SegmentLease own = lease) {
            return new String(own.segment().toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
          }
        })
        .orElse("absent");
  }

  /// What the detector says, in order, of ours over theirs.
  private List<Conflict> conflicts(Consumer<Store> ours, Consumer<Store> theirs) {
    Session session = ours(ours);
    SnapshotId base = session.snapshotId();
    theirs(theirs);
    RebaseFailedException failed =
        assertThrows(RebaseFailedException.class, () -> session.rebase(DETECTOR));
    assertEquals(ErrorKind.REBASE_FAILED, failed.kind());
    assertEquals(repository.lookupBranch("main"), failed.snapshot());
    assertEquals(base, session.snapshotId(), "the session stays where it was");
    assertTrue(session.hasUncommittedChanges());
    return failed.conflicts();
  }

  private static NodePath path(String text) {
    return NodePath.of(text);
  }

  @Test
  void changesThatDoNotTouchEachOtherBothStay() {
    Session session =
        ours(store -> {
          set(store, "a/c/1", "ours");
          set(store, "new/zarr.json", GROUP);
        });
    SnapshotId theirs =
        theirs(store -> {
          set(store, "a/c/2", "theirs");
          set(store, "b/zarr.json", array(40, "resized"));
        });
    session.rebase(DETECTOR);
    assertEquals(theirs, session.snapshotId());
    SnapshotId id = session.commit("ours");
    assertEquals(Optional.of(theirs), repository.lookupSnapshot(id).parentId());
    assertEquals(
        List.of("0", "ours", "theirs"), List.of(chunk("a/c/0"), chunk("a/c/1"), chunk("a/c/2")));
    assertTrue(repository.readonlySession(Version.branch("main")).node(path("/new")).isPresent());
    assertTrue(
        repository.lookupSnapshot(id).metadata().members().isEmpty(), "a plain commit notes none");
  }

  @Test
  void aNewNodeWhereTheyHaveOne() {
    assertEquals(
        List.of(new Conflict.NewNodeConflictsWithExistingNode(path("/x"))),
        conflicts(
            store -> set(store, "x/zarr.json", GROUP),
            store -> set(store, "x/zarr.json", array(1, ""))));
  }

  @Test
  void bothReplacedANode() {
    Consumer<Store> group =
        store -> {
          store.delete("g/zarr.json");
          set(store, "g/zarr.json", GROUP);
        };
    assertEquals(
        List.of(new Conflict.NewNodeConflictsWithExistingNode(path("/g"))),
        conflicts(group, group));
    Consumer<Store> array =
        store -> {
          store.delete("a/zarr.json");
          set(store, "a/zarr.json", array(4, "again"));
        };
    assertEquals(
        List.of(new Conflict.NewNodeConflictsWithExistingNode(path("/a"))),
        conflicts(array, array));

    Session session = ours(array);
    theirs(store -> {
      array.accept(store);
      set(store, "a/c/1", "theirs");
    });
    RebaseFailedException failed =
        assertThrows(RebaseFailedException.class, () -> session.rebase(new BasicConflictSolver()));
    assertEquals(
        List.of(
            new Conflict.NewNodeConflictsWithExistingNode(path("/a")),
            new Conflict.DeleteOfUpdatedArray(path("/a"), id("/a"))),
        failed.conflicts());
  }

  @Test
  void weReplacedWhatTheyDeleted() {
    assertEquals(
        List.of(
            new Conflict.ZarrMetadataUpdateOfDeletedArray(path("/a")),
            new Conflict.ZarrMetadataUpdateOfDeletedGroup(path("/g"))),
        conflicts(
            store -> {
              store.delete("a/zarr.json");
              set(store, "a/zarr.json", GROUP);
              store.delete("g/zarr.json");
              set(store, "g/zarr.json", GROUP);
            },
            store -> {
              store.delete("a/zarr.json");
              store.delete("g/zarr.json");
            }));
  }

  @Test
  void bothDeletedANode() {
    Session session = ours(store -> store.delete("g/zarr.json"));
    theirs(store -> store.delete("g/zarr.json"));
    session.rebase(DETECTOR);
    assertTrue(session.node(path("/g")).isEmpty());
  }

  @Test
  void whatWeReplacedIsNotInTheWay() {
    Session session =
        ours(store -> {
          store.delete("g/zarr.json");
          set(store, "g/zarr.json", GROUP.replace("{}", "{\"o\":1}"));
        });
    theirs(store -> set(store, "a/c/1", "theirs"));
    session.commit("ours", CommitOptions.rebaseWith(DETECTOR));
    assertEquals("theirs", chunk("a/c/1"));
  }

  @Test
  void noSolverPutsTwoNodesAtOnePath() {
    Session session = ours(store -> set(store, "x/zarr.json", GROUP));
    SnapshotId base = session.snapshotId();
    theirs(store -> set(store, "x/zarr.json", array(1, "")));
    assertThrows(
        RebaseFailedException.class,
        () -> session.rebase(conflicts -> new Resolution.Solved(List.of())));
    assertEquals(base, session.snapshotId());
    assertTrue(session.hasUncommittedChanges());
  }

  @Test
  void aNewNodeBelowTheirArray() {
    assertEquals(
        List.of(new Conflict.NewNodeInInvalidGroup(path("/x"))),
        conflicts(
            store -> set(store, "x/y/z/zarr.json", GROUP),
            store -> set(store, "x/zarr.json", array(1, ""))));
  }

  @Test
  void bothChangedADocument() {
    assertEquals(
        List.of(
            new Conflict.ZarrMetadataDoubleUpdate(path("/a")),
            new Conflict.ZarrMetadataDoubleUpdate(path("/g"))),
        conflicts(
            store -> {
              set(store, "g/zarr.json", GROUP.replace("{}", "{\"o\":1}"));
              set(store, "a/zarr.json", array(32, "ours"));
            },
            store -> {
              set(store, "g/zarr.json", GROUP.replace("{}", "{\"t\":1}"));
              set(store, "a/zarr.json", array(32, "theirs"));
            }));
  }

  @Test
  void ourDocumentOfWhatTheyDeleted() {
    assertEquals(
        List.of(
            new Conflict.ZarrMetadataUpdateOfDeletedArray(path("/a")),
            new Conflict.ZarrMetadataUpdateOfDeletedGroup(path("/g"))),
        conflicts(
            store -> {
              set(store, "g/zarr.json", GROUP.replace("{}", "{\"o\":1}"));
              set(store, "a/zarr.json", array(32, "ours"));
            },
            store -> {
              store.delete("a/zarr.json");
              store.delete("g/zarr.json");
            }));
  }

  @Test
  void ourChunksOfWhatTheyDeletedOrChanged() {
    NodeId a = id("/a");
    NodeId b = id("/b");
    assertEquals(
        List.of(
            new Conflict.ChunksUpdatedInDeletedArray(path("/a"), a),
            new Conflict.ChunksUpdatedInUpdatedArray(path("/b"), b)),
        conflicts(
            store -> {
              set(store, "a/c/1", "ours");
              set(store, "b/c/1", "ours");
            },
            store -> {
              store.delete("a/zarr.json");
              set(store, "b/zarr.json", array(32, "theirs"));
            }));
  }

  @Test
  void ourDocumentAndTheirChunksAreNoConflict() {
    Session session = ours(store -> set(store, "a/zarr.json", array(32, "ours")));
    theirs(store -> set(store, "a/c/3", "theirs"));
    session.rebase(DETECTOR);
    session.commit("ours");
    assertEquals("theirs", chunk("a/c/3"));
  }

  @Test
  void bothWroteChunks() {
    assertEquals(
        List.of(
            new Conflict.ChunkDoubleUpdate(
                path("/a"), id("/a"), Set.of(ChunkIndices.of(0), ChunkIndices.of(2)))),
        conflicts(
            store -> {
              store.delete("a/c/0");
              set(store, "a/c/1", "ours");
              set(store, "a/c/2", "same");
            },
            store -> {
              set(store, "a/c/0", "theirs");
              set(store, "a/c/2", "same");
            }));
  }

  @Test
  void weDeletedWhatTheyChanged() {
    assertEquals(
        List.of(
            new Conflict.DeleteOfUpdatedArray(path("/a"), id("/a")),
            new Conflict.DeleteOfUpdatedArray(path("/b"), id("/b")),
            new Conflict.DeleteOfUpdatedGroup(path("/g"), id("/g"))),
        conflicts(
            store -> {
              store.delete("a/zarr.json");
              store.delete("b/zarr.json");
              store.delete("g/zarr.json");
            },
            store -> {
              set(store, "a/c/1", "theirs");
              set(store, "b/zarr.json", array(32, "theirs"));
              set(store, "g/zarr.json", GROUP.replace("{}", "{\"t\":1}"));
            }));
  }

  @Test
  void aNodeIsCreatedInAGroupThatTheOtherDeletes() {
    assertEquals(
        List.of(new Conflict.NewNodeInInvalidGroup(path("/g"))),
        conflicts(
            store -> store.delete("g/zarr.json"), store -> set(store, "g/fresh/zarr.json", GROUP)));
    assertEquals(
        List.of(new Conflict.NewNodeInInvalidGroup(path("/g"))),
        conflicts(
            store -> set(store, "g/other/zarr.json", GROUP), store -> store.delete("g/zarr.json")));
  }

  @Test
  void ofTwoVersionsOfAChunkOneStaysAsTold() {
    for (VersionSelection selection :
        List.of(VersionSelection.USE_OURS, VersionSelection.USE_THEIRS)) {
      Session session =
          ours(store -> {
            set(store, "a/c/1", "ours");
            set(store, "a/c/2", "ours");
          });
      theirs(store -> set(store, "a/c/1", "theirs"));
      session.commit("ours", CommitOptions.rebaseWith(new BasicConflictSolver(selection)));
      assertEquals(selection == VersionSelection.USE_OURS ? "ours" : "theirs", chunk("a/c/1"));
      assertEquals("ours", chunk("a/c/2"));
    }
    Session session = ours(store -> set(store, "a/c/1", "ours"));
    theirs(store -> set(store, "a/c/1", "theirs"));
    assertThrows(
        RebaseFailedException.class,
        () -> session.rebase(new BasicConflictSolver(VersionSelection.FAIL)));
  }

  @Test
  void deletionsWinUnlessToldOtherwise() {
    Session session = ours(store -> store.delete("a/zarr.json"));
    theirs(store -> set(store, "a/c/1", "theirs"));
    assertThrows(
        RebaseFailedException.class,
        () -> session.rebase(new BasicConflictSolver(VersionSelection.USE_OURS, true, true)));
    session.commit("ours", CommitOptions.rebaseWith(new BasicConflictSolver()));
    assertTrue(repository.readonlySession(Version.branch("main")).node(path("/a")).isEmpty());
  }

  @Test
  void nothingIsAppliedWhereOneConflictStays() {
    Session session =
        ours(store -> {
          set(store, "a/c/1", "ours");
          set(store, "b/zarr.json", array(32, "ours"));
        });
    theirs(store -> {
      set(store, "a/c/1", "theirs");
      set(store, "b/zarr.json", array(32, "theirs"));
    });
    RebaseFailedException failed =
        assertThrows(
            RebaseFailedException.class,
            () -> session.rebase(new BasicConflictSolver(VersionSelection.USE_THEIRS)));
    assertEquals(2, failed.conflicts().size());
    assertEquals("ours", text(session.store(), "a/c/1"));
  }

  private static String text(Store store, String key) {
    try (SegmentLease lease = store.get(key).orElseThrow()) {
      return new String(lease.segment().toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }
  }

  @Test
  void whatWasRebasedStaysRebasedWhenALaterCommitConflicts() {
    Session session = ours(store -> set(store, "a/c/1", "ours"));
    SnapshotId harmless = theirs(store -> set(store, "a/c/2", "theirs"));
    SnapshotId harmful = theirs(store -> set(store, "a/c/1", "theirs"));
    RebaseFailedException failed =
        assertThrows(RebaseFailedException.class, () -> session.rebase(DETECTOR));
    assertEquals(harmful, failed.snapshot());
    assertEquals(harmless, session.snapshotId());
    assertEquals("ours", text(session.store(), "a/c/1"));
    assertEquals("theirs", text(session.store(), "a/c/2"));
  }

  @Test
  void aSolverThatThrowsLeavesTheSessionAsItWas() {
    Session session = ours(store -> set(store, "a/c/1", "ours"));
    SnapshotId base = session.snapshotId();
    theirs(store -> set(store, "a/c/1", "theirs"));
    ConflictSolver broken =
        conflicts -> {
          throw new IllegalStateException("undecided");
        };
    assertThrows(IllegalStateException.class, () -> session.rebase(broken));
    assertEquals(base, session.snapshotId());
    assertEquals("ours", text(session.store(), "a/c/1"));
    session.rebase(conflicts -> new Resolution.Solved(List.of()));
    session.commit("ours");
    assertEquals("ours", chunk("a/c/1"));
  }

  @Test
  void rebasesAreCountedAndBounded() {
    Session session = ours(store -> set(store, "a/c/1", "ours"));
    List<Integer> before = new ArrayList<>();
    List<Integer> after = new ArrayList<>();
    theirs(store -> set(store, "a/c/20", "theirs"));
    RebaseOptions three =
        RebaseOptions.with(DETECTOR)
            .withAttempts(3)
            .withHooks(
                before::add,
                number -> {
                  after.add(number);
                  theirs(store -> set(store, "a/c/" + (20 + number), "theirs"));
                });
    ConflictException conflict =
        assertThrows(
            ConflictException.class,
            () -> session.commit("ours", CommitOptions.STANDARD.rebasing(three)));
    assertEquals(ErrorKind.COMMIT_CONFLICT, conflict.kind());
    assertEquals(List.of(1, 2, 3), before);
    assertEquals(before, after);

    theirs(store -> set(store, "a/c/30", "theirs"));
    SnapshotId id =
        session.commit(
            "ours",
            CommitOptions.rebaseWith(DETECTOR)
                .with("__icechunk", JsonObject.of(java.util.Map.of("own", JsonValue.of(7)))));
    JsonObject noted =
        assertInstanceOf(
            JsonObject.class, repository.lookupSnapshot(id).metadata().members().get("__icechunk"));
    assertEquals(JsonValue.of(1), noted.members().get("rebase_attempts"));
    assertEquals(JsonValue.of(7), noted.members().get("own"));
  }

  @Test
  void onlyPlainCommitsOfWritersAreRebased() {
    Session session = ours(store -> set(store, "a/c/1", "ours"));
    CommitOptions rebasing = CommitOptions.rebaseWith(DETECTOR);
    for (Runnable refused :
        List.<Runnable>of(() -> session.amend("", rebasing), () -> session.flush("", rebasing))) {
      assertEquals(
          ErrorKind.INVALID_COMMIT_CONFIGURATION,
          assertThrows(IcechunkException.class, refused::run).kind());
    }
    Session reader = repository.readonlySession(Version.branch("main"));
    assertEquals(
        ErrorKind.COMMIT_NOT_ALLOWED,
        assertThrows(IcechunkException.class, () -> reader.rebase(DETECTOR)).kind());
    session.rebase(DETECTOR);
    session.commit("the branch had not moved");
  }

  @Test
  void writersOfOneBranchLoseNothing() throws Exception {
    int writers = 4;
    int commits = 8;
    long before = repository.ancestry(Version.branch("main")).count();
    try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
      List<Future<?>> all = new ArrayList<>();
      for (int writer = 0; writer < writers; writer++) {
        int first = writer * commits;
        all.add(
            threads.submit(() -> {
              for (int i = first; i < first + commits; i++) {
                int number = i;
                ours(store -> set(store, "b/c/" + number, "chunk " + number))
                    .commit("number " + number, CommitOptions.rebaseWith(DETECTOR));
              }
            }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
    assertEquals(before + writers * commits, repository.ancestry(Version.branch("main")).count());
    for (int i = 0; i < writers * commits; i++) {
      assertEquals("chunk " + i, chunk("b/c/" + i));
    }
  }

  private static String copied(Session session, int from, int to) {
    Store store = session.store();
    String read = store.exists("a/c/" + from) ? text(store, "a/c/" + from) : "absent";
    set(store, "a/c/" + to, "read " + from + ": " + read);
    return read;
  }

  /// Two readers of both chunks, each writing the other one: no serial order explains the result,
  /// and nobody conflicts. That is what snapshot isolation allows.
  @Test
  void writeSkewIsPossible() {
    Session first = repository.writableSession("main");
    Session second = repository.writableSession("main");
    copied(first, 6, 5);
    copied(second, 5, 6);
    first.commit("first", CommitOptions.rebaseWith(DETECTOR));
    second.commit("second", CommitOptions.rebaseWith(DETECTOR));
    assertEquals("read 6: absent", chunk("a/c/5"));
    assertEquals("read 5: absent", chunk("a/c/6"));
  }

  /// The same with sessions that note what they read: the second is refused, by every solver there
  /// is, and what it does when it is made again follows from what the first one did.
  @Test
  void writeSkewIsRefusedWhereReadsAreNoted() {
    for (ConflictSolver solver :
        List.of(
            DETECTOR, new BasicConflictSolver(), new BasicConflictSolver(VersionSelection.FAIL))) {
      Session first = repository.writableSession("main", SessionOptions.recordingReads());
      Session second = repository.writableSession("main", SessionOptions.recordingReads());
      copied(first, 6, 5);
      String before = copied(second, 5, 6);
      SnapshotId id = first.commit("first", CommitOptions.rebaseWith(solver));
      RebaseFailedException refused =
          assertThrows(
              RebaseFailedException.class,
              () -> second.commit("second", CommitOptions.rebaseWith(solver)));
      assertEquals(id, refused.snapshot());
      assertEquals(
          List.of(new Conflict.ReadChunksChanged(path("/a"), id("/a"), Set.of(ChunkIndices.of(5)))),
          refused.conflicts());

      Session again = repository.writableSession("main", SessionOptions.recordingReads());
      assertNotEquals(before, copied(again, 5, 6));
      again.commit("second", CommitOptions.rebaseWith(solver));
      assertEquals("read 5: " + chunk("a/c/5"), chunk("a/c/6"));
    }
  }
}
