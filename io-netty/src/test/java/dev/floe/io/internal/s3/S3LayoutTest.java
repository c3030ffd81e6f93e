package dev.floe.io.internal.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.config.StorageSettings;
import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.error.StorageException;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.http.HttpAnswer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/// Whether keys at the root of a bucket begin with a slash.
class S3LayoutTest {
  private ScriptedHttp http;

  /// @param etags of the objects that are there, by key
  private S3Layout layout(Map<String, String> etags, int absent) {
    http =
        new ScriptedHttp(request -> {
          String etag = etags.get(request.target().substring("/bucket/".length()));
          return etag == null ? ScriptedHttp.answer(absent, "") : found(etag);
        });
    S3Requests requests =
        new S3Requests(
            ScriptedHttp.PLACE,
            Headers.NONE,
            Headers.NONE,
            Optional.empty(),
            StorageSettings.empty());
    S3Heads heads = new S3Heads(http.client(), requests);
    return new S3Layout(heads, S3Keys.below(""), Optional.empty(), "s3://bucket");
  }

  private static HttpAnswer found(String etag) {
    return ScriptedHttp.answer(
        200, "", "ETag", etag, "Last-Modified", "Fri, 27 Nov 2026 00:00:00 GMT");
  }

  private String lead(Map<String, String> etags) {
    return layout(etags, 404).keys().join().lead();
  }

  @Test
  void theBucketIsAskedOnceAndAnswersForBothAnchors() {
    assertEquals("", lead(Map.of()));
    assertEquals("", lead(Map.of("repo", "a")));
    assertEquals("/", lead(Map.of("/repo", "a")));
    assertEquals("/", lead(Map.of("/refs/branch.main/ref.json", "a")));
    assertEquals("", lead(Map.of("repo", "a", "/repo", "a")), "a store that drops slashes");
    S3Layout layout = layout(Map.of("/repo", "a"), 404);
    layout.keys().join();
    layout.keys().join();
    assertEquals(4, http.lines().size());
  }

  @Test
  void aMixtureIsRefusedUntilSomebodyDecides() {
    for (Map<String, String> mixed :
        List.of(
            Map.of("repo", "a", "/repo", "b"),
            Map.of("repo", "a", "/refs/branch.main/ref.json", "b"))) {
      Throwable thrown = assertThrows(CompletionException.class, () -> lead(mixed)).getCause();
      StorageException failure = assertInstanceOf(StorageException.class, thrown);
      assertEquals(ErrorKind.STORAGE_CONFIG, failure.kind());
      assertTrue(failure.getMessage().contains("legacy-rooted-keys"), failure.getMessage());
    }
  }

  @Test
  void aFailureIsAskedForAgain() {
    S3Layout layout = layout(Map.of(), 500);
    assertThrows(CompletionException.class, () -> layout.keys().join());
    assertThrows(CompletionException.class, () -> layout.keys().join());
    assertEquals(8, http.lines().size());
  }

  @Test
  void whereItIsKnownNobodyIsAsked() {
    layout(Map.of(), 404);
    S3Heads none = new S3Heads(http.client(), null);
    S3Keys below = S3Keys.below("p");
    assertEquals("p/", new S3Layout(none, below, Optional.empty(), "").keys().join().lead());
    S3Keys root = S3Keys.below("");
    assertEquals("/", new S3Layout(none, root, Optional.of(true), "").keys().join().lead());
    assertEquals("", new S3Layout(none, root, Optional.of(false), "").keys().join().lead());
    S3Keys foreign = S3Keys.foreign("");
    assertEquals("", new S3Layout(none, foreign, Optional.empty(), "").keys().join().lead());
    assertEquals(List.of(), http.lines());
    assertThrows(
        InvalidInputException.class,
        () -> S3Setup.of(Flavour.S3, "bucket", "p").withRootedKeys(true));
  }
}
