package dev.floe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.conflict.ConflictDetector;
import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.format.Diff;
import dev.floe.format.NodePath;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.format.SpecVersion;
import dev.floe.memory.SegmentLease;
import dev.floe.storage.Storage;
import dev.floe.zarr.Store;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Forks of a session: what they see, what they may do, and what becomes of their changes.
class ForkTest {
  private static final String GROUP = "{\"zarr_format\":3,\"node_type\":\"group\"}";

  private final Storage storage = Storage.inMemory();
  private final Repository repository = Repository.create(storage);

  private static String array(String shape, String attribute) {
    return """
    {"zarr_format":3,"node_type":"array","shape":%s,"data_type":"uint8",
     "chunk_grid":{"name":"regular","configuration":{"chunk_shape":%s}},
     "chunk_key_encoding":{"name":"default"},"fill_value":0,"codecs":[{"name":"bytes"}],
     "attributes":{"v":"%s"}}\
    """
        .formatted(shape, shape.replaceAll("\\d+", "1"), attribute);
  }

  private static void set(Session session, String key, String text) {
    session.store().set(key, MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String text(Session session, String key) {
    try (SegmentLease lease = session.store().get(key).orElse(null)) {
      return lease == null
          ? null
          : new String(lease.segment().toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }
  }

  private static ErrorKind kindOf(Runnable action) {
    return assertThrows(IcechunkException.class, action::run).kind();
  }

  @BeforeEach
  void tree() {
    Session session = repository.writableSession("main");
    set(session, "g/zarr.json", GROUP);
    set(session, "g/inner/zarr.json", GROUP);
    set(session, "a/zarr.json", array("[8]", "first"));
    set(session, "b/zarr.json", array("[8]", "first"));
    set(session, "a/c/0", "0");
    session.commit("tree");
  }

  @AfterEach
  void close() {
    repository.close();
    storage.close();
  }

  @Test
  void aForkSeesWhatWasChangedAndItsChangesAreMerged() {
    Session session = repository.writableSession("main");
    set(session, "new/zarr.json", array("[4]", "new"));
    set(session, "a/c/1", "session");
    ForkSession fork = session.fork();
    assertEquals("session", text(fork, "a/c/1"));
    assertFalse(fork.readOnly());
    assertTrue(fork.branch().isEmpty());
    assertEquals(SessionMode.WRITABLE, fork.mode());
    assertFalse(fork.hasUncommittedChanges());

    set(fork, "a/c/2", "fork");
    set(fork, "new/c/0", "fork");
    set(fork, "h/zarr.json", GROUP);
    fork.store().delete("b/zarr.json");
    assertEquals(null, text(session, "a/c/2"), "nothing before the merge");

    session.merge(fork);
    assertEquals("fork", text(session, "a/c/2"));
    assertTrue(fork.readOnly());
    SnapshotId id = session.commit("merged");
    Session reader = repository.readonlySession(Version.MAIN);
    assertEquals("session", text(reader, "a/c/1"));
    assertEquals("fork", text(reader, "new/c/0"));
    assertTrue(reader.node(NodePath.of("/h")).isPresent());
    assertTrue(reader.node(NodePath.of("/b")).isEmpty());
    assertEquals(
        SnapshotId.INITIAL,
        repository.ancestry(Version.snapshot(id)).skip(2).findFirst().orElseThrow().id());
    assertEquals(
        List.of("NewCommit", "NewDetachedSnapshot", "NewCommit", "RepoInitialized"),
        repository.operations().map(update -> update.type().shortName()).toList());
  }

  @Test
  void aForkPointIsAnAnonymousSnapshotOnTheBase() {
    Session session = repository.writableSession("main");
    SnapshotId base = session.snapshotId();
    ForkSession fork = session.fork();
    SnapshotInfo point = repository.lookupSnapshot(fork.snapshotId());
    assertEquals("fork", point.message());
    assertEquals(base, point.parentId().orElseThrow());
    assertEquals(base, session.snapshotId());
    assertEquals(base, repository.lookupBranch("main"));
  }

  @Test
  void whatAForkMayDo() {
    Session session = repository.writableSession("main");
    ForkSession fork = session.fork();
    set(fork, "a/c/3", "fork");
    assertEquals(ErrorKind.COMMIT_NOT_ALLOWED, kindOf(() -> fork.commit("no")));
    assertEquals(
        ErrorKind.COMMIT_NOT_ALLOWED, kindOf(() -> fork.amend("no", CommitOptions.STANDARD)));
    NodePath a = NodePath.of("/a");
    assertEquals(ErrorKind.NON_REARRANGE_SESSION, kindOf(() -> fork.move(a, NodePath.of("/g/c"))));
    fork.discardChanges();
    assertFalse(fork.hasUncommittedChanges());

    ForkSession inner = fork.fork();
    set(inner, "a/c/4", "inner");
    fork.merge(inner);
    set(fork, "a/c/5", "fork");
    session.merge(fork);
    assertEquals("inner", text(session, "a/c/4"));

    ForkSession flushed = session.fork();
    set(flushed, "a/c/6", "flushed");
    SnapshotId id = flushed.flush("kept", CommitOptions.STANDARD);
    assertEquals("flushed", text(repository.readonlySession(Version.snapshot(id)), "a/c/6"));
    assertEquals(ErrorKind.MERGE_NOT_ALLOWED, kindOf(() -> session.merge(flushed)));
    assertEquals(
        ErrorKind.COMMIT_NOT_ALLOWED, kindOf(() -> flushed.flush("again", CommitOptions.STANDARD)));
  }

  @Test
  void onlyForksOfTheSessionAsItIsAreMerged() {
    Session session = repository.writableSession("main");
    Session other = repository.writableSession("main");
    assertEquals(ErrorKind.MERGE_NOT_ALLOWED, kindOf(() -> session.merge(other.fork())));
    ForkSession fork = session.fork();
    ForkSession inner = fork.fork();
    assertEquals(ErrorKind.MERGE_NOT_ALLOWED, kindOf(() -> session.merge(inner)));
    assertEquals(ErrorKind.MERGE_NOT_ALLOWED, kindOf(() -> fork.merge(fork)));
    session.discardChanges();
    assertEquals(ErrorKind.MERGE_NOT_ALLOWED, kindOf(() -> session.merge(fork)));

    ForkSession before = session.fork();
    repository.transaction("main", "meanwhile", store -> store.delete("b/zarr.json"));
    session.rebase(new ConflictDetector());
    assertEquals(ErrorKind.MERGE_NOT_ALLOWED, kindOf(() -> session.merge(before)));
    ForkSession twice = session.fork();
    set(twice, "a/c/0", "x");
    session.merge(twice, twice);
    assertEquals(ErrorKind.MERGE_NOT_ALLOWED, kindOf(() -> session.merge(twice)));

    Session reader = repository.readonlySession(Version.MAIN);
    assertEquals(ErrorKind.CANNOT_FORK_READ_ONLY_SESSION, kindOf(reader::fork));
    assertEquals(ErrorKind.READ_ONLY_SESSION, kindOf(() -> reader.merge(session.fork())));
    Session moving = repository.rearrangeSession("main");
    assertEquals(ErrorKind.REARRANGE_SESSION_ONLY, kindOf(() -> moving.merge(moving.fork())));
  }

  @Test
  void aForkOfMovesSeesNodesWhereTheyAre() {
    Session moving = repository.rearrangeSession("main");
    moving.move(NodePath.of("/a"), NodePath.of("/g/a"));
    ForkSession fork = moving.fork();
    assertEquals("0", text(fork, "g/a/c/0"));
    set(fork, "g/a/c/1", "1");
    moving.commit("moved");
  }

  /// Both sides change something; the second fork is refused, and nothing of either is there.
  private void collides(Consumer<Session> before, Consumer<Session> one, Consumer<Session> two) {
    refusedAfterFork(before, one, two);
    Session session = repository.writableSession("main");
    before.accept(session);
    ForkSession first = session.fork();
    one.accept(first);
    ForkSession second = session.fork();
    two.accept(second);
    Diff status = session.status();
    assertEquals(ErrorKind.MERGE_FAILED, kindOf(() -> session.merge(first, second)));
    assertEquals(status, session.status(), "all or nothing");
    set(second, "b/c/7", "still writable");
    session.merge(first);
    assertEquals(ErrorKind.MERGE_FAILED, kindOf(() -> session.merge(second)));
  }

  private void refusedAfterFork(
      Consumer<Session> before, Consumer<Session> one, Consumer<Session> two) {
    Session session = repository.writableSession("main");
    before.accept(session);
    ForkSession fork = session.fork();
    one.accept(session);
    two.accept(fork);
    Diff status = session.status();
    assertEquals(ErrorKind.MERGE_FAILED, kindOf(() -> session.merge(fork)));
    assertEquals(status, session.status());
  }

  private static Consumer<Session> sets(String key, String text) {
    return session -> set(session, key, text);
  }

  private static Consumer<Session> deletes(String key) {
    return session -> session.store().delete(key);
  }

  private static final Consumer<Session> NOTHING = session -> {};

  @Test
  void collisionsAreRefused() {
    Consumer<Session> first = sets("a/zarr.json", array("[8]", "one"));
    Consumer<Session> second = sets("a/zarr.json", array("[9]", "two"));
    collides(NOTHING, sets("x/zarr.json", GROUP), sets("x/zarr.json", GROUP));
    collides(NOTHING, sets("x/zarr.json", GROUP), sets("x/zarr.json", array("[1]", "")));
    collides(NOTHING, sets("x/zarr.json", array("[1]", "")), sets("x/zarr.json", GROUP));
    collides(NOTHING, first, second);
    collides(NOTHING, first, deletes("a/zarr.json"));
    collides(NOTHING, deletes("a/zarr.json"), second);
    collides(NOTHING, sets("a/c/1", "x"), deletes("a/zarr.json"));
    collides(NOTHING, deletes("a/zarr.json"), sets("a/c/1", "x"));
    collides(NOTHING, deletes("g/zarr.json"), sets("g/new/zarr.json", GROUP));
    collides(NOTHING, sets("g/inner/new/zarr.json", GROUP), deletes("g/zarr.json"));
    collides(
        NOTHING,
        deletes("a/zarr.json").andThen(sets("a/zarr.json", GROUP)),
        deletes("a/zarr.json"));
    collides(
        NOTHING,
        deletes("a/zarr.json"),
        deletes("a/zarr.json").andThen(sets("a/zarr.json", GROUP)));
    collides(NOTHING, sets("a/zarr.json", array("[8,1]", "")), sets("a/c/1", "x"));
    collides(NOTHING, sets("a/c/1", "x"), sets("a/zarr.json", array("[8,1]", "")));
  }

  @Test
  void collisionsOnWhatIsNewInTheSessionAreRefused() {
    Consumer<Session> made =
        sets("n/zarr.json", array("[4]", "")).andThen(sets("h/zarr.json", GROUP));
    collides(
        made, sets("n/zarr.json", array("[5]", "one")), sets("n/zarr.json", array("[4]", "two")));
    collides(made, sets("n/c/0", "x"), deletes("n/zarr.json"));
    collides(made, deletes("n/zarr.json"), sets("n/c/0", "x"));
    collides(made, deletes("h/zarr.json"), sets("h/zarr.json", GROUP + " "));
    collides(made, deletes("h/zarr.json"), sets("h/below/zarr.json", GROUP));
    collides(made, sets("h/below/zarr.json", GROUP), deletes("h/zarr.json"));
  }

  @Test
  void whatWasChangedBeforeTheForkIsNoCollision() {
    Session session = repository.writableSession("main");
    set(session, "n/zarr.json", array("[4]", "session"));
    set(session, "n/c/0", "session");
    set(session, "a/zarr.json", array("[8]", "session"));
    set(session, "b/c/0", "session");
    session.store().delete("g/zarr.json");
    ForkSession fork = session.fork();
    set(fork, "n/zarr.json", array("[2]", "fork"));
    set(fork, "a/zarr.json", array("[9]", "fork"));
    set(fork, "g/zarr.json", GROUP);
    set(fork, "g/again/zarr.json", GROUP);
    fork.store().delete("b/zarr.json");
    ForkSession same = session.fork();
    set(same, "a/zarr.json", array("[9]", "fork"));
    same.store().delete("b/zarr.json");
    session.merge(fork, same);

    Diff status = session.status();
    assertEquals(Set.of(NodePath.of("/n")), status.newArrays());
    assertEquals(Set.of(NodePath.of("/a")), status.updatedArrays());
    assertEquals(Set.of(NodePath.of("/b")), status.deletedArrays());
    session.commit("merged");
    Session reader = repository.readonlySession(Version.MAIN);
    assertEquals(array("[2]", "fork"), text(reader, "n/zarr.json"));
    assertEquals("session", text(reader, "n/c/0"));
    assertTrue(reader.node(NodePath.of("/g/again")).isPresent());
    assertTrue(reader.node(NodePath.of("/g/inner")).isEmpty());
  }

  @Test
  void chunksOfLaterForksGoOverThoseOfEarlierOnes() {
    Session session = repository.writableSession("main");
    ForkSession first = session.fork();
    ForkSession second = session.fork();
    for (Session each : List.of(second, first, session)) {
      set(each, "a/c/2", each == first ? "first" : "another");
    }
    set(session, "a/c/0", "session");
    second.store().delete("a/c/0");
    session.merge(second, first);
    assertEquals("first", text(session, "a/c/2"));
    assertEquals(null, text(session, "a/c/0"));
  }

  @Test
  void whatAForkAcknowledgedIsMergedThoughItGoesOnWriting() throws Exception {
    for (int round = 0; round < 20; round++) {
      Session session = repository.writableSession("main");
      set(session, "a/zarr.json", array("[100000]", "long"));
      ForkSession fork = session.fork();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        CountDownLatch some = new CountDownLatch(30);
        Future<Integer> acknowledged = threads.submit(() -> writeWhilePossible(fork, some));
        some.await();
        session.merge(fork);
        assertEquals(
            acknowledged.get().intValue(),
            session.status().updatedChunks().get(NodePath.of("/a")).size());
      }
    }
  }

  private static int writeWhilePossible(ForkSession fork, CountDownLatch some) {
    for (int chunk = 0; ; chunk++) {
      try {
        set(fork, "a/c/" + chunk, "x");
      } catch (IcechunkException e) {
        assertEquals("read-only", e.kind().code().substring(0, 9));
        return chunk;
      }
      some.countDown();
    }
  }

  /// Of two that merge the same forks in opposite order one is first, and the other is told so.
  @Test
  void oppositeMergesDoNotWaitForEachOther() throws Exception {
    ThreadFactory daemons = Thread.ofPlatform().daemon().factory();
    for (int round = 0; round < 200; round++) {
      ForkSession parent = repository.writableSession("main").fork();
      List<ForkSession> forks = List.of(parent.fork(), parent.fork());
      byte[] bytes = parent.toBytes();
      CountDownLatch both = new CountDownLatch(2);
      List<FutureTask<Boolean>> merges = new ArrayList<>();
      for (List<ForkSession> order : List.of(forks, forks.reversed())) {
        ForkSession copy = repository.openFork(bytes);
        merges.add(
            new FutureTask<>(() -> {
              both.countDown();
              both.await();
              return merged(copy, order);
            }));
      }
      merges.forEach(merge -> daemons.newThread(merge).start());
      int merged = 0;
      for (FutureTask<Boolean> merge : merges) {
        merged += merge.get(20, TimeUnit.SECONDS) ? 1 : 0;
      }
      assertEquals(1, merged);
    }
  }

  private static boolean merged(ForkSession into, List<ForkSession> forks) {
    try {
      into.merge(forks.toArray(ForkSession[]::new));
      return true;
    } catch (IcechunkException e) {
      ErrorKind kind = e.kind();
      assertTrue(kind == ErrorKind.MERGE_NOT_ALLOWED || kind == ErrorKind.READ_ONLY_SESSION);
      return false;
    }
  }

  @Test
  void packedChunksOfForksAreStored() {
    try (Storage own = Storage.inMemory();
        Repository packing =
            Repository.create(
                own, RepositoryOptions.STANDARD.withPacking(new ChunkPacking(4096, 1 << 20)))) {
      Session session = packing.writableSession("main");
      set(session, "a/zarr.json", array("[8]", ""));
      set(session, "a/c/0", "s".repeat(1000));
      ForkSession fork = session.fork();
      set(fork, "a/c/1", "f".repeat(1000));
      session.merge(fork);
      session.commit("merged");
      Session reader = packing.readonlySession(Version.MAIN);
      assertEquals("s".repeat(1000), text(reader, "a/c/0"));
      assertEquals("f".repeat(1000), text(reader, "a/c/1"));
    }
  }

  @Test
  void formatOneForksToo() {
    try (Storage own = Storage.inMemory();
        Repository first =
            Repository.create(own, RepositoryOptions.STANDARD.withSpecVersion(SpecVersion.V1))) {
      Session session = first.writableSession("main");
      set(session, "a/zarr.json", array("[8]", ""));
      ForkSession fork = session.fork();
      set(fork, "a/c/1", "fork");
      session.merge(fork);
      session.commit("merged");
      assertEquals("fork", text(first.readonlySession(Version.MAIN), "a/c/1"));
    }
  }

  @Test
  void whoForkedHasReadEverything() {
    Session session = repository.writableSession("main", SessionOptions.recordingReads());
    set(session, "x/zarr.json", GROUP);
    session.merge(session.fork());
    repository.transaction("main", "meanwhile", ForkTest::writesChunk);
    assertEquals(ErrorKind.REBASE_FAILED, kindOf(() -> session.rebase(new ConflictDetector())));
  }

  private static void writesChunk(Store store) {
    store.set("b/c/1", MemorySegment.ofArray(new byte[] {1}));
  }
}
