package dev.floe.spec.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/// Whatever is refused or breaks, nothing of it stays in memory once the server is closed.
class S3MemoryTest {
  private static final String TEXT = "text ".repeat(20_000);

  private static final int PATIENCE_MILLIS = 5000;

  private final HttpClient client = HttpClient.newHttpClient();
  private int patienceMillis = PATIENCE_MILLIS;

  private String send(S3Server server, String method, String target, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.endpoint() + "/bucket/" + target))
            .method(
                method,
                method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString(TEXT));
    if (headers.length > 0) {
      request.headers(headers);
    }
    CompletableFuture<HttpResponse<String>> sent =
        client.sendAsync(request.build(), BodyHandlers.ofString());
    try {
      HttpResponse<String> answer = sent.get(patienceMillis, TimeUnit.MILLISECONDS);
      return answer.statusCode() + " " + answer.body();
    } catch (ExecutionException | TimeoutException e) {
      sent.cancel(true);
      return "0 " + e;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void starts(String expected, String answer) {
    assertEquals(expected, answer.substring(0, expected.length()), answer);
  }

  @Test
  void refusedRequestsLeaveNothing() {
    long before = S3Server.MEMORY.pinnedDirectMemory();
    S3Server server = S3Server.start(S3ServerOptions.STANDARD.withAnonymous(true));
    try (server) {
      starts("200", send(server, "PUT", "k"));
      assertTrue(S3Server.MEMORY.pinnedDirectMemory() >= before + TEXT.length());
      starts("400", send(server, "PUT", "k", "x-amz-meta-m", "m".repeat(3000)));
      starts("400", send(server, "PUT", "k", "x-amz-storage-class", "none"));
      starts("400", send(server, "PUT", "k", "content-md5", "none"));
      starts("412", send(server, "PUT", "k", "if-none-match", "*"));
      starts("501", send(server, "PUT", "k?acl"));
      starts("400", send(server, "PUT", "%ff"));
      String[] chunks = {
        "x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        "x-amz-decoded-content-length", "5"
      };
      starts("400", send(server, "PUT", "k", chunks));
      starts("400", send(server, "PUT", "k", "x-amz-copy-source", "/bucket/k"));
      starts("404", send(server, "PUT", "k", "x-amz-copy-source", "/bucket/none"));
      starts(
          "412",
          send(
              server,
              "PUT",
              "l",
              "x-amz-copy-source",
              "/bucket/k",
              "x-amz-copy-source-if-match",
              "none"));
      starts("200", send(server, "PUT", "l", "x-amz-copy-source", "/bucket/k"));
      starts("404", send(server, "PUT", "k?uploadId=none&partNumber=1"));
      starts("416", send(server, "GET", "k", "range", "bytes=1000000-"));
      uploads(server);
    }
    assertEquals(before, S3Server.MEMORY.pinnedDirectMemory());
  }

  private void uploads(S3Server server) {
    String begun = send(server, "POST", "m?uploads");
    String id = begun.substring(begun.indexOf("upload-"), begun.indexOf("</UploadId>"));
    starts("200", send(server, "PUT", "m?partNumber=1&uploadId=" + id));
    starts("200", send(server, "PUT", "m?partNumber=1&uploadId=" + id));
    starts("400", send(server, "PUT", "m?partNumber=0&uploadId=" + id));
    starts(
        "200",
        send(server, "PUT", "m?partNumber=2&uploadId=" + id, "x-amz-copy-source", "bucket/k"));
    starts("400", send(server, "POST", "m?uploadId=" + id));
  }

  @Test
  void brokenRequestsLeaveNothing() {
    long before = S3Server.MEMORY.pinnedDirectMemory();
    CompletableFuture<Void> gate = new CompletableFuture<>();
    S3Server server = S3Server.start(S3ServerOptions.STANDARD.withAnonymous(true));
    try (server) {
      starts("200", send(server, "PUT", "k"));
      patienceMillis = 100;
      for (S3Fault fault :
          new S3Fault[] {
            S3Fault.LOST_REQUEST,
            S3Fault.LOST_ANSWER,
            S3Fault.SLOW_DOWN,
            new S3Fault.RefusedThough(S3Fault.SLOW_DOWN),
            new S3Fault.OkWithError(S3Fault.SLOW_DOWN),
            new S3Fault.CutBody(100),
            new S3Fault.StalledBody(100),
            new S3Fault.TrickledBody(100, Duration.ofMillis(10)),
            new S3Fault.LyingLength(100),
            new S3Fault.OtherHeaders(Map.of("content-length", "1000000")),
            new S3Fault.LandsLate(gate),
            new S3Fault.Held(gate),
            new S3Fault.HeldAnswer(gate),
            new S3Fault.LandsLate(new CompletableFuture<>()),
            new S3Fault.HeldAnswer(new CompletableFuture<>()),
            new S3Fault.Delayed(Duration.ofMinutes(10), S3Fault.NONE),
          }) {
        server.faults(_ -> fault);
        send(server, "PUT", "k");
        assertNotEquals("200 " + TEXT, send(server, "GET", "k"), fault::toString);
      }
      gate.complete(null);
    }
    assertEquals(before, S3Server.MEMORY.pinnedDirectMemory());
  }
}
