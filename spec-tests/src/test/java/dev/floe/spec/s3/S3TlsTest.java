package dev.floe.spec.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.floe.spec.net.PrivateAuthority;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server speaks TLS.
class S3TlsTest {
  @TempDir Path directory;

  private static int status(HttpClient client, URI uri) throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding()).statusCode();
  }

  @Test
  void whoTrustsTheKeyConnects() throws Exception {
    PrivateAuthority authority = PrivateAuthority.make(directory);
    S3ServerOptions options =
        S3ServerOptions.STANDARD
            .withAnonymous(true)
            .withTls(SslContextBuilder.forServer(authority.server()).build());
    try (S3Server server = S3Server.start(options);
        HttpClient trusting = HttpClient.newBuilder().sslContext(authority.context()).build();
        HttpClient other = HttpClient.newHttpClient()) {
      assertEquals("https", server.endpoint().getScheme());
      assertEquals(404, status(trusting, server.endpoint().resolve("/bucket/k")));
      assertThrows(
          SSLHandshakeException.class, () -> status(other, server.endpoint().resolve("/bucket/k")));
      URI byOtherName = URI.create("https://localhost:" + server.port() + "/bucket/k");
      assertThrows(SSLHandshakeException.class, () -> status(trusting, byOtherName));
    }
  }
}
