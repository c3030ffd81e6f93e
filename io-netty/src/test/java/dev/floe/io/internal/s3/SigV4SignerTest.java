package dev.floe.io.internal.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.internal.concurrent.Sources;
import dev.floe.io.S3Credentials;
import dev.floe.io.S3Credentials.Keys;
import dev.floe.io.internal.http.BodyPlan;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.http.HttpAnswer;
import dev.floe.io.internal.http.HttpCall;
import dev.floe.io.internal.http.HttpCall.Repetition;
import dev.floe.io.internal.http.HttpRequest;
import dev.floe.io.internal.http.HttpRequest.Method;
import dev.floe.io.internal.http.Origin;
import dev.floe.io.internal.http.UrlEscapes;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The examples that AWS publishes for S3, and what is signed with and without TLS.
class SigV4SignerTest {
  private static final Instant TIME = Instant.parse("2013-05-24T00:00:00Z");
  private static final Keys KEYS =
      Keys.of("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
  private static final String EMPTY_SHA256 =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  private static SigV4Signer signer(S3Credentials credentials, InstantSource clock) {
    Sources sources = new Sources(clock, () -> 0, _ -> {}, new Random(1), Runnable::run);
    return new SigV4Signer(KeySource.of(credentials, sources).orElseThrow(), "us-east-1", clock);
  }

  private static HttpRequest signed(Keys keys, HttpRequest request) {
    return signer(keys, () -> TIME).sign(request).join();
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

  private static HttpAnswer send(ScriptedHttp http, SigV4Signer signer) {
    return new SignedHttp(http, signer)
        .send(
            new HttpCall(
                get("/a"), signer, BodyPlan.DOCUMENT, Repetition.READ, "a", Optional.empty()))
        .join();
  }

  @Test
  void attemptsBeforeTheKeysWentBadCount() {
    ArrayDeque<Keys> keys = new ArrayDeque<>(List.of(Keys.of("old", "s"), Keys.of("new", "s")));
    SigV4Signer signer = signer(new S3Credentials.Refreshing(keys::remove), () -> TIME);
    ArrayDeque<HttpAnswer> answers =
        new ArrayDeque<>(
            List.of(
                ScriptedHttp.repeated(2, 400, ScriptedHttp.error("ExpiredToken")),
                ScriptedHttp.answer(412, "")));
    HttpAnswer end = send(new ScriptedHttp(_ -> answers.remove()), signer);
    assertEquals("412 after 2", end.status() + " after " + end.attempts());
  }

  private static String answered(SigV4Signer signer, ArrayDeque<HttpAnswer> answers, String field) {
    ScriptedHttp http = new ScriptedHttp(_ -> answers.remove());
    int status = send(http, signer).status();
    return status + " " + signer.sign(get("/a")).join().headers().first(field).orElseThrow();
  }

  @Test
  void aTokenThatExpiredIsReplacedOnce() {
    ArrayDeque<Keys> keys = new ArrayDeque<>(List.of(Keys.of("old", "s"), Keys.of("new", "s")));
    SigV4Signer signer = signer(new S3Credentials.Refreshing(keys::remove), () -> TIME);
    HttpAnswer expired = ScriptedHttp.answer(400, ScriptedHttp.error("ExpiredToken"));
    HttpAnswer good = ScriptedHttp.answer(200, "");
    String seen = answered(signer, new ArrayDeque<>(List.of(expired, good)), "Authorization");
    assertTrue(seen.startsWith("200 AWS4-HMAC-SHA256 Credential=new/"), seen);
    seen = answered(signer(KEYS, () -> TIME), new ArrayDeque<>(List.of(expired)), "X-Amz-Date");
    assertTrue(seen.startsWith("400 "), "there are no others: " + seen);
  }

  @Test
  void aClockThatGoesWrongFollowsTheServers() {
    HttpAnswer skewed =
        ScriptedHttp.answer(
            403,
            ScriptedHttp.error("RequestTimeTooSkewed"),
            "Date",
            "Fri, 24 May 2013 02:00:00 GMT");
    HttpAnswer good = ScriptedHttp.answer(200, "");
    assertEquals(
        "200 20130524T020000Z",
        answered(signer(KEYS, () -> TIME), new ArrayDeque<>(List.of(skewed, good)), "X-Amz-Date"));
    HttpAnswer silent = ScriptedHttp.answer(403, ScriptedHttp.error("RequestTimeTooSkewed"));
    assertEquals(
        "403 20130524T000000Z",
        answered(signer(KEYS, () -> TIME), new ArrayDeque<>(List.of(silent)), "X-Amz-Date"));
  }
}
