package dev.floe.io.internal.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.config.StorageSettings;
import dev.floe.error.StorageException;
import dev.floe.io.internal.http.HttpAnswer;
import dev.floe.io.internal.http.HttpRequest;
import dev.floe.storage.DeleteResult;
import dev.floe.storage.ObjectInfo;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Deletions and listings as requests, and what their answers mean.
class S3DeletionTest {
  private static final S3Requests REQUESTS =
      ScriptedHttp.requests(S3Keys.below("p"), StorageSettings.empty());

  private ScriptedHttp http;

  private Map<String, DeleteResult> delete(
      List<String> keys, Function<HttpRequest, HttpAnswer> script) {
    http = new ScriptedHttp(script);
    return http.storage(REQUESTS).delete(keys).join();
  }

  private static HttpAnswer allDeleted(HttpRequest request) {
    byte[] body = request.body().orElseThrow().toArray(ValueLayout.JAVA_BYTE);
    String sent = new String(body, StandardCharsets.UTF_8);
    return ScriptedHttp.answer(
        200,
        sent.replaceAll("<(/?)Object>", "<$1Deleted>")
            .replaceAll("<(/?)Delete\\b", "<$1DeleteResult"));
  }

  @Test
  void aThousandGoInARequestAndEveryKeyHasItsResult() {
    List<String> keys = IntStream.range(0, 2_001).mapToObj(i -> "k" + i).toList();
    Map<String, DeleteResult> results =
        delete(
            keys,
            request ->
                request.body().isPresent() ? allDeleted(request) : ScriptedHttp.answer(204, ""));
    assertEquals(2_001, results.size());
    assertTrue(results.values().stream().allMatch(new DeleteResult.Deleted(0)::equals));
    assertEquals(
        List.of("DELETE /bucket/p/k2000", "POST /bucket?delete=", "POST /bucket?delete="),
        http.lines().stream().sorted().toList());
    assertTrue(http.call(0).request().headers().first("Content-MD5").isPresent());
  }

  @Test
  void failuresOfOneKeyAndOfARequestAreResultsOfTheirKeys() {
    String answer =
        "<DeleteResult><Deleted><Key>p/a</Key></Deleted><Error><Key>p/b</Key>"
            + "<Code>AccessDenied</Code></Error></DeleteResult>";
    Map<String, DeleteResult> results =
        delete(List.of("a", "b", "c"), _ -> ScriptedHttp.answer(200, answer));
    assertEquals(new DeleteResult.Deleted(0), results.get("a"));
    StorageException reason =
        assertInstanceOf(DeleteResult.Failed.class, results.get("b")).reason();
    assertTrue(reason.getMessage().contains("s3://bucket/p/b"), reason.getMessage());
    assertTrue(reason.getMessage().contains("AccessDenied"), reason.getMessage());
    assertInstanceOf(DeleteResult.Failed.class, results.get("c"), "nobody said a word of it");
    for (HttpAnswer other :
        List.of(ScriptedHttp.answer(503, ""), ScriptedHttp.answer(200, "<html/>"))) {
      results = delete(List.of("a", "b"), _ -> other);
      assertInstanceOf(DeleteResult.Failed.class, results.get("a"));
      assertInstanceOf(DeleteResult.Failed.class, results.get("b"));
    }
  }

  @Test
  void keysThatNoDocumentCanNameGoAlone() {
    Map<String, DeleteResult> results =
        delete(
            List.of("a\u0001", "b", "c"),
            request ->
                request.body().isPresent()
                    ? allDeleted(request)
                    : ScriptedHttp.answer(404, ScriptedHttp.error("NoSuchKey")));
    assertEquals(new DeleteResult.Missing(), results.get("a\u0001"));
    assertEquals(new DeleteResult.Deleted(0), results.get("b"));
    assertEquals("DELETE /bucket/p/a%01", http.lines().getFirst());
  }

  private Stream<ObjectInfo> list(Function<HttpRequest, HttpAnswer> script) {
    http = new ScriptedHttp(script);
    return http.storage(REQUESTS).list("chunks");
  }

  private static String page(String next, String... keys) {
    StringBuilder page = new StringBuilder("<ListBucketResult>");
    for (String key : keys) {
      page.append("<Contents><Key>")
          .append(key)
          .append("</Key><Size>1</Size>")
          .append("<LastModified>2026-01-02T03:04:05.678Z</LastModified></Contents>");
    }
    if (next != null) {
      page.append("<IsTruncated>true</IsTruncated><NextContinuationToken>")
          .append(next)
          .append("</NextContinuationToken>");
    }
    return page.append("</ListBucketResult>").toString();
  }

  @Test
  void pagesAreAskedForWhenTheyAreNeeded() {
    Function<HttpRequest, HttpAnswer> script =
        request ->
            ScriptedHttp.answer(
                200,
                request.target().contains("continuation-token=t%2B1")
                    ? page(null, "p/chunks/c")
                    : request.target().contains("continuation-token")
                        ? page("t+1")
                        : page("t 0", "p/chunks/", "p/chunks/a", "p/chunks/b"));
    try (Stream<ObjectInfo> objects = list(script)) {
      assertEquals(2, objects.limit(2).count());
    }
    assertEquals(
        List.of("GET /bucket?list-type=2&encoding-type=url&prefix=p%2Fchunks%2F"), http.lines());
    try (Stream<ObjectInfo> objects = list(script)) {
      assertEquals(
          List.of("chunks/a", "chunks/b", "chunks/c"), objects.map(ObjectInfo::key).toList());
    }
    assertEquals(3, http.lines().size());
  }

  @Test
  void aListingThatIsNoneFails() {
    for (HttpAnswer answer :
        List.of(
            ScriptedHttp.answer(403, ""),
            ScriptedHttp.answer(200, "<x/>"),
            ScriptedHttp.answer(200, page(null, "p/chunks2/c")))) {
      assertThrows(StorageException.class, () -> list(_ -> answer).toList());
    }
  }
}
