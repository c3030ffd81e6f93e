package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.config.RepositoryConfig;
import dev.floe.error.CommitUnknownException;
import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.format.SpecVersion;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.concurrent.Sleeper;
import dev.floe.internal.concurrent.Sources;
import dev.floe.storage.Storage;
import dev.floe.storage.TurnRequests;
import dev.floe.storage.TurnRequests.Taken;
import dev.floe.storage.WriteTurns;
import dev.floe.storage.WriteTurns.Turn;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Commits that wait for the turn are left to whoever has it, and made once: by them, or, where
/// they do not, by their own process.
@Timeout(60)
class LeftCommitsTest {
  private static final JsonObject PROPERTIES = JsonObject.of(Map.of("n", JsonValue.of(3)));

  private final TestRepository repository = new TestRepository(1).create();
  private final Sources sources =
      new Sources(
          repository::now,
          System::nanoTime,
          Sleeper.parking(System::nanoTime),
          new Random(7),
          work -> Thread.ofVirtual().start(work));
  private final WriteTurns turns = repository.memory.writeTurns().orElseThrow();
  private final TurnRequests requests = turns.requests().orElseThrow();
  private final List<AssetManager> handles = new ArrayList<>();
  private final AtomicInteger left = new AtomicInteger();

  /// The storage of all writers, which counts what is left.
  private final Storage counting =
      (Storage)
          Proxy.newProxyInstance(
              Storage.class.getClassLoader(),
              new Class<?>[] {Storage.class},
              (_, method, arguments) ->
                  method.getName().equals("writeTurns")
                      ? Optional.of(new Counting())
                      : method.invoke(repository.memory, arguments));

  private final class Counting implements WriteTurns, TurnRequests {
    @Override
    public CompletableFuture<Turn> begin(String key) {
      return turns.begin(key);
    }

    @Override
    public Optional<TurnRequests> requests() {
      return Optional.of(this);
    }

    @Override
    public Optional<Request> leave(String key, Object owner, byte[] bytes, Runnable ended) {
      Optional<Request> request = requests.leave(key, owner, bytes, ended);
      left.incrementAndGet();
      return request;
    }

    @Override
    public List<Taken> take(String key, Object owner, int most) {
      return requests.take(key, owner, most);
    }
  }

  @AfterEach
  void close() {
    handles.forEach(AssetManager::close);
    repository.close();
  }

  /// Somebody with a handle of its own.
  private final class Writer {
    private final AssetManager assets = repository.manager(counting, SpecVersion.V2);
    private final Committer committer;
    private final AtomicReference<Thread> thread = new AtomicReference<>();

    Writer(RepositoryConfig config) {
      handles.add(assets);
      committer =
          new Committer(
              assets,
              config,
              sources,
              new RepoUpdateLoop(
                  assets, sources, RepoUpdateLoop.Settings.of(RepositoryConfig.empty())));
    }

    Writer() {
      this(RepositoryConfig.empty());
    }

    TestSession session() {
      return new TestSession(repository, tip(), assets);
    }

    /// Begins to commit on a thread of its own.
    CompletableFuture<SnapshotInfo> commits(TestSession session) {
      session.changes.freeze();
      CompletableFuture<SnapshotInfo> done = new CompletableFuture<>();
      Runnable work =
          () -> {
            try {
              done.complete(committer.commit(new Rebasing(session), null));
            } catch (RuntimeException | Error e) {
              done.completeExceptionally(e);
            }
          };
      thread.set(Thread.ofVirtual().start(work));
      return done;
    }
  }

  /// A commit that has met others, and goes over whatever is nothing to it.
  private static final class Rebasing implements GroupMember {
    private final TestSession session;
    private final ReadSet reads;
    private final LeftCommit left = new LeftCommit();

    Rebasing(TestSession session) {
      this.session = session;
      this.reads = new ReadSet(base());
    }

    @Override
    public EditChanges changes() {
      return session.changes;
    }

    @Override
    public ReadSet reads() {
      return reads;
    }

    @Override
    public SnapshotId base() {
      return session.base.id();
    }

    @Override
    public void rebase(RepoInfo known) {}

    @Override
    public boolean hasMetOthers() {
      return true;
    }

    @Override
    public void metOthers() {}

    @Override
    public boolean isWatched() {
      return false;
    }

    @Override
    public boolean mayBeLeft() {
      return true;
    }

    @Override
    public LeftCommit left() {
      return left;
    }

    @Override
    public Committer.Request request() {
      return LeftCommitsTest.request(session);
    }
  }

  private static Committer.Request request(TestSession session) {
    return new Committer.Request(
        Committer.Kind.COMMIT,
        "main",
        session.base.id(),
        session.changes,
        "message",
        PROPERTIES,
        false,
        false,
        path -> {},
        Optional.empty());
  }

  private SnapshotId tip() {
    return repository.info().branches().get("main");
  }

  private void awaitLeft(int count) {
    while (left.get() < count) {
      Thread.onSpinWait();
    }
  }

  private Turn turn() {
    return turns.begin(AssetManager.REPO_KEY).join();
  }

  /// What somebody leaves, as soon as it does.
  private Taken taken() {
    while (true) {
      List<Taken> taken = requests.take(AssetManager.REPO_KEY, this, 1);
      if (!taken.isEmpty()) {
        return taken.getFirst();
      }
      Thread.onSpinWait();
    }
  }

  private int commits() {
    int count = 0;
    RepoInfo info = repository.info();
    for (Optional<SnapshotId> at = Optional.of(tip()); at.isPresent(); count++) {
      at = info.parentOf(at.get());
    }
    return count;
  }

  @Test
  void whatWasEndedAndNotMadeIsMadeByItsOwnProcess() throws Exception {
    Writer one = new Writer();
    Writer other = new Writer();
    List<CompletableFuture<SnapshotInfo>> done = new ArrayList<>();
    try (Turn _ = turn()) {
      done.add(one.commits(one.session().group("/a")));
      Taken first = taken();
      done.add(other.commits(other.session().group("/b")));
      Taken second = taken();
      assertEquals("/a", onlyGroup(first));
      assertEquals("/b", onlyGroup(second));
      first.end();
      second.end();
    }
    SnapshotInfo a = done.get(0).get();
    SnapshotInfo b = done.get(1).get();
    assertEquals(3, commits());
    assertNotEquals(a.id(), b.id());
    assertEquals(PROPERTIES, a.metadata());
  }

  private static String onlyGroup(Taken taken) {
    return CommitBytes.read(taken.bytes())
        .fork()
        .changes()
        .newGroups()
        .keySet()
        .iterator()
        .next()
        .text();
  }

  /// Each swap saves a file.
  @Test
  void oneTurnServesMany() throws Exception {
    int writers = 6;
    List<CompletableFuture<SnapshotInfo>> done = new ArrayList<>();
    int saved = repository.keys(AssetManager.BACKUP_PREFIX).size();
    try (Turn _ = turn()) {
      for (int i = 0; i < writers; i++) {
        Writer writer = new Writer();
        done.add(writer.commits(writer.session().group("/g" + i)));
      }
      awaitLeft(writers);
    }
    List<SnapshotId> ids = new ArrayList<>();
    for (CompletableFuture<SnapshotInfo> one : done) {
      SnapshotInfo snapshot = one.get();
      assertEquals(
          snapshot.message(), repository.info().snapshot(snapshot.id()).orElseThrow().message());
      ids.add(snapshot.id());
    }
    assertEquals(writers + 1, commits());
    assertEquals(writers, ids.stream().distinct().count());
    assertEquals(saved + 1, repository.keys(AssetManager.BACKUP_PREFIX).size());
  }

  @Test
  void conflictsAreMetByTheirOwnProcess() throws Exception {
    Writer one = new Writer();
    Writer other = new Writer();
    List<CompletableFuture<SnapshotInfo>> done = new ArrayList<>();
    try (Turn _ = turn()) {
      done.add(one.commits(one.session().group("/same")));
      done.add(other.commits(other.session().group("/same")));
      awaitLeft(2);
    }
    CompletableFuture.anyOf(done.get(0), done.get(1)).get();
    boolean oneLost = !done.get(0).isDone();
    CompletableFuture<SnapshotInfo> lost = done.get(oneLost ? 0 : 1);
    assertEquals(2, commits());
    // Nothing here carries it over, so that it is tried for ever: it is told to stop.
    (oneLost ? one : other).thread.get().interrupt();
    ExecutionException failed = assertThrows(ExecutionException.class, lost::get);
    assertEquals(ErrorKind.CONCURRENCY, ((IcechunkException) failed.getCause()).kind());
    assertEquals(2, commits());
  }

  /// Writes what was taken to the branch, as somebody does who has taken it in a turn.
  private SnapshotInfo make(Taken taken) {
    CommitBytes commit = CommitBytes.read(taken.bytes());
    AssetManager assets = repository.manager(repository.storage, SpecVersion.V2);
    handles.add(assets);
    GuestCommit guest = new GuestCommit(assets, taken, commit);
    assertTrue(guest.fits(tip()) && guest.isWantedIn(repository.info()));
    Committer committer =
        new Committer(assets, RepositoryConfig.empty(), sources, repository.loop(assets));
    return committer.commit(guest.request(), null);
  }

  @Test
  void whatWasMadeByOneWhoDiedThenIsFound() throws Exception {
    Writer one = new Writer();
    CompletableFuture<SnapshotInfo> done;
    SnapshotInfo made;
    Taken taken;
    try (Turn _ = turn()) {
      done = one.commits(one.session().group("/a"));
      taken = taken();
      made = make(taken);
      assertFalse(done.isDone());
    }
    assertEquals(made.id(), done.get().id());
    assertEquals(2, commits());
    assertFalse(taken.isValid());
  }

  @Test
  void whatWasMadeAndEndedIsFoundWithoutATurn() throws Exception {
    Writer one = new Writer();
    try (Turn _ = turn()) {
      CompletableFuture<SnapshotInfo> done = one.commits(one.session().group("/a"));
      Taken taken = taken();
      SnapshotInfo made = make(taken);
      taken.end();
      assertEquals(made.id(), done.get().id());
    }
    assertEquals(2, commits());
  }

  @Test
  void whoTookOneAndComesLateFindsItTakenBack() throws Exception {
    Writer one = new Writer();
    CompletableFuture<SnapshotInfo> done;
    Taken taken;
    try (Turn _ = turn()) {
      done = one.commits(one.session().group("/a"));
      taken = taken();
    }
    SnapshotId id = CommitBytes.read(taken.bytes()).id();
    assertNotEquals(id, done.get().id());
    assertEquals(2, commits());
    CommitBytes commit = CommitBytes.read(taken.bytes());
    assertFalse(new GuestCommit(repository.assets, taken, commit).isWantedIn(repository.info()));
  }

  @Test
  void whoIsInterruptedLeavesUnlessItsCommitWasTaken() throws Exception {
    Writer one = new Writer();
    Writer other = new Writer();
    CompletableFuture<SnapshotInfo> done;
    try (Turn _ = turn()) {
      CompletableFuture<SnapshotInfo> untaken = one.commits(one.session().group("/a"));
      awaitLeft(1);
      one.thread.get().interrupt();
      ExecutionException failed = assertThrows(ExecutionException.class, untaken::get);
      assertEquals(ErrorKind.CONCURRENCY, ((IcechunkException) failed.getCause()).kind());
      assertEquals(List.of(), requests.take(AssetManager.REPO_KEY, this, 1));
      done = other.commits(other.session().group("/b"));
      Taken taken = taken();
      other.thread.get().interrupt();
      while (taken.isValid()) {
        Thread.onSpinWait();
      }
    }
    assertEquals("message", done.get().message());
    assertEquals(2, commits());
  }

  /// What may have been made, and may not be durable, is not said to be done.
  @Test
  void whatNobodyCanTellOfDoesNotEnd() throws Exception {
    Writer one = new Writer();
    CompletableFuture<SnapshotInfo> done;
    try (Turn _ = turn()) {
      done = one.commits(one.session().group("/a"));
      Taken taken = taken();
      GuestCommit guest =
          new GuestCommit(repository.assets, taken, CommitBytes.read(taken.bytes()));
      guest.attempted(
          new CommitChain.Outcome(null, new CommitUnknownException("", "lost", null), 1));
      assertTrue(taken.isValid());
      guest.attempted(new CommitChain.Outcome(null, null, 0));
      assertFalse(taken.isValid());
    }
    assertEquals("message", done.get().message());
    assertEquals(2, commits());
  }

  @Test
  void whoWritesFilesOtherwiseMakesNoneForOthers() throws Exception {
    RepositoryConfig inline = RepositoryConfig.builder().inlineChunkThresholdBytes(7).build();
    Writer one = new Writer();
    Writer other = new Writer(inline);
    int saved = repository.keys(AssetManager.BACKUP_PREFIX).size();
    List<CompletableFuture<SnapshotInfo>> done = new ArrayList<>();
    try (Turn _ = turn()) {
      done.add(one.commits(one.session().group("/a")));
      done.add(other.commits(other.session().group("/b")));
      awaitLeft(2);
    }
    for (CompletableFuture<SnapshotInfo> each : done) {
      each.get();
    }
    assertEquals(3, commits());
    assertEquals(saved + 2, repository.keys(AssetManager.BACKUP_PREFIX).size());
  }
}
