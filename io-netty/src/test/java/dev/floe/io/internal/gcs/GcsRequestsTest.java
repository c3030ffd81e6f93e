package dev.floe.io.internal.gcs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.floe.error.StorageException;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.http.HttpRequest;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.ObjectVersion;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GcsRequestsTest {
  private static final GcsBucket BUCKET =
      new GcsBucket(GcsBucket.SERVICE, "buc", "pre/fix", Optional.empty());
  private static final GcsRequests REQUESTS =
      new GcsRequests(BUCKET, Headers.NONE, Headers.NONE, _ -> Optional.empty());

  private static ObjectVersion generation(String generation) {
    return new ObjectVersion(Optional.empty(), Optional.of(generation));
  }

  @Test
  void targetsAreEscaped() {
    assertEquals(
        "/buc/pre/fix/refs/branch.a%2Bb/ref.json",
        REQUESTS.read("refs/branch.a+b/ref.json").target());
    assertEquals("/storage/v1/b/buc/o/pre%2Ffix%2Frepo", REQUESTS.delete("repo").target());
    assertEquals(
        "/storage/v1/b/buc/o?prefix=pre%2Ffix%2Fchunks%2F&pageToken=t&maxResults=1000"
            + "&fields=nextPageToken%2Citems%28name%2Csize%2Cgeneration%2Cupdated%2Cmetadata"
            + "%2Cmd5Hash%29",
        REQUESTS.page("chunks", Optional.of("t")).target());
    assertEquals(
        "/storage/v1/b/buc/o/pre%2Ffix%2Frepo/rewriteTo/b/buc/o/pre%2Ffix%2Foverwritten%2Fa"
            + "?sourceGeneration=7&ifSourceGenerationMatch=7",
        REQUESTS
            .copy("repo", "overwritten/a", new Precondition.At(generation("7")), Optional.empty())
            .target());
  }

  @Test
  void whoPaysIsSaidOfEveryRequestOfTheJsonInterface() {
    GcsRequests payer =
        new GcsRequests(
            new GcsBucket(GcsBucket.SERVICE, "b", "", Optional.of("me")),
            Headers.NONE,
            Headers.NONE,
            _ -> Optional.empty());
    assertEquals("/storage/v1/b/b/o/k?userProject=me", payer.delete("k").target());
  }

  @Test
  void aDescribedUploadIsOneBody() {
    PutOptions options =
        PutOptions.root(Precondition.ABSENT, Map.of("icechunk_write_id", "w\"1"))
            .withContentType("text/plain");
    HttpRequest request =
        REQUESTS.uploadDescribed("repo", MemorySegment.ofArray(new byte[] {0, 13, 10}), options);
    assertEquals(
        "/upload/storage/v1/b/buc/o?uploadType=multipart&name=pre%2Ffix%2Frepo"
            + "&ifGenerationMatch=0",
        request.target());
    String boundary = request.headers().first("Content-Type").orElseThrow().split("boundary=")[1];
    byte[] expected =
        ("--"
                + boundary
                + "\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n"
                + "{\"contentType\":\"text/plain\",\"metadata\":{\"icechunk_write_id\":\"w\\\"1\"}}"
                + "\r\n--"
                + boundary
                + "\r\nContent-Type: text/plain\r\n\r\n\0\r\n"
                + "\r\n--"
                + boundary
                + "--\r\n")
            .getBytes(StandardCharsets.UTF_8);
    assertArrayEquals(expected, request.body().orElseThrow().toArray(ValueLayout.JAVA_BYTE));
  }

  @Test
  void aPageListsObjectsBelowThePrefix() {
    byte[] page =
        """
        {"nextPageToken": "t", "items": [{"name": "pre/fix/chunks/A", "size": "12",
          "generation": "5", "updated": "2026-01-02T03:04:05.678Z", "metadata": {"a": "b"}}]}
        """
            .getBytes(StandardCharsets.UTF_8);
    GcsObjects.Page read = new GcsObjects(BUCKET).page(page, "list");
    assertEquals(
        List.of(
            new ObjectInfo(
                "chunks/A",
                12,
                Instant.parse("2026-01-02T03:04:05.678Z"),
                Optional.of(generation("5")),
                Map.of("a", "b"))),
        read.objects());
    assertEquals(Optional.of("t"), read.next());
    assertEquals(List.of(), new GcsObjects(BUCKET).page("{}".getBytes(), "list").objects());
  }

  @Test
  void aPageThatIsNoneIsAnError() {
    for (String bad :
        List.of(
            "",
            "[]",
            "{\"items\": 1}",
            "{\"items\": [1]}",
            "{\"items\": [{\"name\": \"pre/fix/a\"}]}",
            "{\"items\": [{\"name\": \"other/a\", \"generation\": \"1\"}]}")) {
      assertThrows(
          StorageException.class,
          () -> new GcsObjects(BUCKET).page(bad.getBytes(StandardCharsets.UTF_8), "list"),
          bad);
    }
  }
}
