package dev.floe.spec.storage;

import dev.floe.io.GcsCredentials;
import dev.floe.io.GcsStorageBuilder;
import dev.floe.spec.server.RunningServer;
import dev.floe.storage.Storage;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("servers")
class FakeGcsStorageContractTest extends StorageContract {
  @RegisterExtension static final RunningServer SERVER = RunningServer.fakeGcs();

  private static final AtomicInteger STORES = new AtomicInteger();

  @BeforeAll
  static void createBucket() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(SERVER.endpoint().resolve("/storage/v1/b"))
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString("{\"name\": \"contract\"}"))
              .build();
      Assertions.assertEquals(200, client.send(request, BodyHandlers.ofString()).statusCode());
    }
  }

  @Override
  protected Storage open() {
    return new GcsStorageBuilder("contract")
        .endpointUrl(SERVER.endpoint().toString())
        .credentials(new GcsCredentials.Anonymous())
        .prefix("store " + STORES.incrementAndGet())
        .open();
  }

  @Override
  public boolean deletesWithSizes() {
    return false;
  }
}
