package dev.floe.spec.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.config.StorageRetriesSettings;
import dev.floe.config.StorageSettings;
import dev.floe.config.StorageTimeoutSettings;
import dev.floe.error.InvalidInputException;
import dev.floe.error.StorageException;
import dev.floe.error.VirtualChunkException;
import dev.floe.format.ByteRange;
import dev.floe.format.Checksum;
import dev.floe.io.S3Credentials;
import dev.floe.io.S3StorageBuilder;
import dev.floe.memory.SegmentPool;
import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.PutOptions;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageTerms;
import dev.floe.storage.Target;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Large ranges through the native client, over a server on which things go wrong.
class LargeReadsTest {
  private static final int BYTES = 20 << 20;
  private static final Predicate<S3Request> GETS = S3FaultPlan.kind(S3Operation.GET_OBJECT, "");

  private final Arena arena = Arena.ofShared();
  private final MemorySegment content = arena.allocate(BYTES);
  private final MemorySegment place = arena.allocate(BYTES);
  private S3Server server;
  private Storage storage;

  @BeforeEach
  void start() {
    start(S3ServerOptions.STANDARD);
  }

  private void start(S3ServerOptions options) {
    server = S3Server.start(options);
    byte[] bytes = new byte[BYTES];
    new Random(11).nextBytes(bytes);
    content.copyFrom(MemorySegment.ofArray(bytes));
    storage = open(S3Credentials.Keys.of("testkey", "testsecret12"));
    storage.put("chunks/L", content, PutOptions.chunk()).join();
    server.requests().clear();
  }

  @AfterEach
  void stop() {
    storage.close();
    server.close();
    arena.close();
  }

  private Storage open(S3Credentials credentials) {
    return S3StorageBuilder.of("bucket", "p")
        .endpointUrl(server.endpoint().toString())
        .allowHttp(true)
        .region("us-east-1")
        .credentials(credentials)
        .largeReadsThroughCrt(1 << 20)
        .settings(
            StorageSettings.builder()
                .timeouts(
                    StorageTimeoutSettings.builder()
                        .read(Duration.ofSeconds(2))
                        .operationAttempt(Duration.ofSeconds(3))
                        .build())
                .retries(
                    StorageRetriesSettings.builder()
                        .maxTries(3)
                        .initialBackoff(Duration.ofMillis(1))
                        .maxBackoff(Duration.ofMillis(10))
                        .build())
                .build())
        .open();
  }

  private CompletableFuture<GetResult> begin(GetOptions options, long lengthBytes) {
    place.fill((byte) 0);
    return storage.get("chunks/L", options, Target.of(place.asSlice(0, lengthBytes)));
  }

  private void read(long start, long end) {
    GetResult result = begin(GetOptions.range(ByteRange.of(start, end)), end - start).join();
    GetResult.Modified read = assertInstanceOf(GetResult.Modified.class, result);
    assertEquals(end - start, read.lengthBytes());
    assertEquals(BYTES, read.objectBytes());
    assertEquals(-1, content.asSlice(start, end - start).mismatch(place.asSlice(0, end - start)));
    assertEquals(storage.head("chunks/L").join().orElseThrow().version().get(), read.version());
  }

  /// How many requests the native client has made.
  private long nativeRequests() {
    return server.requests().entries().stream()
        .filter(entry -> entry.agent().contains("CRTS3"))
        .count();
  }

  private static <T extends Throwable> T failure(Class<T> kind, CompletableFuture<?> read) {
    return assertInstanceOf(kind, assertThrows(CompletionException.class, read::join).getCause());
  }

  @Test
  void rangesFromTheCrossoverOnAndNoOthersGoThere() {
    read(3, 3 + (1 << 20) - 1);
    assertEquals(0, nativeRequests());
    read(3, 3 + (1 << 20));
    assertEquals(1, nativeRequests());
    read(0, BYTES);
    assertEquals(4, nativeRequests());
    assertEquals(5, server.requests().count(S3Operation.GET_OBJECT));
    byte[] heap = new byte[2 << 20];
    GetOptions options = GetOptions.range(ByteRange.of(5, 5 + heap.length));
    storage.get("chunks/L", options, _ -> MemorySegment.ofArray(heap)).join();
    assertEquals(4, nativeRequests(), "a target that may wait is not asked on a native thread");
  }

  @Test
  void aRangePastTheEndIsRefusedAndAnObjectThatIsMissingIsMissing() {
    GetOptions past = GetOptions.range(ByteRange.of(BYTES - (2 << 20), BYTES + (2 << 20)));
    failure(InvalidInputException.class, begin(past, 4 << 20));
    GetOptions range = GetOptions.range(ByteRange.of(0, 2 << 20));
    assertInstanceOf(
        GetResult.Missing.class, storage.get("chunks/N", range, Target.of(place)).join());
  }

  @Test
  void whatGoesWrongIsAskedForAgain() {
    for (S3Fault fault :
        new S3Fault[] {
          new S3Fault.CutBody(1_000_000),
          S3Fault.LOST_REQUEST,
          S3Fault.LOST_ANSWER,
          S3Fault.SLOW_DOWN,
          S3Fault.INTERNAL_ERROR,
          new S3Fault.StalledBody(1_000_000)
        }) {
      for (int which = 0; which < 2; which++) {
        server.faults(S3FaultPlan.at(GETS, which, fault));
        read(5, 5 + (18 << 20));
      }
    }
    assertTrue(nativeRequests() > 12, "by " + nativeRequests());
  }

  @Test
  void whereTheServersClockIsAnotherNettyReads() {
    server.faults(S3FaultPlan.at(_ -> true, 0, S3Fault.SKEWED_CLOCK));
    read(5, 5 + (2 << 20));
    long before = nativeRequests();
    read(5, 5 + (2 << 20));
    assertEquals(before + 1, nativeRequests(), "it was not");
    storage.close();
    server.close();
    start(
        S3ServerOptions.STANDARD.withClock(
            InstantSource.offset(InstantSource.system(), Duration.ofHours(1))));
    read(5, 5 + (2 << 20));
    assertEquals(0, nativeRequests());
  }

  @Test
  void aServerThatIgnoresRangesIsAFailure() {
    server.faults(S3FaultPlan.always(GETS, S3Fault.IGNORED_RANGE));
    StorageException failure =
        failure(
            StorageException.class,
            begin(GetOptions.range(ByteRange.of(100, 100 + (2 << 20))), 2 << 20));
    assertTrue(failure.getMessage().contains("s3://bucket/p/chunks/L"), failure.getMessage());
  }

  @Test
  void aPartOfAnotherRangeIsNeverTaken() {
    int length = BYTES - (1 << 20);
    S3Fault shifted = new S3Fault.ShiftedRange(1);
    for (int which = 0; which < 3; which++) {
      server.faults(S3FaultPlan.at(GETS, which, shifted));
      try {
        read(0, length);
      } catch (CompletionException e) {
        assertInstanceOf(StorageException.class, e.getCause());
      }
    }
    assertTrue(nativeRequests() > 6, "by " + nativeRequests());
    server.faults(S3FaultPlan.always(GETS, shifted));
    StorageException failure =
        failure(StorageException.class, begin(GetOptions.range(ByteRange.of(0, length)), length));
    assertTrue(failure.getMessage().contains("s3://bucket/p/chunks/L"), failure.getMessage());
  }

  /// What the native client split would come without its head.
  @Test
  void everyPartIsOneRequest() {
    Random random = new Random(2);
    for (int i = 0; i < 20; i++) {
      server.requests().clear();
      long start = random.nextLong(BYTES - (1 << 20));
      long end = start + (1 << 20) + random.nextLong(BYTES - (1 << 20) - start + 1);
      read(start, end);
      long parts = ((end - 1) >> 23) - (start >> 23) + 1;
      assertEquals(parts, nativeRequests(), start + ":" + end);
    }
  }

  @Test
  void anotherVersionThanTheGuardsIsAFailure() {
    Checksum guard = new Checksum.ETag("other");
    GetOptions options = GetOptions.guarded(ByteRange.of(0, 2 << 20), Optional.of(guard));
    failure(VirtualChunkException.class, begin(options, 2 << 20));
    assertEquals(1, server.requests().total());
  }

  @Test
  void partsOfTwoVersionsAreNeverPutTogether() {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    server.faults(S3FaultPlan.storm(GETS, 1, 2, new S3Fault.Held(gate)));
    CompletableFuture<GetResult> read = begin(GetOptions.range(ByteRange.of(0, BYTES)), BYTES);
    while (server.requests().count(S3Operation.GET_OBJECT) < 3) {
      Thread.onSpinWait();
    }
    content.fill((byte) 9);
    storage.put("chunks/L", content, PutOptions.chunk()).join();
    gate.complete(null);
    StorageException failure = failure(StorageException.class, read);
    assertTrue(failure.getMessage().contains("changed while it was read"), failure.getMessage());
  }

  @Test
  void aCancelledReadEndsWhenNothingIsWrittenAnyMore() {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    server.faults(S3FaultPlan.storm(GETS, 1, 2, new S3Fault.HeldAnswer(gate)));
    CompletableFuture<GetResult> read = begin(GetOptions.range(ByteRange.of(0, BYTES)), BYTES);
    while (server.requests().count(S3Operation.GET_OBJECT) < 3) {
      Thread.onSpinWait();
    }
    read.cancel(true);
    assertThrows(CancellationException.class, read::join);
    place.fill((byte) 77);
    gate.complete(null);
    server.faults(S3FaultPlan.none());
    storage
        .get(
            "chunks/L",
            GetOptions.range(ByteRange.of(0, 4 << 20)),
            Target.of(arena.allocate(4 << 20)))
        .join();
    for (long i = 0; i < BYTES; i++) {
      assertEquals(77, place.get(ValueLayout.JAVA_BYTE, i));
    }
  }

  @Test
  void keysAreThoseThatAreGoodAtTheTime() {
    S3Credentials.Keys keys = S3Credentials.Keys.of("testkey", "testsecret12");
    List<Integer> asked = new ArrayList<>();
    storage.close();
    storage =
        open(
            new S3Credentials.Refreshing(() -> {
              asked.add(1);
              return keys;
            }));
    read(0, 2 << 20);
    server.faults(S3FaultPlan.storm(_ -> true, 0, 2, S3Fault.EXPIRED_TOKEN));
    read(0, 2 << 20);
    assertEquals(2, asked.size());
  }

  @Test
  void buffersAreReservedInTheBudgetAndGivenBack() {
    try (SegmentPool pool = SegmentPool.checked(512L << 20, System::nanoTime)) {
      Storage counted = storage.under(new StorageTerms(StorageSettings.empty(), pool));
      long before = pool.statistics().reservedBytes();
      GetOptions range = GetOptions.range(ByteRange.of(0, 2 << 20));
      counted.get("chunks/L", range, Target.of(place)).join();
      assertEquals(before + (128L << 20), pool.statistics().reservedBytes());
      counted.close();
      assertEquals(0, pool.statistics().reservedBytes());
    }
    assertTrue(nativeRequests() > 0);
  }

  /// Reads of all sizes at all offsets, a third of them cancelled at some moment.
  @Test
  void readsAndCancellationsOfAllKindsLeaveNothingBehind() {
    Random random = new Random(3);
    List<CompletableFuture<GetResult>> reads = new ArrayList<>();
    List<Runnable> checks = new ArrayList<>();
    try (Arena own = Arena.ofShared()) {
      for (int i = 0; i < 400; i++) {
        int length = (1 << 20) + random.nextInt(random.nextBoolean() ? 1000 : 2 << 20);
        long start = random.nextLong(BYTES - length);
        MemorySegment into = own.allocate(length);
        CompletableFuture<GetResult> read =
            storage.get(
                "chunks/L", GetOptions.range(ByteRange.of(start, start + length)), Target.of(into));
        boolean cancels = random.nextInt(3) == 0;
        if (cancels) {
          long nanos = ThreadLocalRandom.current().nextLong(2_000_000);
          long end = System.nanoTime() + nanos;
          while (System.nanoTime() < end && !read.isDone()) {
            Thread.onSpinWait();
          }
          read.cancel(true);
        }
        reads.add(read);
        checks.add(() -> assertEquals(-1, content.asSlice(start, length).mismatch(into)));
        if (reads.size() == 16) {
          settle(reads, checks);
        }
      }
      settle(reads, checks);
    }
    assertTrue(nativeRequests() > 200, "for 400 reads " + nativeRequests());
  }

  private static void settle(List<CompletableFuture<GetResult>> reads, List<Runnable> checks) {
    for (int i = 0; i < reads.size(); i++) {
      try {
        reads.get(i).join();
        checks.get(i).run();
      } catch (CancellationException _) {
        // As was asked.
      }
    }
    reads.clear();
    checks.clear();
  }
}
