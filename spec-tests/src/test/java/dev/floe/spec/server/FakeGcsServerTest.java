package dev.floe.spec.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("servers")
class FakeGcsServerTest {
  @RegisterExtension static final RunningServer SERVER = RunningServer.fakeGcs();

  private static HttpResponse<String> post(HttpClient client, String target, String body)
      throws Exception {
    return client.send(
        HttpRequest.newBuilder(SERVER.endpoint().resolve(target))
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  @Test
  void whatIsPutIsGot() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      assertEquals(
          200, post(client, "/storage/v1/b?project=p", "{\"name\":\"first\"}").statusCode());
      String create = "/upload/storage/v1/b/first/o?uploadType=media&name=k&ifGenerationMatch=0";
      assertEquals(200, post(client, create, "text").statusCode());
      assertEquals(412, post(client, create, "other").statusCode());
      HttpRequest get =
          HttpRequest.newBuilder(SERVER.endpoint().resolve("/storage/v1/b/first/o/k?alt=media"))
              .build();
      assertEquals("text", client.send(get, BodyHandlers.ofString()).body());
    }
  }
}
