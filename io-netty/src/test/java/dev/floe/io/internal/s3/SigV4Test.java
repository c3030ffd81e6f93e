package dev.floe.io.internal.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.io.S3Credentials.Keys;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.http.HttpRequest;
import dev.floe.io.internal.http.HttpRequest.Method;
import dev.floe.io.internal.http.Origin;
import dev.floe.io.internal.http.UrlEscapes;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Signatures are those of the SDK, for any request that a storage makes.
class SigV4Test {
  private static final int REQUESTS = 3_000;
  private static final List<String> TEXTS =
      List.of(
          "a", "key one", "é+%/~.🧊//..", "a=b&c=d", "", "x".repeat(300), "A", "a\tb", "  b  c ");
  private static final List<String> NAMES =
      List.of(
          "Range",
          "If-Match",
          "x-amz-meta-icechunk",
          "Content-Type",
          "User-Agent",
          "x-amz-meta-Twice",
          "x-amz-meta-twice",
          "x-amz-request-payer",
          "Expect",
          "Accept-Encoding");

  private final Random random = new Random(20_262);

  private <T> T one(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }

  private HttpRequest request() {
    String target = "/bucket/" + UrlEscapes.path(one(TEXTS));
    if (random.nextBoolean()) {
      target +=
          random.nextInt(4) == 0
              ? "?uploads="
              : "?"
                  + UrlEscapes.query(
                      "prefix", one(TEXTS), "list-type", "2", "continuation-token", one(TEXTS));
    }
    Headers fields = Headers.NONE;
    for (int i = random.nextInt(5); i > 0; i--) {
      fields = fields.and(one(NAMES), one(TEXTS));
    }
    byte[] body = new byte[random.nextInt(3) * random.nextInt(200_000)];
    random.nextBytes(body);
    Method method = one(List.of(Method.values()));
    boolean tls = random.nextBoolean();
    return new HttpRequest(
        method,
        new Origin(tls, one(List.of("s3.amazonaws.com", "127.0.0.1")), one(List.of(80, 443, 9000))),
        target,
        fields,
        method == Method.PUT || method == Method.POST
            ? Optional.of(MemorySegment.ofArray(body))
            : Optional.empty());
  }

  private Keys keys() {
    Optional<String> token =
        random.nextBoolean() ? Optional.empty() : Optional.of("token" + random.nextInt(2));
    return new Keys(
        "AKID" + random.nextInt(3), "secret/" + random.nextInt(3), token, Optional.empty());
  }

  private static String signature(HttpRequest request) {
    return request.headers().first("Authorization").orElseThrow();
  }

  @Test
  void asTheSdkSigns() {
    SigV4 ours = new SigV4("eu-central-1");
    Instant now = Instant.parse("2026-02-28T23:59:50Z");
    for (int i = 0; i < REQUESTS; i++) {
      HttpRequest request = request();
      Keys keys = keys();
      now = now.plusMillis(random.nextInt(1_500));
      HttpRequest signed = ours.signed(request, keys, now);
      assertEquals(
          signature(SdkSignatures.signed(request, keys, "eu-central-1", now)),
          signature(signed),
          request + " " + request.headers().fields());
      assertEquals(request.target(), signed.target());
      assertEquals(request.body(), signed.body());
    }
  }

  /// What is kept belongs to one second, one day and one pair of keys.
  @Test
  void manyThreadsShareIt() throws Exception {
    SigV4 shared = new SigV4("us-east-1");
    Instant midnight = Instant.parse("2026-03-01T00:00:00Z");
    HttpRequest request =
        HttpRequest.of(Method.GET, new Origin(false, "h", 80), "/b/k", Headers.of("Range", "0-1"));
    List<Future<?>> work = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int thread = 0; thread < 4; thread++) {
        int number = thread;
        work.add(
            threads.submit(() -> {
              for (int i = 0; i < 2_000; i++) {
                Keys keys = Keys.of("AKID" + (number + i) % 3, "secret" + (number + i) % 3);
                Instant now = midnight.plusSeconds(i % 5 - 2);
                assertEquals(
                    signature(new SigV4("us-east-1").signed(request, keys, now)),
                    signature(shared.signed(request, keys, now)));
              }
            }));
      }
      for (Future<?> each : work) {
        each.get();
      }
    }
  }
}
