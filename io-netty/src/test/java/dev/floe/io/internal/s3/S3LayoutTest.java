package dev.floe.io.internal.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.config.StorageSettings;
import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.error.StorageException;
import dev.floe.io.S3StorageBuilder;
import dev.floe.io.internal.http.HttpAnswer;
import dev.floe.io.internal.remote.FoundStorage;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageCapabilities;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/// Whether keys at the root of a bucket begin with a slash.
class S3LayoutTest {
  private static final String PLAIN = "";
  private static final String ROOTED = "/";

  private ScriptedHttp http;

  /// @param etags of the objects that are there, by key
  private S3Layout layout(Map<String, String> etags, int absent) {
    http =
        new ScriptedHttp(request -> {
          String etag = etags.get(request.target().substring("/bucket/".length()));
          return etag == null ? ScriptedHttp.answer(absent, "") : found(etag);
        });
    S3Keys plain = S3Keys.below("");
    return new S3Layout(store(plain), store(plain.rooted()));
  }

  private S3Store store(S3Keys keys) {
    return http.store(ScriptedHttp.requests(keys, StorageSettings.empty()));
  }

  private Storage storage(S3Keys keys) {
    return http.storage(ScriptedHttp.requests(keys, StorageSettings.empty()));
  }

  private static HttpAnswer found(String etag) {
    return ScriptedHttp.answer(
        200, "", "ETag", etag, "Last-Modified", "Fri, 27 Nov 2026 00:00:00 GMT");
  }

  private String lead(Map<String, String> etags) {
    return layout(etags, 404).asked().join().lead();
  }

  @Test
  void theBucketIsAskedOnceAndAnswersForBothAnchors() {
    assertEquals(PLAIN, lead(Map.of()));
    assertEquals(PLAIN, lead(Map.of("repo", "a")));
    assertEquals(ROOTED, lead(Map.of("/repo", "a")));
    assertEquals(ROOTED, lead(Map.of("/refs/branch.main/ref.json", "a")));
    assertEquals(PLAIN, lead(Map.of("repo", "a", "/repo", "a")), "a store that drops slashes");
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
  void operationsWaitForOneSearchAndAskAgainAfterAFailure() {
    int[] searches = {0};
    S3Layout layout = layout(Map.of("/repo", "a"), 404);
    FoundStorage storage =
        new FoundStorage(
            "s3://bucket",
            new StorageCapabilities(true, false, true, true, true),
            () ->
                searches[0]++ == 0
                    ? CompletableFuture.failedFuture(new IllegalStateException())
                    : layout.asked().thenApply(this::storage),
            () -> {});
    assertThrows(CompletionException.class, () -> storage.head("repo").join());
    assertTrue(storage.head("repo").join().isPresent());
    assertTrue(storage.head("config").join().isEmpty());
    assertEquals(2, searches[0]);
    assertEquals(6, http.lines().size());
    assertEquals("HEAD /bucket//config", http.lines().getLast());
    storage.close();
    assertThrows(CompletionException.class, () -> storage.head("repo").join());
  }

  @Test
  void rootedKeysHaveNoPrefix() {
    assertThrows(
        InvalidInputException.class,
        () -> S3StorageBuilder.of("bucket", "p").region("r").legacyRootedKeys(true).open());
  }
}
