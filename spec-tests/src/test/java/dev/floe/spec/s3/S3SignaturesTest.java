package dev.floe.spec.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkGlobalTime;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/// Who is let in, and how the others are turned away.
class S3SignaturesTest {
  private static final String BUCKET = S3ServerOptions.TEST_BUCKET;
  private static final AwsCredentials KEYS = AwsBasicCredentials.create("testkey", "testsecret12");

  private Instant shift = Instant.EPOCH;
  private final InstantSource clock =
      () -> InstantSource.system().instant().plus(Duration.between(Instant.EPOCH, shift));
  private final S3Server server =
      S3Server.start(
          S3ServerOptions.STANDARD
              .withClock(clock)
              .withCredentials(
                  S3ServerOptions.TEST_CREDENTIALS,
                  new S3Credentials(
                      "temporary",
                      "secret",
                      Optional.of("token"),
                      Optional.of(clock.instant().plusSeconds(60)))));

  @AfterEach
  void close() {
    server.close();
    // the SDK learns how far clocks differ, and keeps it for all its clients
    SdkGlobalTime.setGlobalTimeOffset(0);
  }

  private String answer(AwsCredentials credentials, Region region) {
    try (S3Client client = SdkClients.of(server.endpoint(), credentials, b -> b.region(region))) {
      client.putObject(b -> b.bucket(BUCKET).key("k"), RequestBody.fromString("x"));
      client.listObjectsV2(b -> b.bucket(BUCKET).prefix("a b/ü&="));
      return "ok";
    } catch (S3Exception e) {
      return e.statusCode() + " " + e.awsErrorDetails().errorCode();
    }
  }

  private String answer(AwsCredentials credentials) {
    return answer(credentials, Region.US_EAST_1);
  }

  @Test
  void onlyWhoSignsRightIsLetIn() {
    assertEquals("ok", answer(KEYS));
    assertEquals(
        "403 SignatureDoesNotMatch", answer(AwsBasicCredentials.create("testkey", "other")));
    assertEquals(
        "403 InvalidAccessKeyId", answer(AwsBasicCredentials.create("other", "testsecret12")));
    assertEquals("400 AuthorizationHeaderMalformed", answer(KEYS, Region.EU_WEST_1));
  }

  @Test
  void temporaryCredentialsEnd() {
    assertEquals("ok", answer(AwsSessionCredentials.create("temporary", "secret", "token")));
    assertEquals(
        "400 InvalidToken", answer(AwsSessionCredentials.create("temporary", "secret", "other")));
    assertEquals("400 InvalidToken", answer(AwsBasicCredentials.create("temporary", "secret")));
    shift = Instant.EPOCH.plusSeconds(61);
    assertEquals(
        "400 ExpiredToken", answer(AwsSessionCredentials.create("temporary", "secret", "token")));
    assertEquals("ok", answer(KEYS));
  }

  @Test
  void clocksMayDifferByAQuarterOfAnHour() {
    shift = Instant.EPOCH.plus(Duration.ofMinutes(14));
    assertEquals("ok", answer(KEYS));
    shift = Instant.EPOCH.minus(Duration.ofMinutes(16));
    assertEquals("403 RequestTimeTooSkewed", answer(KEYS));
  }

  /// Every way in which the SDK sends a body: hashed, in signed chunks, in chunks with a trailer.
  @Test
  void bodiesAreSignedInManyWays() {
    for (boolean chunked : new boolean[] {false, true}) {
      try (S3Client client =
          SdkClients.of(
              server.endpoint(),
              KEYS,
              b ->
                  b.serviceConfiguration(
                      S3Configuration.builder().chunkedEncodingEnabled(chunked).build()))) {
        String text = "text ".repeat(100_000);
        client.putObject(b -> b.bucket(BUCKET).key("k"), RequestBody.fromString(text));
        assertEquals(text, client.getObjectAsBytes(b -> b.bucket(BUCKET).key("k")).asUtf8String());
      }
    }
  }

  @Test
  void signedLinksEnd() throws Exception {
    answer(KEYS);
    URI link;
    try (S3Presigner presigner =
        S3Presigner.builder()
            .endpointOverride(server.endpoint())
            .region(Region.US_EAST_1)
            .credentialsProvider(StaticCredentialsProvider.create(KEYS))
            .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(true).build())
            .build()) {
      link =
          presigner
              .presignGetObject(b ->
                  b.signatureDuration(Duration.ofSeconds(100))
                      .getObjectRequest(r -> r.bucket(BUCKET).key("k")))
              .url()
              .toURI();
    }
    assertEquals("200 x", got(link));
    assertTrue(got(URI.create(link + "0")).startsWith("403 "));
    shift = Instant.EPOCH.plusSeconds(110);
    assertTrue(got(link).contains("<Code>AccessDenied</Code><Message>Request has expired"));
  }

  private static String got(URI uri) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      var answer = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body();
    }
  }

  @Test
  void nobodyIsLetInWithoutAName() throws Exception {
    assertTrue(got(server.endpoint().resolve("/bucket/k")).contains("<Code>AccessDenied</Code>"));
    try (S3Server open = S3Server.start(S3ServerOptions.STANDARD.withAnonymous(true))) {
      assertTrue(got(open.endpoint().resolve("/bucket/k")).contains("<Code>NoSuchKey</Code>"));
    }
  }

  @Test
  void secretsAreNotPrinted() {
    assertEquals("S3Credentials[k]", new S3Credentials("k", "hidden").toString());
    assertThrows(NullPointerException.class, () -> new S3Credentials(null, "hidden"));
  }
}
