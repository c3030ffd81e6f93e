package dev.floe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.config.CompressionConfig;
import dev.floe.config.RepositoryConfig;
import dev.floe.conflict.ConflictDetector;
import dev.floe.format.SpecVersion;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Handles that share an engine and a storage commit together and share what is cached.
@Timeout(60)
class HandlesOfOneEngineTest {
  private static final int HANDLES = 6;
  private static final CommitOptions REBASING = CommitOptions.rebaseWith(new ConflictDetector());
  private static final String ARRAY =
      """
      {"zarr_format":3,"node_type":"array","shape":[1000],"data_type":"uint8",\
      "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[1]}},\
      "chunk_key_encoding":{"name":"default","configuration":{"separator":"/"}},\
      "fill_value":0,"codecs":[{"name":"bytes"}],"attributes":{}}\
      """;

  private final Engine engine = Engine.create(64 << 20);
  private final Storage memory = Storage.inMemory();
  private final AtomicInteger swaps = new AtomicInteger();
  private final AtomicInteger snapshotReads = new AtomicInteger();
  private final List<Repository> handles = new ArrayList<>();

  /// Swaps wait until so many transaction logs were written.
  private volatile CountDownLatch logs = new CountDownLatch(0);

  private final Storage storage =
      (Storage)
          Proxy.newProxyInstance(
              Storage.class.getClassLoader(), new Class<?>[] {Storage.class}, this::request);

  private Object request(Object self, Method method, Object[] arguments) throws Throwable {
    String key = arguments != null && arguments[0] instanceof String first ? first : "";
    String name = method.getName();
    if (name.equals("under")) {
      return self;
    }
    if (name.equals("get") && key.startsWith("snapshots/")) {
      snapshotReads.incrementAndGet();
    }
    if (name.equals("put") && key.startsWith("transactions/")) {
      logs.countDown();
    }
    if (!name.equals("put") || !key.equals("repo")) {
      return answer(method, arguments);
    }
    swaps.incrementAndGet();
    CountDownLatch until = logs;
    return CompletableFuture.supplyAsync(
            () -> after(until, method, arguments), Thread::startVirtualThread)
        .thenCompose(put -> put);
  }

  private CompletableFuture<Object> after(CountDownLatch until, Method method, Object[] arguments) {
    try {
      until.await();
      @SuppressWarnings("unchecked") // what a put answers
      CompletableFuture<Object> put = (CompletableFuture<Object>) answer(method, arguments);
      return put;
    } catch (Throwable e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private Object answer(Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(memory, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static MemorySegment bytes(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  @BeforeEach
  void open() {
    RepositoryOptions options = RepositoryOptions.STANDARD.withEngine(engine);
    handles.add(Repository.create(storage, options));
    handles
        .getFirst()
        .transaction("main", "array", store -> store.set("a/zarr.json", bytes(ARRAY)));
    while (handles.size() < HANDLES) {
      handles.add(Repository.open(storage, options));
    }
  }

  @AfterEach
  void close() {
    handles.forEach(Repository::close);
    engine.close();
    memory.close();
  }

  private void commit(int chunk) {
    Session session = handles.get(chunk % HANDLES).writableSession("main");
    session.store().set("a/c/" + chunk, bytes("x"));
    session.commit("one", REBASING);
  }

  @Test
  void commitsThatWaitGoThroughOneSwap() throws Exception {
    swaps.set(0);
    logs = new CountDownLatch(HANDLES);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < HANDLES; i++) {
        int chunk = i;
        running.add(threads.submit(() -> commit(chunk)));
      }
      for (Future<?> done : running) {
        done.get();
      }
    }
    int sent = swaps.get();
    assertTrue(sent == 2 || sent == 3, sent + " swaps");
    try (Stream<?> all = handles.getLast().ancestry(Version.MAIN)) {
      assertEquals(HANDLES + 2, all.count());
    }
  }

  @Test
  void whatOneHandleCachedAnotherNeedNotRead() {
    commit(0);
    snapshotReads.set(0);
    assertTrue(handles.getLast().readonlySession(Version.MAIN).store().exists("a/c/0"));
    assertEquals(0, snapshotReads.get());
  }

  @Test
  void whatTheyShareIsClosedWithTheLastOfThem() {
    commit(0);
    handles.getFirst().close();
    handles.getFirst().close();
    commit(1);
    handles.subList(1, HANDLES - 1).forEach(Repository::close);
    commit(HANDLES - 1);
    assertTrue(engine.memory().leasedBytes() > 0);
    handles.getLast().close();
    assertEquals(0, engine.memory().leasedBytes());
  }

  @Test
  void whoIsConfiguredOtherwiseSharesNothing() {
    CompressionConfig level = CompressionConfig.builder().level(7).build();
    RepositoryConfig other = RepositoryConfig.builder().compression(level).build();
    OpenRepositories open = new OpenRepositories();
    OpenRepositories.Key key =
        new OpenRepositories.Key(storage, SpecVersion.V2, RepositoryConfig.empty());
    OpenRepositories.Common common = common();
    assertSame(common, open.use(key, () -> common).common());
    assertSame(common, open.use(key, HandlesOfOneEngineTest::common).common());
    for (OpenRepositories.Key another :
        List.of(
            new OpenRepositories.Key(memory, SpecVersion.V2, RepositoryConfig.empty()),
            new OpenRepositories.Key(storage, SpecVersion.V1, RepositoryConfig.empty()),
            new OpenRepositories.Key(storage, SpecVersion.V2, other))) {
      assertNotSame(common, open.use(another, HandlesOfOneEngineTest::common).common());
    }
  }

  private static OpenRepositories.Common common() {
    return new OpenRepositories.Common(null, null, null);
  }
}
