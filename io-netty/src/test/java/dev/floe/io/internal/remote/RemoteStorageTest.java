package dev.floe.io.internal.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.ErrorKind;
import dev.floe.error.ReadOnlyException;
import dev.floe.format.ByteRange;
import dev.floe.io.AzureCredentials;
import dev.floe.io.AzureStorageBuilder;
import dev.floe.io.GcsCredentials;
import dev.floe.io.GcsStorageBuilder;
import dev.floe.io.S3Credentials;
import dev.floe.io.S3StorageBuilder;
import dev.floe.io.internal.http.ScriptedServer;
import dev.floe.storage.GetOptions;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What holds of operations under way and of storages that are only read, whatever the store.
class RemoteStorageTest {
  private static final MemorySegment BODY = MemorySegment.ofArray(new byte[100]);

  private static List<Storage> stores(ScriptedServer server) {
    String url = server.origin().toString();
    return List.of(
        S3StorageBuilder.of("bucket", "p")
            .endpointUrl(url)
            .allowHttp(true)
            .region("r")
            .credentials(new S3Credentials.Anonymous())
            .open(),
        new AzureStorageBuilder("container")
            .account("account")
            .prefix("p")
            .endpointUrl(url + "/account")
            .credentials(new AzureCredentials.Anonymous())
            .open(),
        new GcsStorageBuilder("bucket")
            .prefix("p")
            .endpointUrl(url)
            .credentials(new GcsCredentials.Anonymous())
            .open());
  }

  private static final int STORES = 3;

  @Test
  void nobodyButItsOwnEndCompletesAWrite() throws Exception {
    for (int i = 0; i < STORES; i++) {
      CountDownLatch asked = new CountDownLatch(1);
      CountDownLatch answer = new CountDownLatch(1);
      try (ScriptedServer server =
          ScriptedServer.serving(line -> {
            line.read();
            asked.countDown();
            answer.await();
            line.answer("403 Forbidden", new byte[0]);
          })) {
        List<Storage> stores = stores(server);
        CompletableFuture<?> put = stores.get(i).put("key", BODY, PutOptions.chunk());
        assertTrue(asked.await(10, TimeUnit.SECONDS));
        assertFalse(put.cancel(true));
        put.completeExceptionally(new IllegalStateException());
        assertFalse(put.isDone(), "its body is still borrowed");
        answer.countDown();
        assertThrows(CompletionException.class, put::join);
        assertFalse(put.isCancelled());
        stores.forEach(Storage::close);
      }
    }
  }

  @Test
  void aReadThatIsCancelledEnds() throws Exception {
    for (int i = 0; i < STORES; i++) {
      CountDownLatch asked = new CountDownLatch(1);
      try (ScriptedServer server =
          ScriptedServer.serving(line -> {
            if (line.read().start().startsWith("HEAD")) {
              line.write(
                  "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nETag: \"v\"\r\n"
                      + "x-goog-generation: 7\r\n\r\n");
              line.read();
            }
            line.write(
                "HTTP/1.1 206 Partial\r\nContent-Length: 100\r\nETag: \"v\"\r\n"
                    + "x-goog-generation: 7\r\nContent-Range: bytes 900-999/1000\r\n\r\n1");
            asked.countDown();
            line.read();
          })) {
        List<Storage> stores = stores(server);
        CompletableFuture<Void> landing = new CompletableFuture<>();
        CompletableFuture<?> read =
            stores
                .get(i)
                .get(
                    "key",
                    GetOptions.range(ByteRange.last(100)),
                    length -> {
                      landing.complete(null);
                      return MemorySegment.ofArray(new byte[(int) length]);
                    });
        assertTrue(asked.await(10, TimeUnit.SECONDS));
        landing.get(10, TimeUnit.SECONDS);
        read.cancel(true);
        assertThrows(Exception.class, () -> read.get(10, TimeUnit.SECONDS));
        assertTrue(read.isCancelled());
        stores.forEach(Storage::close);
      }
    }
  }

  @Test
  void whatIsOpenedToBeReadIsNotWritten() throws Exception {
    try (ScriptedServer server = ScriptedServer.serving(line -> line.read())) {
      String url = server.origin().toString();
      List<Storage> stores =
          List.of(
              S3StorageBuilder.of("bucket", "")
                  .endpointUrl(url)
                  .allowHttp(true)
                  .region("r")
                  .readOnly()
                  .open(),
              S3StorageBuilder.of("bucket", "p").region("r").readOnly().open(),
              new AzureStorageBuilder("container")
                  .account("account")
                  .endpointUrl(url)
                  .credentials(new AzureCredentials.Anonymous())
                  .readOnly()
                  .open(),
              new GcsStorageBuilder("bucket")
                  .endpointUrl(url)
                  .credentials(new GcsCredentials.Anonymous())
                  .readOnly()
                  .open());
      for (Storage storage : stores) {
        refused(storage.put("key", BODY, PutOptions.chunk()));
        refused(storage.copy("key", "other", Precondition.NONE));
        refused(storage.delete(List.of("key")));
        storage.close();
      }
      assertEquals(0, server.requests());
    }
  }

  private static void refused(CompletableFuture<?> write) {
    Throwable cause = assertThrows(CompletionException.class, write::join).getCause();
    assertEquals(
        ErrorKind.READ_ONLY_STORAGE, assertInstanceOf(ReadOnlyException.class, cause).kind());
  }
}
