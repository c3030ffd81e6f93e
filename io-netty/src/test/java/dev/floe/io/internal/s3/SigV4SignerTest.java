package dev.floe.io.internal.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.io.S3Credentials.Keys;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.http.HttpRequest;
import dev.floe.io.internal.http.HttpRequest.Method;
import dev.floe.io.internal.http.Origin;
import dev.floe.io.internal.http.UrlEscapes;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// The examples that AWS publishes for S3, and what is signed with and without TLS.
class SigV4SignerTest {
  private static final Instant TIME = Instant.parse("2013-05-24T00:00:00Z");
  private static final Keys KEYS =
      Keys.of("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
  private static final String EMPTY_SHA256 =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  private static HttpRequest signed(Keys keys, HttpRequest request) {
    return new SigV4Signer(() -> CompletableFuture.completedFuture(keys), "us-east-1", () -> TIME)
        .sign(request)
        .join();
  }

  private static Origin origin(boolean tls) {
    return new Origin(tls, "examplebucket.s3.amazonaws.com", tls ? 443 : 80);
  }

  private static HttpRequest get(String target, String... fields) {
    return HttpRequest.of(Method.GET, origin(false), target, Headers.of(fields));
  }

  private static String signature(HttpRequest request) {
    String proof = request.headers().first("Authorization").orElseThrow();
    return proof.substring(proof.indexOf("Signature=") + 10);
  }

  @Test
  void aRangeIsSignedAsInTheExample() {
    assertEquals(
        "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        signature(signed(KEYS, get("/test.txt", "Range", "bytes=0-9"))));
  }

  @Test
  void aPutIsSignedAsInTheExample() {
    byte[] body = "Welcome to Amazon S3.".getBytes(StandardCharsets.UTF_8);
    HttpRequest put =
        new HttpRequest(
            Method.PUT,
            origin(false),
            "/" + UrlEscapes.path("test$file.text"),
            Headers.of(
                "Date",
                "Fri, 24 May 2013 00:00:00 GMT",
                "x-amz-storage-class",
                "REDUCED_REDUNDANCY"),
            Optional.of(MemorySegment.ofArray(body)));
    assertEquals(
        "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        signature(signed(KEYS, put)));
  }

  @Test
  void queriesAreSignedAsInTheExamples() {
    assertEquals(
        "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
        signature(signed(KEYS, get("/?lifecycle="))));
    assertEquals(
        "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
        signature(signed(KEYS, get("/?max-keys=2&prefix=J"))));
  }

  @Test
  void bodiesAreSignedWithoutTlsOnly() {
    HttpRequest plain = signed(KEYS, get("/a"));
    assertEquals(EMPTY_SHA256, plain.headers().first("x-amz-content-sha256").orElseThrow());
    HttpRequest tls =
        signed(KEYS, HttpRequest.of(Method.GET, origin(true), "/a", Headers.of("X", "y")));
    assertEquals("UNSIGNED-PAYLOAD", tls.headers().first("x-amz-content-sha256").orElseThrow());
    assertEquals("y", tls.headers().first("X").orElseThrow());
    assertFalse(tls.headers().first("Host").isPresent(), "the connection adds it");
  }

  @Test
  void temporaryKeysSendTheirToken() {
    Keys keys =
        new Keys("AKID", "secret", Optional.of("the-token"), Optional.of(TIME.plusSeconds(60)));
    HttpRequest signed = signed(keys, get("/a"));
    assertEquals("the-token", signed.headers().first("X-Amz-Security-Token").orElseThrow());
    assertTrue(
        signed.headers().first("Authorization").orElseThrow().contains("x-amz-security-token"));
  }

  @Test
  void strangeKeysGoOverTheWireAsTheyAreSigned() {
    String target = ScriptedHttp.PLACE.object("a b/é+%/~.🧊//..", "partNumber=1&uploadId=x%2By");
    assertEquals(target, signed(KEYS, get(target)).target());
  }
}
