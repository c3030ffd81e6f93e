package dev.floe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.conflict.Conflict;
import dev.floe.conflict.ConflictDetector;
import dev.floe.conflict.ConflictSolver;
import dev.floe.conflict.RebaseFailedException;
import dev.floe.conflict.Resolution;
import dev.floe.error.IcechunkException;
import dev.floe.format.ByteRange;
import dev.floe.format.ChunkIndices;
import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import dev.floe.format.SnapshotId;
import dev.floe.memory.SegmentLease;
import dev.floe.storage.Storage;
import dev.floe.zarr.ChunkReferenceScan;
import dev.floe.zarr.ReadBatch;
import dev.floe.zarr.ReadResults;
import dev.floe.zarr.Store;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// One session notes what it reads, others commit, and it is rebased over them: every way to read,
/// and everything that another can do to what was read.
class ReadSetTest {
  private static final String GROUP =
      "{\"zarr_format\":3,\"node_type\":\"group\",\"attributes\":{}}";
  private static final String OTHER = GROUP.replace("{}", "{\"o\":1}");
  private static final ConflictSolver DETECTOR = new ConflictDetector();

  private final Storage storage = Storage.inMemory();
  private final Repository repository = Repository.create(storage);

  private static String array(String attribute) {
    return """
    {"zarr_format":3,"node_type":"array","shape":[8],"data_type":"uint8",
     "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[1]}},
     "chunk_key_encoding":{"name":"default"},"fill_value":0,"codecs":[{"name":"bytes"}],
     "attributes":{"v":"%s"}}\
    """
        .formatted(attribute);
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
          set(store, "g/h/zarr.json", GROUP);
          set(store, "g/a/zarr.json", array("first"));
          set(store, "b/zarr.json", array("first"));
          set(store, "ours/zarr.json", array("first"));
          set(store, "g/a/c/0", "0");
          set(store, "b/c/0", "0");
        });
  }

  @AfterEach
  void close() {
    repository.close();
    storage.close();
  }

  private SnapshotId theirs(Consumer<Store> changes) {
    return repository.transaction("main", "theirs", changes);
  }

  private Session reading(Consumer<Session> reads) {
    Session session = repository.writableSession("main", SessionOptions.recordingReads());
    reads.accept(session);
    return session;
  }

  private static List<Conflict> conflicts(Session session) {
    try {
      session.rebase(DETECTOR);
      return List.of();
    } catch (RebaseFailedException e) {
      return e.conflicts();
    }
  }

  private NodeId id(String path) {
    return repository.readonlySession(Version.branch("main")).nodeId(NodePath.of(path));
  }

  private static NodePath path(String text) {
    return NodePath.of(text);
  }

  private static void drain(Stream<?> stream) {
    try (stream) {
      stream.forEach(each -> {});
    }
  }

  private static void get(Store store, String key) {
    store.get(key).ifPresent(SegmentLease::close);
  }

  /// What may be read, by name: each reads chunk 0 or all of /g/a, and no other node's documents.
  private static Map<String, Consumer<Session>> chunkReads() {
    Map<String, Consumer<Session>> reads = new LinkedHashMap<>();
    MemorySegment into = MemorySegment.ofArray(new byte[16]);
    reads.put("get", session -> get(session.store(), "g/a/c/0"));
    reads.put("getInto", session -> session.store().getInto("g/a/c/0", ByteRange.all(), into));
    reads.put("exists", session -> session.store().exists("g/a/c/0"));
    reads.put("size", session -> session.store().size("g/a/c/0"));
    reads.put("setIfAbsent", session -> session.store().setIfAbsent("g/a/c/0", into));
    reads.put(
        "readAll",
        session -> {
          try (ReadResults results =
              session.store().readAll(new ReadBatch().add("g/a/c/0")).join()) {
            assertTrue(results.bytes(0).isPresent());
          }
        });
    reads.put(
        "array getInto", session -> session.store().array("g/a").getInto(ByteRange.all(), into, 0));
    reads.put(
        "array get",
        session ->
            session
                .store()
                .array("g/a")
                .get(ByteRange.all(), ChunkIndices.of(0))
                .ifPresent(SegmentLease::close));
    reads.put("reference", session -> session.store().array("g/a").reference(ChunkIndices.of(0)));
    reads.put("chunkType", session -> session.chunkType(path("/g/a"), ChunkIndices.of(0)));
    reads.put("references", session -> drain(session.store().array("g/a").references()));
    reads.put("coordinates", session -> drain(session.chunkCoordinates(path("/g/a"))));
    reads.put(
        "chunkRefs",
        session -> {
          try (ChunkReferenceScan scan = session.chunkRefs(path("/g/a"));
              var columns = scan.columns(4)) {
            scan.fill(columns);
          }
        });
    reads.put("list", session -> drain(session.store().list()));
    reads.put("listPrefix", session -> drain(session.store().listPrefix("g/a")));
    reads.put("listDirectory", session -> drain(session.store().listDirectory("g/a/c")));
    reads.put("sizeOfPrefix", session -> session.store().sizeOfPrefix("g"));
    reads.put("virtual locations", session -> drain(session.allVirtualChunkLocations()));
    reads.put("delete directory", session -> session.store().deleteDirectory("g/a/c"));
    reads.put("shift", session -> session.shiftArray(path("/g/a"), 1));
    return reads;
  }

  private static boolean isOfChunk(Conflict conflict, NodeId array) {
    return conflict instanceof Conflict.ReadChunksChanged chunks
        && chunks.path().equals(path("/g/a"))
        && chunks.node().equals(array);
  }

  @TestFactory
  Stream<DynamicTest> everyWayToReadAChunkIsNoted() {
    return chunkReads().entrySet().stream()
        .map(read ->
            DynamicTest.dynamicTest(
                read.getKey(),
                () -> {
                  for (Consumer<Store> change :
                      List.<Consumer<Store>>of(
                          store -> set(store, "g/a/zarr.json", array(read.getKey())),
                          store -> set(store, "g/a/c/0", "theirs"),
                          store -> store.delete("g/a/c/0"),
                          store -> store.delete("g/a/zarr.json"))) {
                    theirs(store -> {
                      set(store, "g/a/zarr.json", array("again"));
                      set(store, "g/a/c/0", read.getKey());
                    });
                    NodeId array = id("/g/a");
                    Session session = reading(read.getValue());
                    theirs(change);
                    assertTrue(
                        conflicts(session).stream().anyMatch(found -> isOfChunk(found, array)));
                  }
                }));
  }

  @Test
  void aChunkConflictsWithTheSameChunkAndItsArrayOnly() {
    Session session =
        reading(own -> {
          get(own.store(), "g/a/c/0");
          get(own.store(), "g/a/c/1");
          get(own.store(), "g/a/c/8");
        });
    theirs(store -> {
      set(store, "g/a/c/2", "theirs");
      set(store, "b/c/0", "theirs");
      set(store, "g/zarr.json", OTHER);
      set(store, "g/new/zarr.json", GROUP);
      store.delete("b/zarr.json");
    });
    assertEquals(List.of(), conflicts(session));
    NodeId array = id("/g/a");
    theirs(store -> set(store, "g/a/c/1", "theirs"));
    theirs(store -> store.delete("g/a/c/0"));
    assertEquals(
        List.of(new Conflict.ReadChunksChanged(path("/g/a"), array, Set.of(ChunkIndices.of(1)))),
        conflicts(session),
        "of a chunk that was not there");
    Session second = reading(own -> get(own.store(), "g/a/c/8"));
    theirs(store -> store.delete("g/zarr.json"));
    assertEquals(
        List.of(new Conflict.ReadChunksChanged(path("/g/a"), array, Set.of())),
        conflicts(second),
        "outside the grid, which the array's document says");
  }

  /// Everything another can do to /g/h, looked at by any of these.
  @TestFactory
  Stream<DynamicTest> everyWayToLookAtANodeIsNoted() {
    Map<String, Consumer<Session>> reads = new LinkedHashMap<>();
    MemorySegment into = MemorySegment.ofArray(new byte[200]);
    reads.put("get", session -> get(session.store(), "g/h/zarr.json"));
    reads.put(
        "getInto", session -> session.store().getInto("g/h/zarr.json", ByteRange.all(), into));
    reads.put("exists", session -> session.store().exists("g/h/zarr.json"));
    reads.put("size", session -> session.store().size("g/h/zarr.json"));
    reads.put("node", session -> session.node(path("/g/h")));
    reads.put("nodeId", session -> session.nodeId(path("/g/h")));
    reads.put("set the same", session -> set(session.store(), "g/h/zarr.json", GROUP));
    reads.put(
        "set if absent",
        session ->
            session.store().setIfAbsent("g/h/zarr.json", MemorySegment.ofArray(GROUP.getBytes())));
    reads.put(
        "no array",
        session -> assertThrows(IcechunkException.class, () -> session.store().array("g/h")));
    reads.put(
        "no chunk",
        session -> assertThrows(IcechunkException.class, () -> session.store().exists("g/h/c/0")));
    List<Consumer<Store>> changes =
        List.of(
            store -> set(store, "g/h/zarr.json", OTHER),
            store -> set(store, "g/zarr.json", OTHER),
            store -> set(store, "zarr.json", OTHER),
            store -> {
              store.delete("g/h/zarr.json");
              set(store, "g/h/zarr.json", OTHER);
            },
            store -> store.delete("g/h/zarr.json"));
    return reads.entrySet().stream()
        .map(read ->
            DynamicTest.dynamicTest(
                read.getKey(),
                () -> {
                  for (Consumer<Store> change : changes) {
                    theirs(store -> {
                      set(store, "zarr.json", GROUP);
                      set(store, "g/zarr.json", GROUP);
                      set(store, "g/h/zarr.json", GROUP);
                      set(store, "b/c/1", read.getKey());
                    });
                    Session session = reading(read.getValue());
                    theirs(store -> set(store, "b/c/1", "theirs"));
                    assertEquals(List.of(), conflicts(session));
                    theirs(change);
                    assertEquals(
                        List.of(new Conflict.ReadNodeChanged(path("/g/h"))), conflicts(session));
                  }
                }));
  }

  @Test
  void whatWasNotThereIsNotedToo() {
    Consumer<Store> make =
        store -> {
          set(store, "g/x/zarr.json", array("theirs"));
          set(store, "g/x/c/0", "theirs");
        };
    List<Consumer<Session>> reads =
        List.of(
            session -> get(session.store(), "g/x/zarr.json"),
            session -> get(session.store(), "g/x/c/0"),
            session -> session.store().readAll(new ReadBatch().add("g/x/c/0")).join().close(),
            session -> session.store().delete("g/x/zarr.json"),
            session -> session.store().deleteDirectory("g/x"),
            session ->
                assertThrows(IcechunkException.class, () -> set(session.store(), "g/x/c/0", "")));
    List<Session> sessions = reads.stream().map(this::reading).toList();
    Session below = reading(session -> get(session.store(), "g/x/y/z/zarr.json"));
    theirs(make);
    for (Session session : sessions) {
      assertEquals(List.of(new Conflict.ReadNodeChanged(path("/g/x"))), conflicts(session));
    }
    assertEquals(List.of(new Conflict.ReadNodeChanged(path("/g/x/y/z"))), conflicts(below));
  }

  @Test
  void aListingConflictsWithNodesThatComeAndGo() {
    List<Consumer<Session>> listings =
        List.of(
            session -> drain(session.store().listDirectory("g")),
            session -> session.store().isEmpty("g"),
            session -> drain(session.store().listPrefix("g")),
            session -> drain(session.nodes(path("/g"))));
    for (Consumer<Session> listing : listings) {
      Session added = reading(listing);
      Session removed = reading(listing);
      Session spared = reading(listing);
      Session nodes = reading(session -> drain(session.nodes(path("/g"))));
      theirs(store -> {
        set(store, "g-b/zarr.json", GROUP);
        set(store, "b/c/3", "theirs");
      });
      assertEquals(List.of(), conflicts(spared), "nothing below");
      theirs(store -> set(store, "g/h/zarr.json", OTHER));
      assertEquals(
          List.of(new Conflict.ReadListingChanged(path("/g"))),
          conflicts(nodes),
          "these show documents");
      theirs(store -> set(store, "g/h/new/zarr.json", GROUP));
      assertTrue(
          conflicts(added).contains(new Conflict.ReadListingChanged(path("/g"))), "one more");
      removed = reading(listing);
      theirs(store -> store.delete("g/h/new/zarr.json"));
      assertTrue(
          conflicts(removed).contains(new Conflict.ReadListingChanged(path("/g"))), "one less");
      theirs(store -> {
        store.delete("g-b/zarr.json");
        set(store, "g/h/zarr.json", GROUP);
      });
    }
  }

  @Test
  void namesOfNodesAreNotTheirDocuments() {
    Session session = reading(own -> drain(own.store().listDirectory("g")));
    theirs(store -> set(store, "g/h/zarr.json", OTHER));
    assertEquals(List.of(), conflicts(session));
  }

  @Test
  void ownWritesAreNoReads() {
    Session session =
        reading(own -> {
          Store store = own.store();
          set(store, "g/a/c/5", "ours");
          get(store, "g/a/c/5");
          set(store, "new/zarr.json", array("ours"));
          get(store, "new/c/0");
          set(store, "new/c/1", "ours");
          drain(own.chunkCoordinates(path("/new")));
          get(store, "new/zarr.json");
        });
    theirs(store -> {
      set(store, "g/a/c/6", "theirs");
      set(store, "b/zarr.json", array("theirs"));
      set(store, "g/h/zarr.json", OTHER);
    });
    assertEquals(List.of(), conflicts(session));
    session.commit("ours");
  }

  @Test
  void movedNodesConflictWithAnyRead() {
    Session read = reading(own -> get(own.store(), "b/c/0"));
    Session blind = repository.writableSession("main");
    set(blind.store(), "ours/c/0", "ours");
    Session moving = repository.rearrangeSession("main");
    moving.move(path("/g/h"), path("/moved"));
    moving.commit("moved");
    assertEquals(
        List.of(new Conflict.MoveOperationCannotBeRebased(), new Conflict.ReadsCannotBeRebased()),
        conflicts(read));
    assertEquals(List.of(new Conflict.MoveOperationCannotBeRebased()), conflicts(blind));
  }

  @Test
  void aBaseThatIsNoAncestorConflictsWithAnyRead() {
    SnapshotId before = repository.lookupBranch("main");
    theirs(store -> set(store, "b/c/5", "theirs"));
    List<Runnable> ways =
        List.of(
            () -> {
              Session amending = repository.writableSession("main");
              set(amending.store(), "b/c/6", "amended");
              amending.amend("amended", CommitOptions.STANDARD);
            },
            () -> {
              repository.resetBranch("main", before, Optional.empty());
              theirs(store -> set(store, "b/c/7", "after the reset"));
            });
    for (Runnable way : ways) {
      Session read = reading(own -> get(own.store(), "ours/c/0"));
      SnapshotId base = read.snapshotId();
      Session nothing = repository.writableSession("main", SessionOptions.recordingReads());
      way.run();
      for (int i = 0; i < 2; i++) {
        assertEquals(List.of(new Conflict.ReadsCannotBeRebased()), conflicts(read));
        assertEquals(base, read.snapshotId());
      }
      assertEquals(List.of(), conflicts(nothing), "where nothing was read");
      assertEquals(repository.lookupBranch("main"), nothing.snapshotId());
    }
  }

  @Test
  void readsOutlivePartialProgressDiscardedChangesAndFailures() {
    Session session =
        reading(own -> {
          get(own.store(), "g/a/c/0");
          set(own.store(), "ours/c/0", "ours");
          own.discardChanges();
          set(own.store(), "ours/c/1", "ours");
        });
    SnapshotId harmless = theirs(store -> set(store, "b/c/1", "theirs"));
    SnapshotId harmful = theirs(store -> set(store, "g/a/c/0", "theirs"));
    theirs(store -> set(store, "b/c/2", "theirs"));
    List<Conflict> expected =
        List.of(
            new Conflict.ReadChunksChanged(path("/g/a"), id("/g/a"), Set.of(ChunkIndices.of(0))));
    for (int i = 0; i < 2; i++) {
      RebaseFailedException failed =
          assertThrows(
              RebaseFailedException.class,
              () -> session.commit("ours", CommitOptions.rebaseWith(DETECTOR)));
      assertEquals(harmful, failed.snapshot());
      assertEquals(expected, failed.conflicts());
      assertEquals(harmless, session.snapshotId());
    }
    List<Conflict> asked = new ArrayList<>();
    session.rebase(conflicts -> {
      asked.addAll(conflicts);
      return new Resolution.Solved(List.of());
    });
    assertEquals(expected, asked, "a solver of one's own may let it pass");
    session.commit("ours");
  }

  @Test
  void whatIsReadWhileARebaseGoesOnIsComparedToo() {
    Session session = reading(own -> set(own.store(), "ours/c/0", "ours"));
    theirs(store -> {
      set(store, "ours/c/0", "theirs");
      set(store, "g/a/c/0", "theirs");
    });
    List<List<Conflict>> asked = new ArrayList<>();
    RebaseFailedException failed =
        assertThrows(
            RebaseFailedException.class,
            () ->
                session.rebase(conflicts -> {
                  asked.add(conflicts);
                  get(session.store(), "g/a/c/0");
                  return asked.size() == 1
                      ? new Resolution.Solved(List.of())
                      : new Resolution.Unsolvable();
                }));
    assertEquals(1, asked.getFirst().size());
    assertEquals(asked.getLast(), failed.conflicts());
    assertTrue(failed.conflicts().stream().anyMatch(found -> isOfChunk(found, id("/g/a"))));
  }

  @Test
  void whatIsReadAfterARebaseIsReadOfTheNewBase() {
    Session session = reading(own -> get(own.store(), "b/c/0"));
    theirs(store -> set(store, "g/a/c/0", "theirs"));
    assertEquals(List.of(), conflicts(session));
    get(session.store(), "g/a/c/0");
    get(session.store(), "b/c/1");
    set(session.store(), "ours/c/0", "ours");
    theirs(store -> set(store, "b/c/2", "theirs"));
    assertEquals(List.of(), conflicts(session));
    SnapshotId id = session.commit("ours");
    get(session.store(), "b/c/2");
    assertEquals(Optional.of("main"), reading(own -> {}).branch());
    assertEquals(id, session.snapshotId());
  }
}
