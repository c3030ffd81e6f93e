package dev.floe.io.internal.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.config.S3Options;
import dev.floe.config.StorageRetriesSettings;
import dev.floe.config.StorageSettings;
import dev.floe.config.StorageTimeoutSettings;
import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.http.HttpOptions;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageCapabilities;
import dev.floe.storage.StorageOptions;
import dev.floe.storage.StorageOptions.Durability;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.profiles.ProfileFile;

/// What is said of a storage, and what the environment adds.
class S3OpeningTest {
  private static final String PROFILES =
      """
      [default]
      region = of-default
      [profile other]
      region = of-other
      endpoint_url = https://other.example
      """;

  private static AwsEnvironment environment(Map<String, String> variables) {
    ProfileFile profiles =
        ProfileFile.builder()
            .content(new ByteArrayInputStream(PROFILES.getBytes(StandardCharsets.UTF_8)))
            .type(ProfileFile.Type.CONFIGURATION)
            .build();
    return new AwsEnvironment(variables::get, profiles);
  }

  @Test
  void theProfileThatWasAskedForGoesBeforeTheEnvironmentAndThatBeforeTheDefault() {
    Optional<String> none = Optional.empty();
    assertEquals("of-default", environment(Map.of()).region(none).orElseThrow());
    assertEquals(
        "of-other", environment(Map.of("AWS_PROFILE", "other")).region(none).orElseThrow());
    AwsEnvironment both = environment(Map.of("AWS_REGION", "a", "AWS_DEFAULT_REGION", "b"));
    assertEquals("a", both.region(none).orElseThrow());
    assertEquals("of-other", both.region(Optional.of("other")).orElseThrow());
    assertEquals("b", environment(Map.of("AWS_DEFAULT_REGION", "b")).region(none).orElseThrow());
  }

  @Test
  void endpointsComeFromTheEnvironmentUnlessItIsToBeIgnored() {
    Optional<String> none = Optional.empty();
    assertEquals(none, environment(Map.of()).endpoint(none));
    assertEquals(
        "https://other.example",
        environment(Map.of()).endpoint(Optional.of("other")).orElseThrow());
    Map<String, String> two =
        Map.of("AWS_ENDPOINT_URL", "https://all", "AWS_ENDPOINT_URL_S3", "https://s3");
    assertEquals("https://s3", environment(two).endpoint(none).orElseThrow());
    assertEquals(
        none,
        environment(
                Map.of(
                    "AWS_ENDPOINT_URL",
                    "https://all",
                    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
                    "true"))
            .endpoint(none));
  }

  @Test
  void whatIsSaidGoesBeforeWhatTheEnvironmentSays() {
    AwsEnvironment environment =
        environment(Map.of("AWS_REGION", "env", "AWS_ENDPOINT_URL", "https://env.example"));
    S3Place place = S3Opening.place(new Setups(Flavour.S3).made(), Optional.empty(), environment);
    assertEquals("https://bucket.env.example", place.origin().toString());
    assertEquals("env", place.region());
    S3Options options = S3Options.NONE.inRegion("own").atEndpoint("http://own.example");
    place =
        S3Opening.place(
            new Setups(Flavour.S3).options(options).made(), Optional.empty(), environment);
    assertEquals("http://own.example/bucket/k", place.origin() + place.object("k", ""));
    assertEquals("own", place.region());
    AwsEnvironment nothing = new AwsEnvironment(_ -> null, ProfileFile.aggregator().build());
    options = S3Options.NONE.atEndpoint("https://own.example");
    place =
        S3Opening.place(new Setups(Flavour.S3).options(options).made(), Optional.empty(), nothing);
    assertEquals("us-east-1", place.region(), "servers of one's own do not care");
  }

  @Test
  void settingsOfTheConfigurationReachTheClient() {
    StorageSettings settings =
        StorageSettings.builder()
            .retries(
                StorageRetriesSettings.builder()
                    .maxTries(4)
                    .initialBackoff(Duration.ofMillis(7))
                    .maxBackoff(Duration.ofMillis(70))
                    .build())
            .timeouts(
                StorageTimeoutSettings.builder()
                    .connect(Duration.ofSeconds(1))
                    .read(Duration.ofSeconds(2))
                    .operationAttempt(Duration.ofSeconds(3))
                    .operation(Duration.ofSeconds(4))
                    .build())
            .build();
    HttpOptions http = S3Opening.client(new Setups(Flavour.S3).settings(settings).made()).http();
    assertTrue(http.retries().allows(3) && !http.retries().allows(4));
    assertEquals(Duration.ofMillis(7), http.retries().initial());
    assertEquals(Duration.ofMillis(70), http.retries().longest());
    assertEquals(Duration.ofSeconds(1), http.timeouts().connect());
    assertEquals(Duration.ofSeconds(2), http.timeouts().read());
    assertEquals(Duration.ofSeconds(3), http.timeouts().attempt());
    assertEquals(Duration.ofSeconds(4), http.timeouts().operation());
  }

  @Test
  void fieldsOfTheUserGoAlongAndWhoReadsPays() {
    S3Options options =
        new S3Options(
            Optional.empty(),
            Optional.empty(),
            false,
            false,
            false,
            Optional.empty(),
            true,
            Optional.empty());
    Headers common =
        S3Opening.reading(
            new Setups(Flavour.S3)
                .options(options)
                .headers(Headers.of("user-agent", "mine", "X-A", "b"), Headers.NONE)
                .made());
    assertEquals("mine", common.first("User-Agent").orElseThrow());
    assertEquals("b", common.first("x-a").orElseThrow());
    assertEquals("requester", common.first("x-amz-request-payer").orElseThrow());
  }

  private static Storage open(String url, Map<String, String> settings) {
    return Storage.of(url, new StorageOptions(Durability.FSYNC, settings));
  }

  @Test
  void urlsOpenStoragesWithSettingsByName() {
    Map<String, String> settings =
        Map.ofEntries(
            Map.entry("region", "us-east-1"),
            Map.entry("endpoint-url", "http://localhost:1"),
            Map.entry("allow-http", "true"),
            Map.entry("path-style", "true"),
            Map.entry("anonymous", "true"),
            Map.entry("requester-pays", "true"),
            Map.entry("network-stream-timeout-seconds", "4294967295"),
            Map.entry("checksum-algorithm", "crc64_nvme"),
            Map.entry("storage-class", "A"),
            Map.entry("metadata-storage-class", "B"),
            Map.entry("chunks-storage-class", "C"));
    try (Storage storage = open("s3://bucket/a b%20/c/", settings)) {
      assertEquals("s3://bucket/a b%20/c", storage.location());
      assertEquals(new StorageCapabilities(true, true, true, true, true), storage.capabilities());
    }
    try (Storage root = open("s3://bucket", Map.of("region", "x", "profile", "p"))) {
      assertFalse(root.capabilities().repositoryAtRoot());
    }
    Map<String, String> foreign = Map.of("region", "x", "anonymous", "false", "access", "foreign");
    try (Storage storage = open("s3://bucket", foreign)) {
      assertFalse(storage.capabilities().write());
    }
  }

  @Test
  void whatCannotBeIsRefusedByName() {
    for (Map<String, String> settings :
        java.util.List.of(
            Map.of("colour", "blue"),
            Map.of("anonymous", "yes"),
            Map.of("access", "write"),
            Map.of("checksum-algorithm", "md5"),
            Map.of("network-stream-timeout-seconds", "-1"))) {
      InvalidInputException refused =
          assertThrows(InvalidInputException.class, () -> open("s3://bucket/p", settings));
      assertEquals(ErrorKind.STORAGE_CONFIG, refused.kind());
      assertTrue(refused.getMessage().startsWith("storage s3://bucket/p: expected "));
    }
    for (String url :
        new String[] {"s3://key:secret@bucket/p", "s3://bucket/p?secret=1", "s3://"}) {
      InvalidInputException refused =
          assertThrows(InvalidInputException.class, () -> open(url, Map.of("region", "x")));
      assertFalse(refused.getMessage().contains("secret"), refused.getMessage());
    }
  }

  @Test
  void r2NeedsAnAccountAndStandsInThePath() {
    AwsEnvironment nothing = new AwsEnvironment(_ -> null, ProfileFile.aggregator().build());
    Setups setup = new Setups(Flavour.R2);
    assertRefused("account id", setup.made(), nothing);
    S3Options options = S3Options.NONE.atEndpoint("https://acc.r2.cloudflarestorage.com");
    S3Place place = S3Opening.place(setup.options(options).made(), Optional.empty(), nothing);
    assertEquals(
        "https://acc.r2.cloudflarestorage.com/bucket/k", place.origin() + place.object("k", ""));
    assertEquals("auto", place.region());
    assertEquals("r2://bucket/k", place.url("k"));
    try (Storage storage = open("r2://bucket/p", Map.of("account-id", "acc"))) {
      assertEquals("r2://bucket/p", storage.location());
    }
  }

  @Test
  void tigrisNamesARegionInEveryRequestOrOnlyReads() {
    AwsEnvironment nothing = new AwsEnvironment(_ -> null, ProfileFile.aggregator().build());
    assertRefused("expected a region", new Setups(Flavour.TIGRIS).made(), nothing);
    S3Setup strong =
        new Setups(Flavour.TIGRIS)
            .options(S3Options.NONE.inRegion("fra"))
            .headers(
                Headers.of("x-tigris-consistent", "false", "X-A", "b"),
                Headers.of("X-Tigris-Regions", "other"))
            .made();
    assertEquals(
        "https://bucket.t3.storage.dev",
        S3Opening.place(strong, Optional.empty(), nothing).origin().toString());
    Headers reading = S3Opening.reading(strong);
    assertEquals("fra", reading.first("X-Tigris-Regions").orElseThrow());
    assertEquals("true", reading.first("X-Tigris-Consistent").orElseThrow());
    assertEquals("no-cache", reading.first("Cache-Control").orElseThrow());
    assertEquals("b", reading.first("X-A").orElseThrow());
    Headers writing = S3Opening.writing(strong);
    assertEquals("fra", writing.first("X-Tigris-Regions").orElseThrow());
    assertTrue(writing.first("Cache-Control").isEmpty());
    S3Setup weak = new Setups(Flavour.TIGRIS).access(Access.READ).made();
    assertEquals("auto", S3Opening.place(weak, Optional.empty(), nothing).region());
    assertEquals("[User-Agent]", S3Opening.reading(weak).toString());
    S3Setup disguised =
        new Setups(Flavour.S3).options(S3Options.NONE.atEndpoint(Tigris.ENDPOINT)).made();
    assertRefused("tigris://bucket", disguised, nothing);
  }

  private static void assertRefused(String why, S3Setup setup, AwsEnvironment environment) {
    String message =
        assertThrows(
                InvalidInputException.class,
                () -> S3Opening.place(setup, Optional.empty(), environment))
            .getMessage();
    assertTrue(message.contains(why), message);
  }
}
