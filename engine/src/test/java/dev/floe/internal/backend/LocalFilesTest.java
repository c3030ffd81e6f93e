package dev.floe.internal.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.error.StorageException;
import dev.floe.internal.backend.LocalOptions.Access;
import dev.floe.storage.GetOptions;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.ObjectVersion;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.PutResult;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageOptions.Durability;
import dev.floe.storage.Target;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is particular to files: names beside objects, links, leftovers, locks of others.
class LocalFilesTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  @TempDir Path root;
  private Storage storage;

  @BeforeEach
  void open() {
    storage = open(root, Duration.ofMillis(20));
  }

  @AfterEach
  void close() {
    storage.close();
  }

  private static Storage open(Path root, Duration patience) {
    return open(root, patience, Runnable::run);
  }

  private static Storage open(Path root, Duration patience, Executor executor) {
    return LocalStorage.open(
        root,
        new LocalOptions(Durability.OPERATING_SYSTEM, Access.READ_WRITE, patience),
        InstantSource.fixed(NOW),
        System::nanoTime,
        new Random(1),
        FileSystemCheck.Calls.SYSTEM,
        executor);
  }

  private PutResult put(String key, String body, Precondition precondition) {
    MemorySegment bytes = MemorySegment.ofArray(body.getBytes());
    return storage.put(key, bytes, PutOptions.root(precondition, Map.of())).join();
  }

  private TreeSet<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static IcechunkException failure(ErrorKind kind, CompletableFuture<?> future) {
    IcechunkException thrown =
        assertInstanceOf(
            IcechunkException.class,
            assertThrows(CompletionException.class, future::join).getCause());
    assertEquals(kind, thrown.kind(), thrown::getMessage);
    return thrown;
  }

  @Test
  void whatNobodyGoesOnWithoutIsReadByTheCaller() {
    List<String> metadata =
        List.of("repo", "snapshots/s", "manifests/m", "transactions/t", "overwritten/repo.1");
    metadata.forEach(key -> put(key, "1", Precondition.ABSENT));
    put("chunks/c", "1", Precondition.ABSENT);
    Queue<Runnable> waiting = new ArrayDeque<>();
    try (Storage idle = open(root, Duration.ofMillis(20), waiting::add)) {
      byte[] bytes = new byte[1];
      for (String key : metadata) {
        assertTrue(get(idle, key, bytes).isDone(), key);
      }
      assertEquals(0, waiting.size());
      assertFalse(get(idle, "chunks/c", bytes).isDone());
      Thread.currentThread().interrupt();
      assertFalse(get(idle, "snapshots/s", bytes).isDone(), "an interrupt would close the file");
      assertTrue(Thread.interrupted());
      assertEquals(2, waiting.size());
    }
  }

  private static CompletableFuture<?> get(Storage from, String key, byte[] bytes) {
    return from.get(key, GetOptions.WHOLE, Target.of(MemorySegment.ofArray(bytes)));
  }

  @Test
  void nothingIsLeftBehindButTheLock() throws IOException {
    ObjectVersion first = ((PutResult.Updated) put("repo", "1", Precondition.ABSENT)).version();
    put("repo", "2", new Precondition.At(first));
    put("repo", "3", new Precondition.At(first));
    put("repo", "4", Precondition.ABSENT);
    put("refs/tag.t/ref.json", "5", Precondition.ABSENT);
    storage.copy("repo", "overwritten/repo.1", Precondition.NONE).join();
    storage.copy("repo", "overwritten/repo.1", Precondition.NONE).join();
    storage.copy("repo", "overwritten/repo.2", new Precondition.At(first)).join();
    assertEquals(
        new TreeSet<>(List.of("overwritten/repo.1", "refs/tag.t/ref.json", "repo", "repo#0")),
        files());
  }

  @Test
  void aRootThatIsMissingIsNotMade() {
    Path missing = root.resolve("mount");
    try (Storage elsewhere = open(missing, Duration.ZERO)) {
      MemorySegment body = MemorySegment.ofArray(new byte[1]);
      assertEquals(0, elsewhere.list("").count());
      assertTrue(elsewhere.head("repo").join().isEmpty());
      for (String key : List.of("repo", "chunks/A")) {
        for (Precondition condition : List.of(Precondition.NONE, Precondition.ABSENT)) {
          failure(
              ErrorKind.OBJECT_NOT_FOUND,
              elsewhere.put(key, body, PutOptions.root(condition, Map.of())));
        }
      }
      assertFalse(Files.exists(missing));
      assertTrue(elsewhere.capabilities().write());
      elsewhere.createLocation();
      elsewhere.put("chunks/A", body, PutOptions.chunk()).join();
    }
  }

  @Test
  void aStagedFileThatNobodyTouchedForADayGoesWithTheNextDeletion() throws IOException {
    Path old = write("chunks/A#17", NOW.minus(Duration.ofHours(25)));
    Path young = write("chunks/A#18", NOW.minus(Duration.ofHours(23)));
    Path lock = write("chunks/A#0", NOW.minus(Duration.ofDays(99)));
    Path foreign = write("chunks/A#x", NOW.minus(Duration.ofDays(99)));
    storage.delete(List.of("chunks/NONE")).join();
    assertTrue(Files.exists(old), "nobody has noticed it yet");
    try (Stream<ObjectInfo> objects = storage.list("chunks")) {
      assertEquals(List.of("chunks/A#x"), objects.map(ObjectInfo::key).toList());
    }
    assertTrue(Files.exists(old), "a listing deletes nothing");
    storage.delete(List.of("chunks/NONE")).join();
    assertFalse(Files.exists(old));
    assertTrue(Files.exists(young) && Files.exists(lock) && Files.exists(foreign));
  }

  private Path write(String name, Instant time) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[1]);
    return Files.setLastModifiedTime(file, FileTime.from(time));
  }

  @Test
  void aStagedFileThatWasTakenAwayIsMissedAndNotMistaken() throws IOException {
    Path file = root.resolve("repo");
    MemorySegment body = MemorySegment.ofArray(new byte[] {1});
    try (StagedFile staged = StagedFile.write(file, body, false, new Random(1))) {
      Files.delete(staged.path());
      assertThrows(NoSuchFileException.class, staged::replace);
      assertThrows(NoSuchFileException.class, staged::create);
    }
    assertFalse(Files.exists(file));
  }

  @Test
  void namesThatAreTakenAreNotUsed() throws IOException {
    long first = new Random(1).nextLong() >>> 1;
    Path taken = Files.write(root.resolve("repo#" + first), new byte[] {9});
    put("repo", "1", Precondition.NONE);
    assertArrayEquals(new byte[] {9}, Files.readAllBytes(taken));
    assertArrayEquals("1".getBytes(), Files.readAllBytes(root.resolve("repo")));
  }

  @Test
  void aLockThatStaysWithSomebodyElseIsAFailureAtTheDeadline() throws IOException {
    ObjectVersion version = ((PutResult.Updated) put("repo", "1", Precondition.ABSENT)).version();
    PutOptions update = PutOptions.root(new Precondition.At(version), Map.of());
    MemorySegment body = MemorySegment.ofArray(new byte[] {2});
    Path lock = root.resolve("repo#0");
    try (FileChannel other =
        FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      other.lock();
      StorageException thrown =
          (StorageException) failure(ErrorKind.IO, storage.put("repo", body, update));
      assertFalse(thrown.retryable(), "nobody waits as long again by himself");
      assertEquals("repo", thrown.key());
      assertTrue(thrown.getMessage().contains("repo#0"), thrown.getMessage());
      LockHolder.of(lock)
          .ifPresent(pid ->
              assertTrue(
                  thrown.getMessage().contains("process " + pid + " has held"),
                  thrown.getMessage()));
    }
    assertInstanceOf(PutResult.Updated.class, storage.put("repo", body, update).join());
  }

  @Test
  void failuresNameTheObject() throws IOException {
    Files.write(root.resolve("chunks"), new byte[1]);
    MemorySegment body = MemorySegment.ofArray(new byte[1]);
    StorageException thrown =
        (StorageException) failure(ErrorKind.IO, storage.put("chunks/A", body, PutOptions.chunk()));
    assertEquals("chunks/A", thrown.key());
    assertTrue(thrown.getMessage().contains(root.resolve("chunks").toString()));
    String longName = "snapshots/" + "x".repeat(300);
    failure(ErrorKind.IO, storage.put(longName, body, PutOptions.chunk()));
    failure(ErrorKind.IO, storage.get(longName, GetOptions.WHOLE, _ -> body));
  }

  @Test
  void aRootThatIsASymbolicLinkIsFollowedAndSharesItsLocks() throws Exception {
    Path link = root.resolve("link");
    Path real = Files.createDirectory(root.resolve("real"));
    Files.createSymbolicLink(link, real);
    try (Storage one = open(real, Duration.ofSeconds(30));
        Storage other = open(link, Duration.ofSeconds(30))) {
      one.put("repo", MemorySegment.ofArray(new byte[8]), PutOptions.chunk()).join();
      List<Thread> threads =
          Stream.of(one, other, one, other)
              .map(each -> Thread.ofPlatform().unstarted(() -> count(each, 40)))
              .toList();
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
      assertEquals(160, Files.readAllBytes(real.resolve("repo"))[0] & 0xff);
    }
  }

  private static void count(Storage each, int times) {
    for (int done = 0; done < times; ) {
      byte[] bytes = new byte[8];
      MemorySegment target = MemorySegment.ofArray(bytes);
      var read =
          (dev.floe.storage.GetResult.Modified)
              each.get("repo", GetOptions.WHOLE, _ -> target).join();
      bytes[0]++;
      PutOptions update = PutOptions.root(new Precondition.At(read.version()), Map.of());
      if (each.put("repo", target, update).join() instanceof PutResult.Updated) {
        done++;
      }
    }
  }
}
