package dev.floe.spec.decisions;

import static dev.floe.spec.decisions.Decision.Choice.BETTER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.sun.net.httpserver.HttpServer;
import dev.floe.io.AzureCredentials;
import dev.floe.io.AzureStorageBuilder;
import dev.floe.io.GcsCredentials;
import dev.floe.io.GcsStorageBuilder;
import dev.floe.io.S3Credentials;
import dev.floe.io.S3StorageBuilder;
import dev.floe.storage.DeleteResult;
import dev.floe.storage.Storage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// Decisions about object stores.
final class StorageDecisions {
  static final List<Decision> TABLE =
      List.of(
          new Decision(
              "a deletion whose first answer was lost, and that finds nothing when it asks again",
              "where a store says so it is logged as an error, and the object is not counted",
              BETTER,
              "it counts as deleted: on S3, GCS and Azure",
              _ -> {
                repeated(StorageDecisions::s3);
                repeated(StorageDecisions::gcs);
                repeated(StorageDecisions::azure);
              }));

  private StorageDecisions() {}

  private static Storage s3(String url) {
    return S3StorageBuilder.of("bucket", "p")
        .endpointUrl(url)
        .allowHttp(true)
        .region("r")
        .credentials(new S3Credentials.Anonymous())
        .open();
  }

  private static Storage gcs(String url) {
    return new GcsStorageBuilder("bucket")
        .endpointUrl(url)
        .credentials(new GcsCredentials.Anonymous())
        .open();
  }

  private static Storage azure(String url) {
    return new AzureStorageBuilder("container")
        .account("account")
        .endpointUrl(url)
        .credentials(new AzureCredentials.AccessKey("a2V5"))
        .open();
  }

  /// Deletes on a server that loses its first answer and has nothing after that.
  private static void repeated(Function<String, Storage> opened) throws Exception {
    InetAddress here = InetAddress.getLoopbackAddress();
    HttpServer server = HttpServer.create(new InetSocketAddress(here, 0), 0);
    AtomicInteger asked = new AtomicInteger();
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          if (asked.incrementAndGet() > 1) {
            exchange.getResponseHeaders().add("x-ms-error-code", "BlobNotFound");
            exchange.sendResponseHeaders(404, -1);
          }
          exchange.close();
        });
    server.start();
    String url = "http://" + here.getHostAddress() + ":" + server.getAddress().getPort();
    try (Storage storage = opened.apply(url)) {
      DeleteResult result = storage.delete(List.of("chunks/A")).join().get("chunks/A");
      assertInstanceOf(DeleteResult.Deleted.class, result);
      assertEquals(2, asked.get());
    } finally {
      server.stop(0);
    }
  }
}
