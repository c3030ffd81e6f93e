package dev.floe.spec.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.http.HttpClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("servers")
class AzuriteServerTest {
  @RegisterExtension static final RunningServer SERVER = RunningServer.azurite();

  @Test
  void whatIsPutIsGot() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      assertEquals(
          201,
          Azurite.send(SERVER.endpoint(), client, "PUT", "/first", "restype=container", "")
              .statusCode());
      assertEquals(
          201, Azurite.send(SERVER.endpoint(), client, "PUT", "/first/k", "", "text").statusCode());
      assertEquals(
          "text", Azurite.send(SERVER.endpoint(), client, "GET", "/first/k", "", "").body());
      assertEquals(
          409,
          Azurite.send(SERVER.endpoint(), client, "PUT", "/first/k", "", "other").statusCode());
    }
  }
}
