package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.CommitOptions;
import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.conflict.ConflictDetector;
import dev.floe.error.IcechunkException;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.maintenance.Problem;
import dev.floe.maintenance.VerifyScope;
import dev.floe.storage.Storage;
import dev.floe.zarr.Store;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// A repository on a faulty storage, and sessions of one process that commit to it on threads of
/// their own, over what the others commit. After each test the repository is verified.
abstract class CommittingSessions {
  static final CommitOptions REBASING = CommitOptions.rebaseWith(new ConflictDetector());

  final Storage memory = Storage.inMemory();
  final FaultyStorage storage = new FaultyStorage(memory);
  Repository repository;

  /// A session that commits on a thread of its own, and what became of it.
  static final class Committing {
    private static final int WAITS = 10;
    final Thread thread;
    SnapshotId snapshot;
    IcechunkException failure;

    Committing(Session session, CommitOptions how) {
      thread =
          Thread.ofPlatform()
              .unstarted(() -> {
                try {
                  snapshot = session.commit("by " + Thread.currentThread().getName(), how);
                } catch (IcechunkException e) {
                  failure = e;
                }
              });
    }

    Committing started() {
      thread.start();
      return this;
    }

    /// Until it can only go on when others do: it waits, and for longer than for a lock.
    Committing untilItWaits() {
      for (int looks = 0; thread.isAlive() && looks < WAITS; looks++) {
        LockSupport.parkNanos(1_000_000);
        looks = thread.getState() == Thread.State.WAITING ? looks : 0;
      }
      return this;
    }

    /// As [#join], for those who cannot be interrupted.
    void ended() {
      try {
        join();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    SnapshotId join() throws InterruptedException {
      thread.join();
      return snapshot;
    }
  }

  @BeforeEach
  void create() {
    repository = Repository.create(storage);
    repository.transaction(
        "main",
        "array",
        store -> {
          store.set("zarr.json", utf8("{\"zarr_format\":3,\"node_type\":\"group\"}"));
          store.set(
              "a/zarr.json",
              utf8(
                  """
                  {"zarr_format":3,"node_type":"array","shape":[100],"data_type":"uint8",
                   "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[1]}},
                   "chunk_key_encoding":{"name":"default"},"fill_value":0,
                   "codecs":[{"name":"bytes"}],"attributes":{}}\
                  """));
        });
  }

  @AfterEach
  void close() {
    List<Problem> problems = new ArrayList<>();
    repository.verify(VerifyScope.STANDARD, problems::add);
    repository.close();
    storage.close();
    assertEquals(List.of(), problems);
  }

  static MemorySegment utf8(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  Committing setting(int chunk) {
    return setting(chunk, REBASING);
  }

  Committing setting(int chunk, CommitOptions how) {
    return setting("main", chunk, how);
  }

  Committing setting(String branch, int chunk, CommitOptions how) {
    Session session = repository.writableSession(branch);
    session.store().set("a/c/" + chunk, MemorySegment.ofArray(new byte[] {(byte) chunk}));
    return new Committing(session, how);
  }

  /// Runs commits so that all of them wait while the first, which is answered, is published.
  Committing whileOneIsPublished(List<Committing> others) throws InterruptedException {
    return whileOneIsPublished(others, () -> {});
  }

  /// @param meanwhile runs when all of them wait
  Committing whileOneIsPublished(List<Committing> others, Runnable meanwhile)
      throws InterruptedException {
    return whileOneIsPublished(() -> {}, others, meanwhile);
  }

  /// @param before runs when the first is being published
  Committing whileOneIsPublished(Runnable before, List<Committing> others, Runnable meanwhile)
      throws InterruptedException {
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    storage.before(
        "put repo",
        () -> {
          reached.countDown();
          awaited(gate);
        });
    Committing first = setting(99).started();
    reached.await();
    before.run();
    others.forEach(other -> other.started().untilItWaits());
    meanwhile.run();
    gate.countDown();
    first.join();
    return first;
  }

  static void awaited(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  long swaps() {
    return storage.requests.stream().filter("put repo"::equals).count();
  }

  List<SnapshotId> history() {
    try (var ancestry = repository.ancestry(Version.MAIN)) {
      return new ArrayList<>(ancestry.map(SnapshotInfo::id).toList());
    }
  }

  void assertChunks(int... chunks) {
    Store store = repository.readonlySession(Version.MAIN).store();
    for (int chunk : chunks) {
      try (var bytes = store.get("a/c/" + chunk).orElseThrow()) {
        assertEquals(chunk, bytes.segment().get(ValueLayout.JAVA_BYTE, 0));
      }
    }
  }
}
