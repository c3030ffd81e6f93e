package dev.floe.spec.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.io.AzureCredentials;
import dev.floe.io.AzureStorageBuilder;
import dev.floe.io.GcsCredentials;
import dev.floe.io.GcsStorageBuilder;
import dev.floe.spec.server.Azurite;
import dev.floe.spec.server.RunningServer;
import dev.floe.storage.PutOptions;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Virtual chunks in files of Google's store and of Azure's, which the environment says the places
/// of.
@Tag("servers")
class VirtualChunksServersTest {
  private static void write(Storage storage) {
    try (storage) {
      storage
          .put(
              URLDecoder.decode(VirtualChunksChecks.FILE, StandardCharsets.UTF_8),
              MemorySegment.ofArray(VirtualChunksChecks.file()),
              PutOptions.chunk())
          .join();
    }
  }

  @Test
  void ofGoogleCloudStorage() throws Exception {
    try (RunningServer server = RunningServer.fakeGcs().start();
        HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest creation =
          HttpRequest.newBuilder(server.endpoint().resolve("/storage/v1/b"))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString("{\"name\": \"archive\"}"))
              .build();
      assertEquals(200, client.send(creation, BodyHandlers.ofString()).statusCode());
      write(
          new GcsStorageBuilder("archive")
              .endpointUrl(server.endpoint().toString())
              .credentials(new GcsCredentials.Anonymous())
              .prefix("deep/er")
              .open());
      Map<String, String> environment =
          Map.of("STORAGE_EMULATOR_HOST", "127.0.0.1:" + server.port());
      for (String access : List.of("", "=anonymous", "=env")) {
        assertEquals(
            List.of(),
            VirtualChunksChecks.problemsWith(environment, "gs://archive/deep/er/", access),
            access);
      }
    }
  }

  @Test
  void ofAzure() throws Exception {
    try (RunningServer server = RunningServer.azurite().start()) {
      Azurite.createContainer(server.endpoint(), "archive");
      String endpoint = server.endpoint() + "/" + Azurite.ACCOUNT;
      write(
          new AzureStorageBuilder("archive")
              .account(Azurite.ACCOUNT)
              .endpointUrl(endpoint)
              .credentials(new AzureCredentials.AccessKey(Azurite.KEY))
              .prefix("deep/er")
              .open());
      Map<String, String> environment =
          Map.of(
              "AZURE_STORAGE_ENDPOINT",
              endpoint,
              "AZURE_STORAGE_ACCOUNT_NAME",
              Azurite.ACCOUNT,
              "AZURE_STORAGE_ACCOUNT_KEY",
              Azurite.KEY);
      assertEquals(
          List.of(),
          VirtualChunksChecks.problemsWith(environment, "az://archive/deep/er/", "=env"));
    }
  }
}
