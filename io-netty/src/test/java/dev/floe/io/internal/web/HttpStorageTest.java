package dev.floe.io.internal.web;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.config.StorageConcurrencySettings;
import dev.floe.config.StorageRetriesSettings;
import dev.floe.config.StorageSettings;
import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.error.InvalidInputException;
import dev.floe.format.ByteRange;
import dev.floe.format.Checksum;
import dev.floe.io.HttpStorageBuilder;
import dev.floe.io.internal.http.ScriptedServer;
import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.ObjectVersion;
import dev.floe.storage.PutOptions;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageOptions;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HttpStorageTest {
  private static final byte[] BODY = body();
  private static final StorageSettings QUICK =
      StorageSettings.builder()
          .retries(
              StorageRetriesSettings.builder()
                  .maxTries(3)
                  .initialBackoff(Duration.ZERO)
                  .maxBackoff(Duration.ZERO)
                  .build())
          .concurrency(
              StorageConcurrencySettings.builder()
                  .idealConcurrentRequestSize(100)
                  .maxConcurrentRequestsForObject(4)
                  .build())
          .build();

  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  private static byte[] body() {
    byte[] bytes = new byte[1_000];
    new Random(3).nextBytes(bytes);
    return bytes;
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  /// What a server answers to a range, whole objects included.
  private interface Answers {
    void answer(ScriptedServer.Line line, long start, long end) throws Exception;
  }

  private ScriptedServer serving(Answers answers) throws Exception {
    ScriptedServer server =
        ScriptedServer.serving(line -> {
          while (true) {
            ScriptedServer.Asked request = line.read();
            asked.add(request.field("Range"));
            String range = request.field("Range").replace("bytes=", "");
            if (range.isEmpty()) {
              answers.answer(line, 0, BODY.length);
            } else if (range.startsWith("-")) {
              answers.answer(line, BODY.length - Long.parseLong(range.substring(1)), BODY.length);
            } else {
              String[] ends = range.split("-");
              answers.answer(line, Long.parseLong(ends[0]), Long.parseLong(ends[1]) + 1);
            }
          }
        });
    open.add(server);
    return server;
  }

  private static void honest(ScriptedServer.Line line, long start, long end) throws Exception {
    part(line, start, end, "ETag: \"v1\"");
  }

  private static void part(ScriptedServer.Line line, long start, long end, String... fields)
      throws Exception {
    List<String> all = new ArrayList<>(List.of(fields));
    all.add("Content-Range: bytes " + start + "-" + (end - 1) + "/" + BODY.length);
    line.answer(
        end - start == BODY.length ? "200 OK" : "206 Partial Content",
        Arrays.copyOfRange(BODY, (int) start, (int) end),
        all.toArray(String[]::new));
  }

  private Storage storage(ScriptedServer server) {
    Storage storage = new HttpStorageBuilder(server.origin() + "/data/").settings(QUICK).open();
    open.add(storage);
    return storage;
  }

  private static byte[] read(Storage storage, ByteRange range) {
    byte[][] landed = new byte[1][];
    storage
        .get(
            "key",
            GetOptions.range(range),
            length -> {
              assertEquals(null, landed[0], "asked twice");
              landed[0] = new byte[(int) length];
              return MemorySegment.ofArray(landed[0]);
            })
        .join();
    return landed[0];
  }

  private static IcechunkException failure(CompletableFuture<?> future) {
    return assertInstanceOf(
        IcechunkException.class, assertThrows(CompletionException.class, future::join).getCause());
  }

  private static IcechunkException failure(Storage storage, GetOptions options) {
    byte[] room = new byte[BODY.length];
    return failure(storage.get("key", options, _ -> MemorySegment.ofArray(room)));
  }

  @Test
  void largeRangesAreReadInParts() throws Exception {
    Storage storage = storage(serving(HttpStorageTest::honest));
    assertArrayEquals(Arrays.copyOfRange(BODY, 10, 21), read(storage, ByteRange.of(10, 21)));
    assertEquals(List.of("bytes=10-20"), asked);
    asked.clear();
    assertArrayEquals(Arrays.copyOfRange(BODY, 100, 900), read(storage, ByteRange.of(100, 900)));
    assertEquals(
        List.of("bytes=100-299", "bytes=300-499", "bytes=500-699", "bytes=700-899"),
        asked.stream().sorted().toList());
    assertArrayEquals(Arrays.copyOfRange(BODY, 997, 1_000), read(storage, ByteRange.last(3)));
    assertArrayEquals(BODY, read(storage, ByteRange.all()));
  }

  @Test
  void whatIsNotTheRangeIsAnError() throws Exception {
    Answers[] liars = {
      (line, start, end) -> line.answer("200 OK", BODY, "ETag: \"v1\""),
      (line, start, end) -> part(line, start + 1, end + 1, "ETag: \"v1\""),
      (line, start, end) -> part(line, start, end - 1, "ETag: \"v1\""),
      (line, start, end) -> part(line, start, end + 1, "ETag: \"v1\""),
      (line, start, end) ->
          line.answer(
              "206 Partial Content",
              new byte[(int) (end - start)],
              "ETag: \"v1\"",
              "Content-Range: bytes " + start + "-" + (end - 1) + "/*"),
      (line, start, end) ->
          line.answer(
              "206 Partial Content",
              new byte[(int) (end - start) - 1],
              "ETag: \"v1\"",
              "Content-Range: bytes " + start + "-" + (end - 1) + "/1000"),
      (line, start, end) ->
          line.answer("206 Partial Content", new byte[(int) (end - start)], "ETag: \"v1\""),
      (line, start, end) -> part(line, start, end, "ETag: \"v1\"", "Content-Encoding: gzip"),
      (line, start, end) -> line.answer("204 No Content", new byte[0]),
    };
    for (int i = 0; i < liars.length; i++) {
      IcechunkException wrong =
          failure(storage(serving(liars[i])), GetOptions.range(ByteRange.of(20, 60)));
      assertEquals(ErrorKind.OBJECT_STORE, wrong.kind(), "liar " + i);
      assertTrue(wrong.getMessage().contains("/data/key"), wrong.getMessage());
    }
  }

  @Test
  void partsOfDifferentVersionsAreNotMixed() throws Exception {
    Storage storage =
        storage(serving((line, start, end) -> part(line, start, end, "ETag: \"v" + start + '"')));
    IcechunkException changed = failure(storage, GetOptions.range(ByteRange.of(0, 900)));
    assertTrue(changed.getMessage().contains("changed while"), changed.getMessage());
    IcechunkException guarded =
        failure(
            storage,
            GetOptions.guarded(ByteRange.of(0, 900), Optional.of(new Checksum.ETag("v0"))));
    assertEquals(ErrorKind.VIRTUAL_CHUNK_MODIFIED, guarded.kind());
  }

  @Test
  void guardsAreCheckedWithoutTheServersHelp() throws Exception {
    Storage storage =
        storage(
            serving((line, start, end) ->
                part(line, start, end, "Last-Modified: Thu, 01 Jan 2026 00:00:10 GMT")));
    long second = 1_767_225_610L;
    for (long noted : new long[] {second, second + 1}) {
      byte[] room = new byte[10];
      storage
          .get(
              "key",
              GetOptions.guarded(
                  ByteRange.of(5, 15), Optional.of(new Checksum.LastModified(noted))),
              _ -> MemorySegment.ofArray(room))
          .join();
      assertArrayEquals(Arrays.copyOfRange(BODY, 5, 15), room);
    }
    for (Checksum other :
        new Checksum[] {new Checksum.LastModified(second - 1), new Checksum.ETag("v1")}) {
      assertEquals(
          ErrorKind.VIRTUAL_CHUNK_MODIFIED,
          failure(storage, GetOptions.guarded(ByteRange.of(5, 15), Optional.of(other))).kind());
    }
  }

  @Test
  void aCutPartIsReadAgainAndTheTargetNotAskedAgain() throws Exception {
    AtomicInteger cuts = new AtomicInteger();
    Storage storage =
        storage(
            serving((line, start, end) -> {
              if (cuts.getAndIncrement() % 2 == 0) {
                line.write(
                    "HTTP/1.1 206 Partial Content\r\nETag: \"v1\"\r\nContent-Range: bytes "
                        + start
                        + "-"
                        + (end - 1)
                        + "/1000\r\nContent-Length: "
                        + (end - start)
                        + "\r\n\r\n");
                line.write(new byte[(int) (end - start) / 2]);
                line.reset();
              } else {
                honest(line, start, end);
              }
            }));
    assertArrayEquals(Arrays.copyOfRange(BODY, 20, 60), read(storage, ByteRange.of(20, 60)));
  }

  @Test
  void absentUnchangedAndRefused() throws Exception {
    for (int status : new int[] {404, 410}) {
      Storage gone = storage(serving((line, _, _) -> line.answer(status + " Gone", new byte[3])));
      assertInstanceOf(
          GetResult.Missing.class, gone.get("key", GetOptions.WHOLE, _ -> null).join());
    }
    Storage same =
        storage(serving((line, _, _) -> line.write("HTTP/1.1 304 Not Modified\r\n\r\n")));
    assertInstanceOf(
        GetResult.Unchanged.class,
        same.get("key", GetOptions.unless(ObjectVersion.etag("\"v1\"")), _ -> null).join());
    Storage closed = storage(serving((line, _, _) -> line.answer("403 Forbidden", new byte[3])));
    IcechunkException refused = failure(closed, GetOptions.WHOLE);
    assertTrue(refused.getMessage().contains("status 403; the server wants"));
  }

  @Test
  void redirectsAreFollowedAndSecretsStay() throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    ScriptedServer other =
        ScriptedServer.serving(line -> {
          while (true) {
            ScriptedServer.Asked request = line.read();
            seen.add(request.field("X-Secret") + "|" + request.field("Range"));
            part(line, 5, 15, "ETag: \"v1\"");
          }
        });
    open.add(other);
    ScriptedServer first =
        ScriptedServer.serving(line -> {
          while (true) {
            ScriptedServer.Asked request = line.read();
            seen.add(request.field("X-Secret") + "|" + request.field("Range"));
            line.answer(
                "302 Found",
                new byte[5],
                request.start().contains("/moved")
                    ? "Location: " + other.origin() + "/there?token=1"
                    : "Location: ../moved");
          }
        });
    open.add(first);
    Storage storage =
        new HttpStorageBuilder(first.origin() + "/data")
            .header("X-Secret", "s3cret")
            .settings(QUICK)
            .open();
    open.add(storage);
    assertArrayEquals(Arrays.copyOfRange(BODY, 5, 15), read(storage, ByteRange.of(5, 15)));
    assertEquals(List.of("s3cret|bytes=5-14", "s3cret|bytes=5-14", "|bytes=5-14"), seen);
    assertFalse(storage.location().contains("s3cret"));
  }

  @Test
  void redirectsAreBounded() throws Exception {
    Storage storage =
        storage(
            serving((line, _, _) -> line.answer("301 Moved", new byte[0], "Location: /data/key")));
    IcechunkException endless = failure(storage, GetOptions.WHOLE);
    assertEquals(ErrorKind.BAD_REDIRECT, endless.kind());
    assertEquals(11, asked.size());
    for (String location : new String[] {"ftp://x/y", "http://u:p@h/", "file:///etc/passwd"}) {
      Storage astray =
          storage(
              serving(
                  (line, _, _) -> line.answer("301 Moved", new byte[0], "Location: " + location)));
      assertEquals(ErrorKind.BAD_REDIRECT, failure(astray, GetOptions.WHOLE).kind());
    }
  }

  @Test
  void aCancelledReadEndsItsRequests() throws Exception {
    CompletableFuture<Boolean> left = new CompletableFuture<>();
    CompletableFuture<Void> half = new CompletableFuture<>();
    Storage storage =
        storage(
            serving((line, start, end) -> {
              line.write("HTTP/1.1 200 OK\r\nETag: \"v\"\r\nContent-Length: 1000\r\n\r\n");
              line.write(new byte[10]);
              half.complete(null);
              left.complete(line.isLeft());
            }));
    CompletableFuture<GetResult> read =
        storage.get("key", GetOptions.WHOLE, _ -> MemorySegment.ofArray(new byte[1000]));
    half.join();
    read.cancel(true);
    assertTrue(left.join());
    assertThrows(CancellationException.class, read::join);
  }

  @Test
  void nothingIsWrittenOrListed() throws Exception {
    Storage storage = storage(serving(HttpStorageTest::honest));
    assertFalse(storage.capabilities().write());
    assertEquals(
        ErrorKind.READ_ONLY_STORAGE,
        failure(storage.put("key", MemorySegment.NULL, PutOptions.chunk())).kind());
    assertEquals(
        ErrorKind.UNIMPLEMENTED,
        assertThrows(InvalidInputException.class, () -> storage.list("")).kind());
    assertEquals(List.of(), asked);
  }

  @Test
  void locationsAndSettings() {
    try (Storage storage = Storage.of("https://Example.org/a%20b/")) {
      assertEquals("https://example.org/a%20b", storage.location());
    }
    for (String bad : new String[] {"http://u:secret@h/", "http://h/?token=secret", "http:///x"}) {
      InvalidInputException refused =
          assertThrows(InvalidInputException.class, () -> Storage.of(bad));
      assertEquals(ErrorKind.STORAGE_CONFIG, refused.kind());
      assertFalse(refused.getMessage().contains("secret"), refused.getMessage());
    }
    StorageOptions known =
        new StorageOptions(
            StorageOptions.Durability.FSYNC,
            Map.of("option.timeout", "30s", "option.anything", "x", "header.X-Y", "z"));
    Storage.of("http://example.org", known).close();
    StorageOptions unknown =
        new StorageOptions(StorageOptions.Durability.FSYNC, Map.of("region", "x"));
    assertThrows(InvalidInputException.class, () -> Storage.of("http://example.org", unknown));
  }
}
