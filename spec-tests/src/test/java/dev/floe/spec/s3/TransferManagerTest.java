package dev.floe.spec.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.Engine;
import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.config.StorageRetriesSettings;
import dev.floe.config.StorageSettings;
import dev.floe.error.IcechunkException;
import dev.floe.error.StorageException;
import dev.floe.io.S3Credentials;
import dev.floe.io.S3StorageBuilder;
import dev.floe.maintenance.CloneReport;
import dev.floe.memory.SegmentPool;
import dev.floe.spec.net.PrivateAuthority;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.PutOptions;
import dev.floe.storage.Storage;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clones between local files and S3 whose large chunks `S3TransferManager` carries, over a server
/// on which things go wrong.
class TransferManagerTest {
  private static final String SECRET = "testsecret12";
  private static final StorageSettings QUICK =
      StorageSettings.builder()
          .retries(
              StorageRetriesSettings.builder()
                  .maxTries(2)
                  .initialBackoff(Duration.ofMillis(1))
                  .maxBackoff(Duration.ofMillis(1))
                  .build())
          .build();
  private static final Executor COPIER = work -> Thread.ofPlatform().start(work);
  private static final Predicate<S3Request> MANAGER =
      request -> request.header("user-agent").orElse("").contains("CRTS3");

  @TempDir Path directory;
  private final Engine engine = Engine.create(1L << 30);
  private final List<String> said = new ArrayList<>();
  private S3Server server;
  private Storage files;
  private Map<String, Long> chunks;

  @BeforeEach
  void start() {
    server = S3Server.start();
    files = Storage.localFilesystem(directory.resolve("source"));
    LargeChunks.create(files);
    chunks = chunks(files);
    server.requests().clear();
  }

  @AfterEach
  void stop() {
    files.close();
    server.close();
    engine.close();
  }

  private S3StorageBuilder bucket(String prefix) {
    return S3StorageBuilder.of("bucket", prefix)
        .endpointUrl(server.endpoint().toString())
        .allowHttp(true)
        .region("us-east-1")
        .credentials(S3Credentials.Keys.of("testkey", SECRET))
        .largeCopiesThroughTransferManager(LargeChunks.LARGE_BYTES);
  }

  private CloneReport copy(Storage from, Storage to) {
    try (Repository source = Repository.open(from, RepositoryOptions.STANDARD.withEngine(engine))) {
      return source.cloneTo(to, _ -> {});
    }
  }

  private static Map<String, Long> chunks(Storage storage) {
    Map<String, Long> found = new TreeMap<>();
    try (Stream<ObjectInfo> objects = storage.list("chunks")) {
      objects.forEach(object -> found.put(object.key(), object.sizeBytes()));
    }
    return found;
  }

  private List<String> large() {
    return chunks.keySet().stream()
        .filter(key -> chunks.get(key) >= LargeChunks.LARGE_BYTES)
        .toList();
  }

  private long managers(S3Operation operation) {
    return server.requests().entries().stream()
        .filter(entry -> entry.operation() == operation && entry.agent().contains("CRTS3"))
        .count();
  }

  private static List<String> leftOver(Path root) {
    try (Stream<Path> all = Files.walk(root)) {
      return all.map(Path::toString)
          .filter(name -> name.contains("/chunks/") && name.contains("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void largeChunksGoByTheManagerAndAllElseDoesNot() {
    try (Storage bucket = bucket("up").open();
        Storage back = Storage.localFilesystem(directory.resolve("back"))) {
      CloneReport up = copy(files, bucket);
      assertEquals(List.of(), up.problems());
      assertEquals(large().size(), managers(S3Operation.CREATE_UPLOAD));
      assertEquals(0, managers(S3Operation.PUT_OBJECT));
      LargeChunks.assertSame(files, bucket);
      server.requests().clear();
      CloneReport down = copy(bucket, back);
      assertEquals(up.objects(), down.objects());
      long parts = managers(S3Operation.GET_OBJECT);
      assertTrue(parts >= 2L * large().size(), "in parts: " + parts);
      assertTrue(
          server.requests().entries().stream()
              .filter(entry -> entry.agent().contains("CRTS3"))
              .allMatch(entry -> large().stream().anyMatch(entry.key()::endsWith)));
      LargeChunks.assertSame(files, back);
      assertEquals(List.of(), leftOver(directory));
    }
    assertEquals(0, engine.memory().reservedBytes(), "given back");
  }

  @Test
  void whatTheManagerDoesNotBringGoesWithout() {
    try (Storage bucket = bucket("up").open();
        Storage back = Storage.localFilesystem(directory.resolve("back"))) {
      server.faults(S3FaultPlan.always(MANAGER, new S3Fault.Refused(400, "NotLiked")));
      assertEquals(List.of(), copy(files, bucket).problems());
      LargeChunks.assertSame(files, bucket);
      assertTrue(server.requests().entries().stream().anyMatch(e -> e.agent().contains("CRTS3")));
      assertEquals(List.of(), copy(bucket, back).problems());
      LargeChunks.assertSame(files, back);
      assertEquals(List.of(), leftOver(directory));
    }
  }

  @Test
  void aCloneThatWasCutGoesOn() {
    try (Storage bucket = bucket("up").open()) {
      String last = large().getLast();
      Predicate<S3Request> itsWrites =
          request -> request.key().endsWith(last) && !request.method().equals("HEAD");
      server.faults(S3FaultPlan.always(itsWrites, new S3Fault.Refused(403, "AccessDenied")));
      StorageException e = assertThrows(StorageException.class, () -> copy(files, bucket));
      assertTrue(e.getMessage().contains(last), e.getMessage());
      assertFalse(Repository.exists(bucket));
      Map<String, Long> there = chunks(bucket);
      assertFalse(there.containsKey(last));
      server.faults(S3FaultPlan.none());
      CloneReport report = copy(files, bucket);
      assertEquals(there.size(), report.objects() - report.copied());
      LargeChunks.assertSame(files, bucket);
    }
  }

  private static S3FaultPlan counted(
      AtomicInteger count, Predicate<S3Request> kind, S3Fault fault) {
    return request -> {
      if (!kind.test(request)) {
        return S3Fault.NONE;
      }
      count.incrementAndGet();
      return fault;
    };
  }

  /// Begins a copy, and interrupts it when the manager has made some requests.
  private void interrupted(Storage from, Storage to, S3Operation held) throws Exception {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    AtomicInteger asked = new AtomicInteger();
    server.faults(
        counted(
            asked,
            request -> MANAGER.test(request) && request.operation() == held,
            new S3Fault.HeldAnswer(gate)));
    CompletableFuture<Throwable> end = new CompletableFuture<>();
    Thread copier =
        Thread.ofPlatform()
            .start(() -> {
              try {
                copy(from, to);
                end.complete(null);
              } catch (RuntimeException e) {
                end.complete(e);
              }
            });
    while (asked.get() < 2) {
      Thread.onSpinWait();
    }
    copier.interrupt();
    copier.join();
    assertInstanceOf(IcechunkException.class, end.join());
    server.faults(S3FaultPlan.none());
    gate.complete(null);
    assertFalse(Repository.exists(to));
  }

  @Test
  void whoIsInterruptedLeavesNoPartOfAnUpload() throws Exception {
    try (Storage bucket = bucket("up").open()) {
      interrupted(files, bucket, S3Operation.UPLOAD_PART);
      long begun = server.requests().count(S3Operation.CREATE_UPLOAD);
      assertTrue(begun > 0);
      while (server.requests().count(S3Operation.ABORT_UPLOAD) < begun) {
        Thread.onSpinWait();
      }
      assertTrue(chunks(bucket).keySet().stream().noneMatch(large()::contains));
      assertEquals(List.of(), copy(files, bucket).problems());
      LargeChunks.assertSame(files, bucket);
    }
  }

  @Test
  void whoIsInterruptedLeavesNoPartOfADownload() throws Exception {
    Path root = directory.resolve("back");
    try (Storage bucket = bucket("up").open();
        Storage back = Storage.localFilesystem(root)) {
      copy(files, bucket);
      server.requests().clear();
      interrupted(bucket, back, S3Operation.GET_OBJECT);
      assertTrue(chunks(back).keySet().stream().noneMatch(large()::contains));
      assertEquals(List.of(), leftOver(root));
      assertEquals(List.of(), copy(bucket, back).problems());
      LargeChunks.assertSame(files, back);
    }
  }

  @Test
  void anObjectThatChangesMeanwhileIsAnError() {
    Path root = directory.resolve("back");
    try (Storage bucket = bucket("up").open();
        Storage back = Storage.localFilesystem(root)) {
      copy(files, bucket);
      String key = large().getFirst();
      CompletableFuture<Void> gate = new CompletableFuture<>();
      AtomicInteger asked = new AtomicInteger();
      server.faults(
          counted(
              asked,
              request ->
                  MANAGER.test(request)
                      && request.operation() == S3Operation.GET_OBJECT
                      && request.key().endsWith(key),
              new S3Fault.Held(gate)));
      CompletableFuture<CloneReport> copy =
          CompletableFuture.supplyAsync(() -> copy(bucket, back), COPIER);
      while (asked.get() < 2) {
        Thread.onSpinWait();
      }
      MemorySegment other = MemorySegment.ofArray(new byte[chunks.get(key).intValue()]);
      bucket.put(key, other, PutOptions.chunk()).join();
      gate.complete(null);
      CompletionException failure = assertThrows(CompletionException.class, copy::join);
      StorageException e = assertInstanceOf(StorageException.class, failure.getCause());
      assertTrue(e.getMessage().contains("s3://bucket/up/" + key), e.getMessage());
      assertTrue(e.getMessage().contains("changed while it was copied"), e.getMessage());
      assertFalse(back.head(key).join().isPresent());
      assertEquals(List.of(), leftOver(root));
    }
  }

  @Test
  void theVersionIsAskedForInEveryPart() {
    try (Storage bucket = bucket("up").open();
        Storage back = Storage.localFilesystem(directory.resolve("back"))) {
      copy(files, bucket);
      List<String> conditions = new ArrayList<>();
      server.faults(request -> {
        if (MANAGER.test(request)) {
          conditions.add(request.header("if-match").orElse("none"));
        }
        return S3Fault.NONE;
      });
      copy(bucket, back);
      assertTrue(conditions.size() >= 2 * large().size());
      assertFalse(conditions.contains("none"));
    }
  }

  @Test
  void bodiesThatEndTooSoonAreAnErrorThatNamesTheObject() {
    Path root = directory.resolve("back");
    try (Storage bucket = bucket("up").settings(QUICK).open();
        Storage back = Storage.localFilesystem(root)) {
      copy(files, bucket);
      String key = large().getFirst();
      server.faults(
          S3FaultPlan.always(
              request ->
                  request.operation() == S3Operation.GET_OBJECT && request.key().endsWith(key),
              new S3Fault.CutBody(1000)));
      StorageException e = assertThrows(StorageException.class, () -> copy(bucket, back));
      assertTrue(e.getMessage().contains(key), e.getMessage());
      assertFalse(back.head(key).join().isPresent());
      assertEquals(List.of(), leftOver(root));
    }
  }

  /// CRT knows nothing of a trust of one's own: neither reads nor copies go by it.
  @Test
  void underATrustOfOnesOwnNettyCarriesAll() throws Exception {
    PrivateAuthority authority = PrivateAuthority.make(directory);
    S3ServerOptions options =
        S3ServerOptions.STANDARD.withTls(SslContextBuilder.forServer(authority.server()).build());
    try (S3Server secure = S3Server.start(options);
        Storage bucket =
            S3StorageBuilder.of("bucket", "up")
                .endpointUrl(secure.endpoint().toString())
                .region("us-east-1")
                .credentials(S3Credentials.Keys.of("testkey", SECRET))
                .tls(authority.context())
                .largeReadsThroughCrt(1 << 20)
                .largeCopiesThroughTransferManager(LargeChunks.LARGE_BYTES)
                .open();
        Storage back = Storage.localFilesystem(directory.resolve("back"))) {
      assertEquals(List.of(), copy(files, bucket).problems());
      assertEquals(List.of(), copy(bucket, back).problems());
      LargeChunks.assertSame(files, back);
      assertTrue(secure.requests().total() > 10);
      assertTrue(secure.requests().entries().stream().noneMatch(e -> e.agent().contains("CRTS3")));
    }
  }

  @Test
  void noSecretIsLogged() {
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            synchronized (said) {
              said.add(record.getMessage() + " " + record.getThrown());
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger floe = Logger.getLogger("dev.floe");
    floe.addHandler(handler);
    floe.setLevel(Level.ALL);
    try (Storage bucket = bucket("up").open()) {
      server.faults(S3FaultPlan.always(MANAGER, S3Fault.EXPIRED_TOKEN));
      copy(files, bucket);
      SegmentPool pool = new SegmentPool(SegmentPool.Options.limitedTo(1 << 30), System::nanoTime);
      var transfers = bucket.fileTransfers(pool).orElseThrow();
      said.add(transfers.toString());
      assertTrue(transfers.takes(LargeChunks.LARGE_BYTES));
      String key = large().getFirst();
      var upload =
          transfers.upload(
              key,
              files.objectFiles().orElseThrow().file(key),
              chunks.get(key),
              PutOptions.chunk(),
              _ -> {});
      Throwable e = assertThrows(RuntimeException.class, upload::join);
      said.add(e + " " + e.getCause());
      transfers.close();
      pool.close();
    } finally {
      floe.removeHandler(handler);
      floe.setLevel(null);
    }
    assertTrue(said.stream().noneMatch(line -> line.contains(SECRET)), said::toString);
    assertTrue(said.stream().anyMatch(line -> line.contains("s3://bucket/up/chunks/")));
  }
}
