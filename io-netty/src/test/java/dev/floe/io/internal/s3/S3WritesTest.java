package dev.floe.io.internal.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.config.ChecksumAlgorithm;
import dev.floe.config.StorageConcurrencySettings;
import dev.floe.config.StorageSettings;
import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.http.HttpAnswer;
import dev.floe.io.internal.http.HttpCall.Repetition;
import dev.floe.io.internal.http.HttpRequest;
import dev.floe.io.internal.http.HttpRequest.Method;
import dev.floe.storage.ObjectVersion;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.PutResult;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Puts and copies as requests, and what their answers mean.
class S3WritesTest {
  private static final MemorySegment BODY = MemorySegment.ofArray(new byte[] {1, 2, 3});
  private static final PutResult STALE = new PutResult.NotOnLatestVersion();
  private static final Precondition AT = new Precondition.At(ObjectVersion.etag("\"e\""));

  private ScriptedHttp http;

  private Storage writes(StorageSettings settings, Function<HttpRequest, HttpAnswer> script) {
    return writes(settings, Optional.empty(), script);
  }

  private Storage writes(
      StorageSettings settings,
      Optional<ChecksumAlgorithm> checksum,
      Function<HttpRequest, HttpAnswer> script) {
    http = new ScriptedHttp(script);
    Headers common = Headers.of("User-Agent", "test");
    S3Requests requests =
        new S3Requests(ScriptedHttp.PLACE, S3Keys.below(""), common, common, checksum, settings);
    return http.storage(requests);
  }

  private static HttpAnswer stored() {
    return ScriptedHttp.answer(200, "", "ETag", "\"new\"");
  }

  private static PutResult updated(String etag) {
    return new PutResult.Updated(ObjectVersion.etag(etag));
  }

  private String field(int call, String name) {
    return http.call(call).request().headers().first(name).orElse("");
  }

  private static ErrorKind failure(Runnable put) {
    return assertInstanceOf(
            StorageException.class, assertThrows(CompletionException.class, put::run).getCause())
        .kind();
  }

  @Test
  void conditionsMetadataAndClassesGoAlong() {
    StorageSettings settings =
        StorageSettings.builder()
            .storageClass("GENERAL")
            .chunksStorageClass("CHUNKS")
            .metadataStorageClass("META")
            .build();
    Storage writes = writes(settings, _ -> stored());
    PutOptions root =
        PutOptions.root(AT, Map.of("icechunk_write_id", "id-1")).withContentType("a/b");
    assertEquals(updated("\"new\""), writes.put("p/repo", BODY, root).join());
    assertEquals("PUT /bucket/p/repo", http.lines().getFirst());
    assertEquals("\"e\"", field(0, "If-Match"));
    assertEquals("id-1", field(0, "x-amz-meta-icechunk_write_id"));
    assertEquals("a/b", field(0, "Content-Type"));
    assertEquals("GENERAL", field(0, "x-amz-storage-class"));
    assertEquals("test", field(0, "User-Agent"));
    assertEquals(Repetition.IDEMPOTENT, http.call(0).repetition());
    writes.put("c", BODY, PutOptions.chunk()).join();
    assertEquals("CHUNKS", field(1, "x-amz-storage-class"));
    assertEquals("", field(1, "If-None-Match") + field(1, "x-amz-meta-icechunk_write_id"));
    writes.put("m", BODY, PutOptions.metadata(Map.of("ic_a", "1"))).join();
    assertEquals("META", field(2, "x-amz-storage-class"));
    assertEquals("1", field(2, "x-amz-meta-ic_a"));
    writes.put("r", BODY, PutOptions.root(Precondition.ABSENT, Map.of())).join();
    assertEquals("*", field(3, "If-None-Match"));
    assertEquals(36, field(3, "x-amz-meta-icechunk_write_id").length(), "one of its own");
  }

  @Test
  void whatWasSwitchedOffIsNotSent() {
    StorageSettings settings =
        StorageSettings.builder()
            .unsafeUseConditionalCreate(false)
            .unsafeUseConditionalUpdate(false)
            .unsafeUseMetadata(false)
            .build();
    Storage writes = writes(settings, _ -> stored());
    PutOptions options = PutOptions.root(AT, Map.of("a", "b")).withContentType("a/b");
    writes.put("repo", BODY, options).join();
    assertEquals("[User-Agent]", http.call(0).request().headers().toString());
    writes.put("repo", BODY, PutOptions.root(Precondition.ABSENT, Map.of())).join();
    assertEquals("[User-Agent]", http.call(1).request().headers().toString());
    writes = writes(StorageSettings.builder().unsafeUseMetadata(false).build(), _ -> stored());
    writes.put("repo", BODY, options).join();
    assertEquals(Repetition.ONCE, http.call(0).repetition(), "it would not know itself again");
  }

  @Test
  void aConditionThatFailsAtOnceIsAConflict() {
    for (HttpAnswer answer :
        List.of(
            ScriptedHttp.answer(412, ScriptedHttp.error("PreconditionFailed")),
            ScriptedHttp.answer(409, ScriptedHttp.error("ConditionalRequestConflict")),
            ScriptedHttp.answer(404, ScriptedHttp.error("NoSuchKey")))) {
      Storage writes = writes(StorageSettings.empty(), _ -> answer);
      assertEquals(STALE, writes.put("r", BODY, PutOptions.root(AT, Map.of())).join());
      assertEquals(1, http.lines().size());
    }
    Storage writes = writes(StorageSettings.empty(), _ -> stored());
    Precondition impossible = new Precondition.At(ObjectVersion.etag("\"é\""));
    assertEquals(STALE, writes.put("r", BODY, PutOptions.root(impossible, Map.of())).join());
    assertEquals(List.of(), http.lines());
  }

  @Test
  void aWriteWhoseAnswerWasLostKnowsItselfAgain() {
    for (String found : List.of("id-1", "id-2", "")) {
      Storage writes =
          writes(
              StorageSettings.empty(),
              request ->
                  request.method() == Method.PUT
                      ? ScriptedHttp.repeated(2, 412, "")
                      : ScriptedHttp.answer(
                          200,
                          "",
                          "ETag",
                          "\"found\"",
                          "Last-Modified",
                          "Fri, 27 Nov 2026 00:00:00 GMT",
                          "x-amz-meta-icechunk_write_id",
                          found));
      PutOptions options = PutOptions.root(AT, Map.of("icechunk_write_id", "id-1"));
      assertEquals(
          found.equals("id-1") ? updated("\"found\"") : STALE,
          writes.put("r", BODY, options).join());
      assertEquals(List.of("PUT /bucket/r", "HEAD /bucket/r"), http.lines());
    }
    Storage writes =
        writes(
            StorageSettings.empty(),
            request ->
                request.method() == Method.PUT
                    ? ScriptedHttp.repeated(2, 412, "")
                    : ScriptedHttp.answer(500, ""));
    assertEquals(
        ErrorKind.OBJECT_STORE,
        failure(() -> writes.put("r", BODY, PutOptions.root(AT, Map.of())).join()),
        "who cannot tell says no conflict");
  }

  @Test
  void anUnconditionalWriteHasNoConflicts() {
    Storage writes = writes(StorageSettings.empty(), _ -> ScriptedHttp.answer(409, ""));
    assertEquals(
        ErrorKind.OBJECT_STORE, failure(() -> writes.put("c", BODY, PutOptions.chunk()).join()));
    Storage silent = writes(StorageSettings.empty(), _ -> ScriptedHttp.answer(200, ""));
    assertEquals(
        ErrorKind.OBJECT_STORE,
        failure(() -> silent.put("c", BODY, PutOptions.chunk()).join()),
        "no etag");
  }

  @Test
  void checksumsOfEveryKindGoAlong() {
    Map<ChecksumAlgorithm, String> known =
        Map.of(
            ChecksumAlgorithm.CRC32, "VbyAHQ==",
            ChecksumAlgorithm.CRC32C, "8TDyHg==",
            ChecksumAlgorithm.CRC64_NVME, "AnvzKqxAF8A=",
            ChecksumAlgorithm.SHA1, "cDeAcZjCKn0rCAc3HXY3eahP388=",
            ChecksumAlgorithm.SHA256, "A5BYxvLAy0ksUzsKTRTvd8wPeKvMztUofYShogEc+4E=");
    for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
      Storage writes = writes(StorageSettings.empty(), Optional.of(algorithm), _ -> stored());
      writes.put("c", BODY, PutOptions.chunk()).join();
      String sent = field(0, Checksums.header(algorithm));
      assertEquals(known.get(algorithm), sent, algorithm::name);
    }
    assertEquals("x-amz-checksum-crc64nvme", Checksums.header(ChecksumAlgorithm.CRC64_NVME));
  }

  @Test
  void aCopyNamesItsSourceAndWhatWasSaidToBeginWellMayFail() {
    String done = "<CopyObjectResult><ETag>\"c\"</ETag></CopyObjectResult>";
    StorageSettings settings = StorageSettings.builder().storageClass("IA").build();
    Storage writes = writes(settings, _ -> ScriptedHttp.answer(200, done));
    assertEquals(updated("\"c\""), writes.copy("a b", "o/c", AT).join());
    assertEquals("PUT /bucket/o/c", http.lines().getFirst());
    assertEquals("/bucket/a%20b", field(0, "x-amz-copy-source"));
    assertEquals("\"e\"", field(0, "x-amz-copy-source-if-match"));
    assertEquals("IA", field(0, "x-amz-storage-class"));
    Storage late = writes(settings, _ -> ScriptedHttp.answer(200, ScriptedHttp.error("SlowDown")));
    assertEquals(ErrorKind.THROTTLED, failure(() -> late.copy("a", "b", Precondition.NONE).join()));
    Storage stale = writes(settings, _ -> ScriptedHttp.answer(412, ""));
    assertEquals(STALE, stale.copy("a", "b", AT).join());
    Storage absent =
        writes(settings, _ -> ScriptedHttp.answer(404, ScriptedHttp.error("NoSuchKey")));
    assertEquals(ErrorKind.OBJECT_NOT_FOUND, failure(() -> absent.copy("a", "b", AT).join()));
  }

  private static final StorageSettings PARTS =
      StorageSettings.builder()
          .minimumSizeForMultipartUpload(6 << 20)
          .concurrency(
              StorageConcurrencySettings.builder()
                  .idealConcurrentRequestSize(5 << 20)
                  .maxConcurrentRequestsForObject(2)
                  .build())
          .build();

  private static HttpAnswer upload(HttpRequest request, HttpAnswer completion) {
    String target = request.target();
    if (target.endsWith("?uploads=")) {
      return ScriptedHttp.answer(
          200,
          "<InitiateMultipartUploadResult><UploadId>u+1</UploadId>"
              + "</InitiateMultipartUploadResult>");
    }
    if (request.method() == Method.POST) {
      return completion;
    }
    return request.method() == Method.DELETE
        ? ScriptedHttp.answer(204, "")
        : ScriptedHttp.answer(200, "", "ETag", "\"" + request.body().get().byteSize() + "\"");
  }

  @Test
  void aLargeBodyGoesInPartsButNeverARootObject() {
    HttpAnswer done =
        ScriptedHttp.answer(
            200,
            "<CompleteMultipartUploadResult><ETag>\"m-3\"</ETag></CompleteMultipartUploadResult>");
    Storage writes =
        writes(PARTS, Optional.of(ChecksumAlgorithm.CRC32), request -> upload(request, done));
    MemorySegment body = MemorySegment.ofArray(new byte[(11 << 20) + 1]);
    PutOptions absent =
        new PutOptions(
            Precondition.ABSENT, Optional.empty(), Map.of(), PutOptions.ObjectKind.CHUNK);
    assertEquals(updated("\"m-3\""), writes.put("c", body, absent).join());
    assertEquals(
        List.of(
            "POST /bucket/c?uploads=",
            "PUT /bucket/c?partNumber=1&uploadId=u%2B1",
            "PUT /bucket/c?partNumber=2&uploadId=u%2B1",
            "PUT /bucket/c?partNumber=3&uploadId=u%2B1",
            "POST /bucket/c?uploadId=u%2B1"),
        http.lines());
    assertEquals("CRC32", field(0, "x-amz-checksum-algorithm"));
    assertEquals(36, field(0, "x-amz-meta-icechunk_write_id").length());
    assertEquals((1 << 20) + 1, http.call(3).request().body().orElseThrow().byteSize());
    assertEquals("*", field(4, "If-None-Match"));
    assertTrue(http.body(4).contains("<ETag>&quot;1048577&quot;</ETag><PartNumber>3</"));
    assertTrue(http.body(4).contains("<ChecksumCRC32>"));
    Storage root = writes(PARTS, _ -> stored());
    root.put("repo", body, PutOptions.root(Precondition.ABSENT, Map.of())).join();
    assertEquals(List.of("PUT /bucket/repo"), http.lines());
  }

  @Test
  void whatFailsInPartsIsAbortedAndSaysWhy() {
    MemorySegment body = MemorySegment.ofArray(new byte[11 << 20]);
    Storage stale = writes(PARTS, request -> upload(request, ScriptedHttp.answer(412, "")));
    PutOptions at = new PutOptions(AT, Optional.empty(), Map.of(), PutOptions.ObjectKind.CHUNK);
    assertEquals(STALE, stale.put("c", body, at).join());
    assertEquals("DELETE /bucket/c?uploadId=u%2B1", http.lines().getLast());
    Storage broken =
        writes(
            PARTS,
            request ->
                request.target().contains("partNumber=1")
                    ? ScriptedHttp.answer(503, "")
                    : upload(request, stored()));
    assertEquals(
        ErrorKind.THROTTLED, failure(() -> broken.put("c", body, PutOptions.chunk()).join()));
    assertEquals("DELETE /bucket/c?uploadId=u%2B1", http.lines().getLast());
    assertEquals(3, http.lines().size(), "no part follows one that failed");
    Storage late =
        writes(
            PARTS,
            request ->
                upload(request, ScriptedHttp.answer(200, ScriptedHttp.error("InternalError"))));
    assertEquals(
        ErrorKind.THROTTLED, failure(() -> late.put("c", body, PutOptions.chunk()).join()));
  }

  @Test
  void anUploadWhoseCompletionWasLostKnowsItselfAgain() {
    MemorySegment body = MemorySegment.ofArray(new byte[11 << 20]);
    String[] id = new String[1];
    Storage writes =
        writes(
            PARTS,
            request -> {
              if (request.method() == Method.HEAD) {
                return ScriptedHttp.answer(
                    200,
                    "",
                    "ETag",
                    "\"m-2\"",
                    "Last-Modified",
                    "Fri, 27 Nov 2026 00:00:00 GMT",
                    "x-amz-meta-icechunk_write_id",
                    id[0]);
              }
              request
                  .headers()
                  .first("x-amz-meta-icechunk_write_id")
                  .ifPresent(sent -> id[0] = sent);
              return upload(request, ScriptedHttp.answer(404, ScriptedHttp.error("NoSuchUpload")));
            });
    assertEquals(updated("\"m-2\""), writes.put("c", body, PutOptions.chunk()).join());
  }

  @Test
  void aCopyThatIsTooLargeForOneRequestGoesInPartsOfOneVersion() {
    String part = "<CopyPartResult><ETag>\"p\"</ETag></CopyPartResult>";
    String done =
        "<CompleteMultipartUploadResult><ETag>\"m\"</ETag>" + "</CompleteMultipartUploadResult>";
    int[] stale = {0};
    Function<HttpRequest, HttpAnswer> script =
        request -> {
          if (request.method() == Method.HEAD) {
            return ScriptedHttp.sized(
                (11 << 20) + 1, "ETag", "\"v\"", "Content-Type", "a/b", "x-amz-meta-ic_a", "1");
          }
          if (request.method() == Method.PUT && !request.target().contains("partNumber")) {
            return ScriptedHttp.answer(400, ScriptedHttp.error("InvalidRequest"));
          }
          return request.method() == Method.PUT
              ? ScriptedHttp.answer(stale[0] == 0 ? 200 : 412, stale[0] == 0 ? part : "")
              : upload(request, ScriptedHttp.answer(200, done));
        };
    Storage writes = writes(PARTS, Optional.of(ChecksumAlgorithm.CRC32), script);
    assertEquals(updated("\"m\""), writes.copy("a", "b", Precondition.NONE).join());
    assertEquals(
        List.of(
            "PUT /bucket/b",
            "HEAD /bucket/a",
            "POST /bucket/b?uploads=",
            "PUT /bucket/b?partNumber=1&uploadId=u%2B1",
            "PUT /bucket/b?partNumber=2&uploadId=u%2B1",
            "PUT /bucket/b?partNumber=3&uploadId=u%2B1",
            "POST /bucket/b?uploadId=u%2B1"),
        http.lines());
    assertEquals("a/b", field(2, "Content-Type"));
    assertEquals("1", field(2, "x-amz-meta-ic_a"));
    assertEquals("", field(2, "x-amz-checksum-algorithm"));
    assertEquals("/bucket/a", field(3, "x-amz-copy-source"));
    assertEquals("\"v\"", field(3, "x-amz-copy-source-if-match"));
    assertEquals("bytes=0-5242879", field(3, "x-amz-copy-source-range"));
    assertEquals("bytes=10485760-11534336", field(5, "x-amz-copy-source-range"));
    stale[0] = 1;
    assertEquals(
        ErrorKind.OBJECT_STORE, failure(() -> writes.copy("a", "b", Precondition.NONE).join()));
    assertEquals("DELETE /bucket/b?uploadId=u%2B1", http.lines().getLast());
  }
}
