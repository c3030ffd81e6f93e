package dev.floe.maintenance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.Engine;
import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.Version;
import dev.floe.config.RepositoryConfig;
import dev.floe.config.StorageSettings;
import dev.floe.error.AlreadyExistsException;
import dev.floe.error.ConflictException;
import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.error.InvalidInputException;
import dev.floe.error.StorageException;
import dev.floe.format.SnapshotId;
import dev.floe.format.SpecVersion;
import dev.floe.internal.concurrent.Futures;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.PutOptions;
import dev.floe.storage.Storage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CloneTest {
  private static final String ARRAY =
      """
      {"zarr_format":3,"node_type":"array","shape":[100],"data_type":"uint8",
       "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[1]}},
       "chunk_key_encoding":{"name":"default"},"fill_value":0,
       "codecs":[{"name":"bytes"}],"attributes":{}}\
      """;

  private final Storage here = Storage.inMemory();
  private Repository source;

  @BeforeEach
  void create() {
    RepositoryConfig config = RepositoryConfig.builder().numUpdatesPerRepoInfoFile(2).build();
    source = Repository.create(here, RepositoryOptions.STANDARD.withConfig(config));
    source.saveConfig(config);
    source.transaction(
        "main",
        "array",
        store -> {
          String group = "{\"zarr_format\":3,\"node_type\":\"group\",\"attributes\":{}}";
          store.set("zarr.json", utf8(group));
          store.set("a/zarr.json", utf8(ARRAY));
        });
    for (int i = 0; i < 3; i++) {
      commit(i);
    }
    source.createTag("t", source.lookupBranch("main"));
    source.createBranch("b", source.resolve(Version.tag("t")));
    put("chunks/" + "0".repeat(20));
    put("strange");
  }

  private static MemorySegment utf8(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  @AfterEach
  void close() {
    source.close();
    here.close();
  }

  private void put(String key) {
    MemorySegment body = MemorySegment.ofArray(new byte[5]);
    Futures.await(here.put(key, body, PutOptions.chunk()));
  }

  private SnapshotId commit(int chunk) {
    return source.transaction(
        "main",
        "chunk " + chunk,
        store -> store.set("a/c/" + chunk, MemorySegment.ofArray(new byte[600 + chunk])));
  }

  private static Set<String> keys(Storage storage) {
    try (Stream<ObjectInfo> objects = storage.list("")) {
      return objects.map(ObjectInfo::key).collect(Collectors.toSet());
    }
  }

  private void assertSame(Storage there) {
    try (Repository clone = Repository.open(there)) {
      assertEquals(source.branches(), clone.branches());
      assertEquals(source.tags(), clone.tags());
      assertEquals(source.operations().toList(), clone.operations().toList());
      assertEquals(source.snapshots().toList(), clone.snapshots().toList());
      assertEquals(source.storageStatistics(), clone.storageStatistics());
      List<Problem> problems = new ArrayList<>();
      clone.verify(new VerifyScope(true, false), problems::add);
      assertEquals(List.of(), problems);
    }
  }

  private static byte[] repo(Storage storage) {
    try (Arena arena = Arena.ofShared()) {
      return ObjectCopy.fetch(storage, "repo", arena).orElseThrow().toArray(ValueLayout.JAVA_BYTE);
    }
  }

  @Test
  void whatIsReachedIsCopiedAndNothingElse() {
    try (Storage there = Storage.inMemory()) {
      AtomicInteger told = new AtomicInteger();
      CloneReport report = source.cloneTo(there, count -> told.addAndGet((int) count));
      assertSame(there);
      assertEquals(keys(there).size(), report.objects());
      assertEquals(report.objects(), report.copied());
      assertEquals(report.objects() - 1, told.get(), "all but the repository file");
      assertFalse(report.storageSettingsDropped());
      assertFalse(keys(there).contains("strange"));
      assertFalse(keys(there).contains("chunks/" + "0".repeat(20)));
      assertTrue(keys(there).stream().anyMatch(key -> key.startsWith("overwritten/")));
      assertArrayEquals(repo(here), repo(there));
      InvalidInputException twice =
          assertThrows(InvalidInputException.class, () -> source.cloneTo(there, count -> {}));
      assertEquals(ErrorKind.PARENT_DIRECTORY_NOT_CLEAN, twice.kind());
    }
  }

  @Test
  void settingsOfTheStorageStayBehind() {
    RepositoryConfig config =
        RepositoryConfig.builder()
            .inlineChunkThresholdBytes(7)
            .storage(StorageSettings.builder().unsafeUseConditionalUpdate(false).build())
            .build();
    source.saveConfig(config);
    try (Storage there = Storage.inMemory()) {
      assertTrue(source.cloneTo(there, count -> {}).storageSettingsDropped());
      assertSame(there);
      RepositoryConfig persisted = Repository.fetchConfig(there).orElseThrow();
      assertEquals(Optional.of(7), persisted.value(RepositoryConfig.INLINE_CHUNK_THRESHOLD_BYTES));
      assertEquals(Optional.empty(), persisted.value(RepositoryConfig.STORAGE));
    }
  }

  @Test
  void whatIsCommittedMeanwhileIsNotCopied() {
    SnapshotId before = source.lookupBranch("main");
    AtomicInteger next = new AtomicInteger(10);
    try (Storage there = Storage.inMemory()) {
      CloneReport report = source.cloneTo(there, count -> commit(next.getAndIncrement()));
      assertEquals(List.of(), report.problems());
      try (Repository clone = Repository.open(there)) {
        assertEquals(before, clone.lookupBranch("main"));
      }
    }
  }

  @Test
  void aCloneThatFailedAnywhereIsNoRepositoryAndGoesOn() {
    int most = 0;
    boolean done = false;
    for (int at = 0; !done; at++) {
      try (Storage there = Storage.inMemory()) {
        try {
          source.cloneTo(new Dying(there, at, false).storage(), count -> {});
          done = true;
        } catch (IcechunkException e) {
          if (!Repository.exists(there)) {
            CloneReport report = source.cloneTo(there, count -> {});
            most = Math.max(most, (int) (report.objects() - report.copied()));
          }
        }
        assertSame(there);
      }
    }
    assertTrue(most >= 6, "left out when tried again: " + most);
  }

  /// What is under way is in the budget, whatever there is to copy; what is larger than all that
  /// may be under way is copied all the same.
  @Test
  void objectsUnderWayAreInTheBudget() {
    for (int i = 10; i < 30; i++) {
      int length = i == 20 ? 9 << 20 : 1 << 20;
      String key = "a/c/" + i;
      source.transaction(
          "main", "large", store -> store.set(key, MemorySegment.ofArray(new byte[length])));
    }
    AtomicLong told = new AtomicLong();
    try (Engine engine = Engine.create(16 << 20);
        Repository mine = Repository.open(here, RepositoryOptions.STANDARD.withEngine(engine));
        Storage there = Storage.inMemory()) {
      CloneReport report = mine.cloneTo(there, told::addAndGet);
      assertEquals(report.objects(), told.get() + 1, "all but the repository's file");
      long peak = engine.memory().peakBytes();
      assertTrue(peak >= 1 << 20 && peak <= 16 << 20, "at most " + peak);
      assertSame(there);
    }
  }

  @Test
  void theLostAnswerToTheLastWriteIsLookedUp() {
    try (Storage there = Storage.inMemory()) {
      source.cloneTo(new Dying(there, 0, true).storage(), count -> {});
      assertSame(there);
    }
  }

  @Test
  void aLostChunkIsAnError() {
    String key =
        keys(here).stream()
            .filter(name -> name.startsWith("chunks/") && !name.endsWith("0".repeat(20)))
            .findAny()
            .orElseThrow();
    Futures.await(here.delete(Set.of(key)));
    try (Storage there = Storage.inMemory()) {
      StorageException e =
          assertThrows(StorageException.class, () -> source.cloneTo(there, count -> {}));
      assertEquals(ErrorKind.OBJECT_NOT_FOUND, e.kind());
      assertFalse(Repository.exists(there));
    }
  }

  /// With a branch, tags of which one is deleted, a configuration and garbage.
  private static Repository first(Storage old) {
    Repository first =
        Repository.create(old, RepositoryOptions.STANDARD.withSpecVersion(SpecVersion.V1));
    first.saveConfig(
        RepositoryConfig.builder()
            .inlineChunkThresholdBytes(7)
            .storage(StorageSettings.builder().unsafeUseConditionalUpdate(true).build())
            .build());
    first.transaction(
        "main",
        "array",
        store -> {
          store.set("zarr.json", utf8("{\"zarr_format\":3,\"node_type\":\"group\"}"));
          store.set("a/zarr.json", utf8(ARRAY));
        });
    for (String tag : List.of("kept", "deleted")) {
      first.createTag(tag, first.lookupBranch("main"));
    }
    first.deleteTag("deleted");
    first.createBranch("side", first.lookupBranch("main"));
    for (String branch : List.of("main", "side")) {
      first.transaction(
          branch,
          "chunk",
          store -> store.set("a/c/1", MemorySegment.ofArray(branch.repeat(99).getBytes())));
    }
    MemorySegment garbage = MemorySegment.ofArray(new byte[5]);
    Futures.await(old.put("chunks/" + "0".repeat(20), garbage, PutOptions.chunk()));
    return first;
  }

  private static void assertSame(Repository first, Storage there) {
    try (Repository clone = Repository.open(there)) {
      assertEquals(SpecVersion.V1, clone.specVersion());
      assertEquals(first.branches(), clone.branches());
      assertEquals(first.tags(), clone.tags());
      for (String branch : first.branches().keySet()) {
        assertEquals(
            first.ancestry(Version.branch(branch)).toList(),
            clone.ancestry(Version.branch(branch)).toList());
      }
      assertEquals(first.lookupTag("kept"), clone.lookupTag("kept"));
      assertTrue(keys(there).contains("refs/tag.deleted/ref.json.deleted"));
      AlreadyExistsException used =
          assertThrows(
              AlreadyExistsException.class,
              () -> clone.createTag("deleted", clone.lookupBranch("main")));
      assertEquals(ErrorKind.TAG_ALREADY_EXISTS, used.kind());
      RepositoryConfig persisted = Repository.fetchConfig(there).orElseThrow();
      assertEquals(Optional.of(7), persisted.value(RepositoryConfig.INLINE_CHUNK_THRESHOLD_BYTES));
      assertEquals(Optional.empty(), persisted.value(RepositoryConfig.STORAGE));
      List<Problem> problems = new ArrayList<>();
      clone.verify(new VerifyScope(true, false), problems::add);
      assertEquals(List.of(), problems);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void format1IsCopiedAsItIs(boolean memory, @TempDir Path directory) {
    Path files = directory.resolve("clone");
    try (Storage old = Storage.inMemory();
        Storage there = memory ? Storage.inMemory() : Storage.localFilesystem(files);
        Repository first = first(old)) {
      CloneReport report = first.cloneTo(there, count -> {});
      assertSame(first, there);
      assertEquals(List.of(), report.problems());
      assertTrue(report.storageSettingsDropped());
      assertEquals(keys(there).size(), report.objects());
      assertFalse(keys(there).contains("repo"));
      assertFalse(keys(there).contains("chunks/" + "0".repeat(20)));
      InvalidInputException twice =
          assertThrows(InvalidInputException.class, () -> first.cloneTo(there, count -> {}));
      assertEquals(ErrorKind.PARENT_DIRECTORY_NOT_CLEAN, twice.kind());
    }
  }

  @Test
  void refsOfFormat1ThatMoveMeanwhileAreCopiedAsTheyWere() {
    try (Storage old = Storage.inMemory();
        Storage there = Storage.inMemory();
        Repository first = first(old)) {
      SnapshotId before = first.lookupBranch("main");
      AtomicInteger times = new AtomicInteger();
      first.cloneTo(
          there,
          count -> {
            int time = times.incrementAndGet();
            first.createTag("late" + time, first.lookupBranch("main"));
            first.transaction(
                "main", "late", store -> store.set("a/c/2", utf8("x".repeat(600 + time))));
          });
      assertTrue(times.get() > 2);
      try (Repository clone = Repository.open(there)) {
        assertEquals(before, clone.lookupBranch("main"));
        assertEquals(Set.of("kept"), clone.tags().keySet());
      }
    }
  }

  @Test
  void aCloneOfFormat1ThatFailedAnywhereIsNoRepositoryAndGoesOn() {
    try (Storage old = Storage.inMemory();
        Repository first = first(old)) {
      boolean done = false;
      for (int at = 0; !done; at++) {
        try (Storage there = Storage.inMemory()) {
          try {
            first.cloneTo(new Dying(there, at, false).storage(), count -> {});
            done = true;
          } catch (IcechunkException e) {
            if (!Repository.exists(there)) {
              first.cloneTo(there, count -> {});
            }
          }
          assertSame(first, there);
        }
      }
    }
  }

  @Test
  void aRefThatIsInTheWayIsAnErrorAndStays() {
    String key = "refs/branch.side/ref.json";
    try (Storage old = Storage.inMemory();
        Storage there = Storage.inMemory();
        Repository first = first(old)) {
      MemorySegment other = utf8("{\"snapshot\":\"1CECHNKREP0F1RSTCMT0\"}");
      Futures.await(there.put(key, other, PutOptions.chunk()));
      ConflictException e =
          assertThrows(ConflictException.class, () -> first.cloneTo(there, count -> {}));
      assertEquals(ErrorKind.REPO_INFO_UPDATED, e.kind());
      assertFalse(Repository.exists(there));
    }
  }

  /// A storage whose process dies after some requests, or that loses the answer to the write of the
  /// repository file.
  private record Dying(Storage real, AtomicInteger left, boolean loseAnswer) {
    Dying(Storage real, int requests, boolean loseAnswer) {
      this(real, new AtomicInteger(requests), loseAnswer);
    }

    Storage storage() {
      return (Storage)
          Proxy.newProxyInstance(
              Storage.class.getClassLoader(),
              new Class<?>[] {Storage.class},
              (proxy, method, args) -> request(method, args));
    }

    private Object request(Method method, Object[] args) throws Throwable {
      boolean future = method.getReturnType() == CompletableFuture.class;
      boolean request = future || method.getName().equals("list");
      if (!loseAnswer && request && left.getAndDecrement() <= 0) {
        if (!future) {
          throw lost();
        }
        return CompletableFuture.failedFuture(lost());
      }
      Object answer;
      try {
        answer = method.invoke(real, args);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
      if (loseAnswer && method.getName().equals("put") && args[0].equals("repo")) {
        Futures.await((CompletableFuture<?>) answer);
        return CompletableFuture.failedFuture(lost());
      }
      return answer;
    }

    private static StorageException lost() {
      return new StorageException(ErrorKind.OBJECT_STORE, "x", "the storage is gone");
    }
  }
}
