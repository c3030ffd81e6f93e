package dev.floe.spec.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What goes over the wire, without a client's help.
class S3RawRequestsTest {
  private final S3Server server = S3Server.start(S3ServerOptions.STANDARD.withAnonymous(true));
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpResponse<String> put;

  @BeforeEach
  void putOne() throws Exception {
    put = send("PUT", "/bucket/k", "0123456789");
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  private HttpResponse<String> send(String method, String target, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.endpoint() + target))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("-");
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0,     206, bytes 0-0/10, 0",
    "bytes=2-4,     206, bytes 2-4/10, 234",
    "bytes=7-,      206, bytes 7-9/10, 789",
    "bytes=7-100,   206, bytes 7-9/10, 789",
    "bytes=-3,      206, bytes 7-9/10, 789",
    "bytes=-300,    206, bytes 0-9/10, 0123456789",
    "bytes=4-2,     200, -, 0123456789",
    "bytes=x,       200, -, 0123456789",
    "'bytes=0-1,3-4', 200, -, 0123456789",
    "lines=0-1,     200, -, 0123456789",
  })
  void ranges(String range, int status, String contentRange, String body) throws Exception {
    HttpResponse<String> answer = send("GET", "/bucket/k", "", "range", range);
    assertEquals(status, answer.statusCode());
    assertEquals(contentRange, header(answer, "content-range"));
    assertEquals(body, answer.body());
    assertEquals("781e5e245d69b566979b86e28d23f2c7", header(answer, "etag").replace("\"", ""));
  }

  @ParameterizedTest
  @CsvSource({"bytes=10-", "bytes=10-12", "bytes=-0"})
  void rangesOutsideAreRefused(String range) throws Exception {
    HttpResponse<String> answer = send("GET", "/bucket/k", "", "range", range);
    assertEquals(416, answer.statusCode());
    assertTrue(answer.body().contains("<Code>InvalidRange</Code>"), answer.body());
    assertTrue(answer.body().contains("<ActualObjectSize>10</ActualObjectSize>"), answer.body());
  }

  @Test
  void readsHaveConditions() throws Exception {
    String etag = header(put, "etag");
    String modified = header(send("HEAD", "/bucket/k", ""), "last-modified");
    String before = "Mon, 01 Jan 2001 00:00:00 GMT";
    assertEquals(304, send("GET", "/bucket/k", "", "if-none-match", etag).statusCode());
    assertEquals(
        304, send("GET", "/bucket/k", "", "if-none-match", etag.replace("\"", "")).statusCode());
    assertEquals(200, send("GET", "/bucket/k", "", "if-none-match", "\"x\"").statusCode());
    assertEquals(412, send("GET", "/bucket/k", "", "if-match", "\"x\"").statusCode());
    assertEquals(200, send("GET", "/bucket/k", "", "if-match", "\"x\", " + etag).statusCode());
    assertEquals(304, send("GET", "/bucket/k", "", "if-modified-since", modified).statusCode());
    assertEquals(200, send("GET", "/bucket/k", "", "if-modified-since", before).statusCode());
    assertEquals(412, send("GET", "/bucket/k", "", "if-unmodified-since", before).statusCode());
    assertEquals(200, send("GET", "/bucket/k", "", "if-unmodified-since", modified).statusCode());
    // the etag decides where there is one
    assertEquals(
        200,
        send("GET", "/bucket/k", "", "if-match", etag, "if-unmodified-since", before).statusCode());
    assertEquals(
        304,
        send("GET", "/bucket/k", "", "if-none-match", etag, "if-modified-since", before)
            .statusCode());
  }

  @Test
  void errorsAreDocumentsAndHeadsHaveNone() throws Exception {
    HttpResponse<String> absent = send("GET", "/bucket/absent", "");
    assertEquals(404, absent.statusCode());
    assertEquals(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>NoSuchKey</Code>"
            + "<Message>The specified key does not exist.</Message><Key>absent</Key>"
            + "<Resource>/bucket/absent</Resource><RequestId>0000000000000002</RequestId>"
            + "<HostId>0000000000000002</HostId></Error>",
        absent.body());
    assertEquals("0000000000000002", header(absent, "x-amz-request-id"));
    assertEquals(404, send("HEAD", "/bucket/absent", "").statusCode());
    HttpResponse<String> head = send("HEAD", "/bucket/k", "");
    assertEquals("10", header(head, "content-length"));
    assertEquals(501, send("GET", "/bucket/k?acl", "").statusCode());
    assertEquals(501, send("GET", "/bucket", "").statusCode());
    assertEquals(400, send("PUT", "/bucket/" + "k".repeat(1025), "x").statusCode());
  }

  @Test
  void listingsCanBeEncoded() throws Exception {
    send("PUT", "/bucket/a%20b%2B%01%26", "x");
    String encoded = send("GET", "/bucket?list-type=2&encoding-type=url&prefix=a%20b", "").body();
    assertTrue(encoded.contains("<Key>a+b%2B%01%26</Key>"), encoded);
    assertTrue(encoded.contains("<Prefix>a+b</Prefix>"), encoded);
    String plain = send("GET", "/bucket?list-type=2&prefix=a+b", "").body();
    assertTrue(plain.contains("<Key>a b+&#x1;&amp;</Key>"), plain);
  }

  @Test
  void wrongDigestsAreRefused() throws Exception {
    for (String name : new String[] {"content-md5", "x-amz-checksum-crc64nvme"}) {
      HttpResponse<String> answer = send("PUT", "/bucket/k", "other", name, "AAAAAAAAAAA=");
      assertEquals(400, answer.statusCode());
      assertTrue(answer.body().contains("<Code>BadDigest</Code>"), answer.body());
    }
    assertEquals(
        200,
        send("PUT", "/bucket/k", "123456789", "x-amz-checksum-crc64nvme", "rosUhgp5mIg=")
            .statusCode());
    assertTrue(
        send("PUT", "/bucket/k", "other", "x-amz-content-sha256", "00")
            .body()
            .contains("XAmzContentSHA256Mismatch"));
    assertEquals("123456789", send("GET", "/bucket/k", "").body());
  }

  @Test
  void chunksOfUploadsAreTakenApart() throws Exception {
    String[] headers = {
      "x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
      "x-amz-decoded-content-length", "5",
      "content-encoding", "aws-chunked",
      "x-amz-trailer", "x-amz-checksum-crc32"
    };
    String trailer = "0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n";
    assertEquals(
        200, send("PUT", "/bucket/c", "2\r\nhe\r\n3\r\nllo\r\n" + trailer, headers).statusCode());
    HttpResponse<String> got = send("GET", "/bucket/c", "", "x-amz-checksum-mode", "ENABLED");
    assertEquals("hello", got.body());
    assertEquals("-", header(got, "content-encoding"));
    assertEquals("NhCmhg==", header(got, "x-amz-checksum-crc32"));
    for (String broken :
        new String[] {
          "2\r\nhe\r\n3\r\nllx\r\n" + trailer,
          "2\r\nhe\r\n2\r\nll\r\n" + trailer,
          "2\r\nhe\r\n4\r\nllo\r\n" + trailer,
          "5\r\nhello\r\n0\r\n\r\n",
          "5\r\nhello\r\n",
          "-5\r\nhello\r\n" + trailer,
          "hello"
        }) {
      assertEquals(400, send("PUT", "/bucket/d", broken, headers).statusCode(), broken);
    }
    assertEquals(404, send("GET", "/bucket/d", "").statusCode());
  }

  @Test
  void lengthsMustBeSaid() throws Exception {
    HttpRequest.BodyPublisher stream =
        BodyPublishers.ofInputStream(
            () -> new ByteArrayInputStream("5\r\nhello\r\n0\r\n\r\n".getBytes()));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.endpoint() + "/bucket/s")).PUT(stream);
    HttpResponse<String> refused = client.send(request.build(), BodyHandlers.ofString());
    assertEquals(411, refused.statusCode());
    assertTrue(refused.body().contains("<Code>MissingContentLength</Code>"), refused.body());
    request.headers(
        "x-amz-content-sha256",
        "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        "x-amz-decoded-content-length",
        "5");
    assertEquals(200, client.send(request.build(), BodyHandlers.ofString()).statusCode());
    assertEquals("hello", send("GET", "/bucket/s", "").body());
  }

  /// A host name below the server's domain is a bucket, and the path is the key alone.
  @Test
  void bucketsMayBeHosts() throws Exception {
    try (Socket socket = new Socket(server.endpoint().getHost(), server.port())) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write(
              "GET /k HTTP/1.1\r\nHost: bucket.localhost:1\r\nConnection: close\r\n\r\n"
                  .getBytes());
      String answer = new String(socket.getInputStream().readAllBytes());
      assertTrue(answer.startsWith("HTTP/1.1 200 OK"), answer);
      assertTrue(answer.endsWith("\r\n\r\n0123456789"), answer);
    }
  }
}
