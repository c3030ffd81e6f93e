package dev.floe.spec.s3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.config.StorageConcurrencySettings;
import dev.floe.config.StorageRetriesSettings;
import dev.floe.config.StorageSettings;
import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.format.ByteRange;
import dev.floe.io.S3Credentials;
import dev.floe.io.S3StorageBuilder;
import dev.floe.storage.DeleteResult;
import dev.floe.storage.GetOptions;
import dev.floe.storage.ObjectVersion;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.PutResult;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// S3 storage over a server on which things go wrong.
class S3StorageFaultsTest {
  private static final Predicate<S3Request> PUTS = S3FaultPlan.kind(S3Operation.PUT_OBJECT, "");
  private static final MemorySegment ONE = MemorySegment.ofArray(new byte[] {1});
  private static final MemorySegment TWO = MemorySegment.ofArray(new byte[] {2});

  private S3Server server;
  private Storage storage;

  @BeforeEach
  void start() {
    server =
        S3Server.start(
            S3ServerOptions.STANDARD.withSmallestPartBytes(5 << 20).withLargestCopyBytes(6 << 20));
    storage = open(10);
  }

  private Storage open(int tries) {
    return S3StorageBuilder.of("bucket", "p")
        .endpointUrl(server.endpoint().toString())
        .allowHttp(true)
        .region("us-east-1")
        .credentials(S3Credentials.Keys.of("testkey", "testsecret12"))
        .settings(
            StorageSettings.builder()
                .minimumSizeForMultipartUpload(6 << 20)
                .concurrency(
                    StorageConcurrencySettings.builder()
                        .idealConcurrentRequestSize(5 << 20)
                        .maxConcurrentRequestsForObject(3)
                        .build())
                .retries(
                    StorageRetriesSettings.builder()
                        .maxTries(tries)
                        .initialBackoff(Duration.ofMillis(1))
                        .maxBackoff(Duration.ofMillis(10))
                        .build())
                .build())
        .open();
  }

  @AfterEach
  void stop() {
    storage.close();
    server.close();
  }

  private PutResult put(MemorySegment body, Precondition precondition) {
    return storage.put("repo", body, PutOptions.root(precondition, Map.of())).join();
  }

  private byte[] read(String key, int length) {
    byte[] bytes = new byte[length];
    storage.get(key, GetOptions.WHOLE, _ -> MemorySegment.ofArray(bytes)).join();
    return bytes;
  }

  @Test
  void aLostAnswerIsNoConflictWithOneself() {
    for (S3Fault fault :
        new S3Fault[] {
          S3Fault.LOST_ANSWER,
          new S3Fault.RefusedThough(S3Fault.INTERNAL_ERROR),
          S3Fault.LOST_REQUEST,
          S3Fault.SLOW_DOWN
        }) {
      server.faults(S3FaultPlan.none());
      storage.delete(List.of("repo")).join();
      server.faults(S3FaultPlan.at(PUTS, 0, fault));
      PutResult.Updated first =
          assertInstanceOf(PutResult.Updated.class, put(ONE, Precondition.ABSENT), fault::toString);
      server.faults(S3FaultPlan.at(PUTS, 0, fault));
      Precondition at = new Precondition.At(first.version());
      PutResult.Updated second =
          assertInstanceOf(PutResult.Updated.class, put(TWO, at), fault::toString);
      assertEquals(
          second.version(), storage.head("repo").join().orElseThrow().version().orElseThrow());
      assertArrayEquals(new byte[] {2}, read("repo", 1));
      assertInstanceOf(PutResult.NotOnLatestVersion.class, put(ONE, at));
    }
  }

  @Test
  void whoCannotTellSaysSo() {
    storage.close();
    storage = open(1);
    server.faults(S3FaultPlan.at(PUTS, 0, S3Fault.LOST_ANSWER));
    CompletionException thrown =
        assertThrows(CompletionException.class, () -> put(ONE, Precondition.ABSENT));
    assertInstanceOf(StorageException.class, thrown.getCause());
    assertInstanceOf(PutResult.NotOnLatestVersion.class, put(TWO, Precondition.ABSENT));
  }

  @Test
  void aConflictOfTheServersIsAConflict() {
    server.faults(S3FaultPlan.at(PUTS, 0, S3Fault.CONDITIONAL_CONFLICT));
    assertInstanceOf(PutResult.NotOnLatestVersion.class, put(ONE, Precondition.ABSENT));
    assertTrue(storage.head("repo").join().isEmpty());
  }

  @Test
  void wrongClocksAndStormsPass() {
    server.faults(
        S3FaultPlan.any(
            S3FaultPlan.at(PUTS, 0, S3Fault.SKEWED_CLOCK),
            S3FaultPlan.storm(PUTS, 1, 5, S3Fault.SLOW_DOWN)));
    assertInstanceOf(PutResult.Updated.class, put(ONE, Precondition.ABSENT));
  }

  @Test
  void aLargeObjectArrivesWholeWhateverHappensToItsParts() {
    byte[] bytes = new byte[(16 << 20) + 17];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31 + (i >> 13));
    }
    Predicate<S3Request> parts = S3FaultPlan.kind(S3Operation.UPLOAD_PART, "p/chunks/");
    Predicate<S3Request> ends = S3FaultPlan.kind(S3Operation.COMPLETE_UPLOAD, "p/chunks/");
    server.faults(
        S3FaultPlan.any(
            S3FaultPlan.at(parts, 1, S3Fault.LOST_REQUEST),
            S3FaultPlan.at(parts, 3, S3Fault.LOST_ANSWER),
            S3FaultPlan.at(ends, 0, S3Fault.LOST_ANSWER)));
    PutOptions chunk =
        new PutOptions(
            Precondition.ABSENT, Optional.empty(), Map.of(), PutOptions.ObjectKind.CHUNK);
    PutResult result = storage.put("chunks/L", MemorySegment.ofArray(bytes), chunk).join();
    ObjectVersion version = assertInstanceOf(PutResult.Updated.class, result).version();
    server.faults(S3FaultPlan.none());
    assertArrayEquals(bytes, read("chunks/L", bytes.length));
    assertEquals(version, storage.head("chunks/L").join().orElseThrow().version().orElseThrow());
  }

  @Test
  void whatIsSaidToHaveBegunWellMayFail() {
    storage.put("chunks/A", ONE, PutOptions.chunk()).join();
    server.faults(
        S3FaultPlan.always(
            S3FaultPlan.kind(S3Operation.COPY_OBJECT, ""),
            new S3Fault.OkWithError(S3Fault.INTERNAL_ERROR)));
    CompletionException thrown =
        assertThrows(
            CompletionException.class,
            () -> storage.copy("chunks/A", "chunks/B", Precondition.NONE).join());
    StorageException failure = assertInstanceOf(StorageException.class, thrown.getCause());
    assertTrue(failure.retryable());
    assertTrue(storage.head("chunks/B").join().isEmpty());
  }

  @Test
  void whatIsTooLargeForOneRequestIsCopiedInParts() {
    byte[] bytes = large();
    server.requests().clear();
    PutResult copied = storage.copy("chunks/L", "chunks/M", Precondition.NONE).join();
    ObjectVersion version = assertInstanceOf(PutResult.Updated.class, copied).version();
    assertEquals(4, server.requests().count(S3Operation.UPLOAD_PART_COPY));
    assertArrayEquals(bytes, read("chunks/M", bytes.length));
    assertEquals(version, storage.head("chunks/M").join().orElseThrow().version().orElseThrow());
    Precondition other = new Precondition.At(ObjectVersion.etag("\"other\""));
    assertInstanceOf(
        PutResult.NotOnLatestVersion.class, storage.copy("chunks/L", "chunks/N", other).join());
    assertTrue(storage.head("chunks/N").join().isEmpty());
  }

  @Test
  void keysThatCannotBeDeletedAreNamed() {
    for (String key : List.of("chunks/A", "chunks/B", "chunks/C")) {
      storage.put(key, ONE, PutOptions.chunk()).join();
    }
    server.faults(
        S3FaultPlan.always(
            _ -> true,
            new S3Fault.RefusedKeys(
                "p/chunks/B"::equals, new S3Fault.Refused(403, "AccessDenied"))));
    Map<String, DeleteResult> results =
        storage.delete(List.of("chunks/A", "chunks/B", "chunks/C")).join();
    assertInstanceOf(DeleteResult.Deleted.class, results.get("chunks/A"));
    StorageException reason =
        assertInstanceOf(DeleteResult.Failed.class, results.get("chunks/B")).reason();
    assertEquals(ErrorKind.OBJECT_STORE, reason.kind());
    assertTrue(reason.getMessage().contains("s3://bucket/p/chunks/B"), reason.getMessage());
    assertInstanceOf(DeleteResult.Deleted.class, results.get("chunks/C"));
    assertTrue(storage.head("chunks/B").join().isPresent());
  }

  private static final Predicate<S3Request> GETS = S3FaultPlan.kind(S3Operation.GET_OBJECT, "");

  private byte[] large() {
    byte[] bytes = new byte[(16 << 20) + 17];
    new Random(5).nextBytes(bytes);
    storage.put("chunks/L", MemorySegment.ofArray(bytes), PutOptions.chunk()).join();
    return bytes;
  }

  private byte[] part(long start, long end) {
    byte[] part = new byte[(int) (end - start)];
    GetOptions options = GetOptions.range(ByteRange.of(start, end));
    storage.get("chunks/L", options, _ -> MemorySegment.ofArray(part)).join();
    return part;
  }

  @Test
  void aLargeRangeComesInPartsWhateverHappensToThem() {
    byte[] bytes = large();
    server.requests().clear();
    assertArrayEquals(Arrays.copyOfRange(bytes, 5, 16 << 20), part(5, 16 << 20));
    assertEquals(3, server.requests().total());
    for (S3Fault fault :
        new S3Fault[] {
          new S3Fault.CutBody(1_000_000),
          S3Fault.LOST_ANSWER,
          S3Fault.SLOW_DOWN,
          S3Fault.INTERNAL_ERROR,
          S3Fault.SKEWED_CLOCK
        }) {
      for (int which = 0; which < 3; which++) {
        if (fault != S3Fault.SKEWED_CLOCK || which == 0) {
          server.faults(S3FaultPlan.at(GETS, which, fault));
          assertArrayEquals(Arrays.copyOfRange(bytes, 5, 16 << 20), part(5, 16 << 20));
        }
      }
    }
  }

  @Test
  void aServerThatLiesIsAFailureAndNotWrongBytes() {
    large();
    for (S3Fault fault : new S3Fault[] {S3Fault.IGNORED_RANGE, new S3Fault.ShiftedRange(1)}) {
      server.faults(S3FaultPlan.always(GETS, fault));
      CompletionException thrown =
          assertThrows(CompletionException.class, () -> part(100, 2_000), fault::toString);
      StorageException failure = assertInstanceOf(StorageException.class, thrown.getCause());
      assertTrue(failure.getMessage().contains("s3://bucket/p/chunks/L"), failure.getMessage());
    }
  }

  @Test
  void partsOfTwoVersionsAreNeverPutTogether() {
    large();
    byte[] other = new byte[(16 << 20) + 17];
    CompletableFuture<Void> gate = new CompletableFuture<>();
    server.faults(S3FaultPlan.storm(GETS, 1, 2, new S3Fault.Held(gate)));
    byte[] seen = new byte[16 << 20];
    CompletableFuture<?> read =
        storage.get(
            "chunks/L",
            GetOptions.range(ByteRange.of(0, 16 << 20)),
            _ -> MemorySegment.ofArray(seen));
    while (server.requests().count(S3Operation.GET_OBJECT) < 3) {
      Thread.onSpinWait();
    }
    storage.put("chunks/L", MemorySegment.ofArray(other), PutOptions.chunk()).join();
    gate.complete(null);
    Throwable cause = assertThrows(CompletionException.class, read::join).getCause();
    StorageException failure = assertInstanceOf(StorageException.class, cause);
    assertTrue(failure.getMessage().contains("changed while it was read"), failure.getMessage());
  }
}
