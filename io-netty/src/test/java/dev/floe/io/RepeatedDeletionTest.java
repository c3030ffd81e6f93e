package dev.floe.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.floe.io.internal.http.ScriptedServer;
import dev.floe.storage.DeleteResult;
import dev.floe.storage.Storage;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// A deletion whose first answer was lost finds nothing when it asks again, and has deleted all the
/// same; one that finds nothing at once says so.
class RepeatedDeletionTest {
  private static void check(Function<String, Storage> opened) throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (ScriptedServer server =
        ScriptedServer.serving(line -> {
          while (true) {
            line.read();
            if (asked.incrementAndGet() == 1) {
              return;
            }
            line.answer("404 Not Found", new byte[0], "x-ms-error-code: BlobNotFound");
          }
        })) {
      try (Storage storage = opened.apply(server.origin().toString())) {
        Map<String, DeleteResult> repeated = storage.delete(List.of("chunks/A")).join();
        assertInstanceOf(DeleteResult.Deleted.class, repeated.get("chunks/A"));
        assertEquals(2, asked.get());
        Map<String, DeleteResult> single = storage.delete(List.of("chunks/B")).join();
        assertInstanceOf(DeleteResult.Missing.class, single.get("chunks/B"));
        assertEquals(3, asked.get());
      }
    }
  }

  @Test
  void onS3() throws Exception {
    check(url ->
        S3StorageBuilder.of("bucket", "p")
            .endpointUrl(url)
            .allowHttp(true)
            .region("r")
            .credentials(S3Credentials.Keys.of("id", "secret"))
            .open());
  }

  @Test
  void onGcs() throws Exception {
    check(url ->
        new GcsStorageBuilder("bucket")
            .endpointUrl(url)
            .credentials(new GcsCredentials.Anonymous())
            .open());
  }

  @Test
  void onAzure() throws Exception {
    check(url ->
        new AzureStorageBuilder("container")
            .account("account")
            .endpointUrl(url)
            .credentials(new AzureCredentials.AccessKey("a2V5"))
            .open());
  }
}
