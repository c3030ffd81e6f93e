package dev.floe.spec.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("servers")
class AzuriteServerTest {
  @RegisterExtension static final RunningServer SERVER = RunningServer.azurite();

  private static final DateTimeFormatter DATES =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  /// A request with a shared-key signature.
  private static HttpResponse<String> send(
      HttpClient client, String method, String path, String query, String body) throws Exception {
    String date = DATES.format(Instant.now());
    String target = "/" + Azurite.ACCOUNT + path;
    String headers =
        (method.equals("PUT") ? "x-ms-blob-type:BlockBlob\n" : "")
            + "x-ms-date:"
            + date
            + "\nx-ms-version:2023-11-03\n";
    String toSign = standardHeaders(method, query, body) + headers;
    toSign += "/" + Azurite.ACCOUNT + target;
    toSign += query.isEmpty() ? "" : "\n" + query.replace('=', ':');
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Base64.getDecoder().decode(Azurite.KEY), "HmacSHA256"));
    String signature =
        Base64.getEncoder().encodeToString(mac.doFinal(toSign.getBytes(StandardCharsets.UTF_8)));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                SERVER.endpoint().resolve(target + (query.isEmpty() ? "" : "?" + query)))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .header("authorization", "SharedKey " + Azurite.ACCOUNT + ":" + signature);
    headers.lines().forEach(line -> request.headers(line.split(":", 2)));
    if (creates(method, query)) {
      request.header("if-none-match", "*");
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static boolean creates(String method, String query) {
    return method.equals("PUT") && query.isEmpty();
  }

  /// The method and the eleven headers that are always signed, a line each.
  private static String standardHeaders(String method, String query, String body) {
    String length = body.isEmpty() ? "" : Integer.toString(body.length());
    String noneMatch = creates(method, query) ? "*" : "";
    return String.join("\n", method, "", "", length, "", "", "", "", "", noneMatch, "", "", "");
  }

  @Test
  void whatIsPutIsGot() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      assertEquals(201, send(client, "PUT", "/first", "restype=container", "").statusCode());
      assertEquals(201, send(client, "PUT", "/first/k", "", "text").statusCode());
      assertEquals("text", send(client, "GET", "/first/k", "", "").body());
      assertEquals(409, send(client, "PUT", "/first/k", "", "other").statusCode());
    }
  }
}
