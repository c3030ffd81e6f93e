package dev.floe.spec.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.floe.io.S3StorageBuilder;
import dev.floe.storage.PutOptions;
import dev.floe.storage.Storage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Everywhere that a tool of AWS finds keys, in a process of its own with an environment of its
/// own: roles of instances and containers, web identity, single sign-on, and programs, each as its
/// server on the loopback speaks. The server of S3 accepts the keys that were handed out, with
/// their token, and no others.
class AmbientCredentialsTest {
  private static final String TOKEN = "token-of-a-session";

  @TempDir Path home;

  private record Signed(String key, Instant time) {}

  /// How long the first keys are good.
  private Duration first = Duration.ofSeconds(4);

  private final ConcurrentLinkedQueue<Signed> signers = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
  private final AtomicInteger handedOut = new AtomicInteger();
  private final AtomicInteger atOnce = new AtomicInteger();
  private final AtomicInteger mostAtOnce = new AtomicInteger();
  private final CountDownLatch used = new CountDownLatch(1);

  /// More reads than are begun at once: those with the first keys have ended by then.
  private final CountDownLatch renewed = new CountDownLatch(AmbientReader.AT_ONCE + 1);

  private volatile Instant firstExpiry = Instant.MAX;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private S3Server server;
  private HttpServer roles;

  @BeforeEach
  void start() throws IOException {
    server =
        S3Server.start(
            S3ServerOptions.STANDARD.withCredentials(
                S3ServerOptions.TEST_CREDENTIALS, accepted(1), accepted(2)));
    try (Storage storage =
        S3StorageBuilder.of("bucket", "p")
            .endpointUrl(server.endpoint().toString())
            .allowHttp(true)
            .region("us-east-1")
            .credentials(dev.floe.io.S3Credentials.Keys.of("testkey", "testsecret12"))
            .open()) {
      storage.put("k", MemorySegment.ofArray(new byte[1]), PutOptions.chunk()).join();
    }
    server.faults(request -> {
      String authorization = request.header("authorization").orElse("none");
      int key = authorization.indexOf("KEY");
      String name = key < 0 ? authorization : authorization.substring(key, key + 4);
      signers.add(new Signed(name, Instant.now()));
      (name.equals("KEY2") ? renewed : used).countDown();
      return S3Fault.NONE;
    });
    roles = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    roles.setExecutor(threads);
    roles.start();
  }

  @AfterEach
  void stop() {
    roles.stop(0);
    threads.shutdownNow();
    server.close();
  }

  private static S3Credentials accepted(int number) {
    return new S3Credentials(
        "KEY" + number, "secret" + number, Optional.of(TOKEN), Optional.empty());
  }

  /// Keys that have some seconds left, and then some that are good for hours.
  private String keys(String form, boolean millis) {
    int number = Math.min(2, handedOut.incrementAndGet());
    Instant expiry = Instant.now().plus(number == 1 ? first : Duration.ofHours(6));
    firstExpiry = number == 1 ? expiry : firstExpiry;
    String until =
        millis
            ? Long.toString(expiry.toEpochMilli())
            : expiry.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1).toString();
    return form.formatted("KEY" + number, "secret" + number, TOKEN, until);
  }

  @FunctionalInterface
  private interface Answer {
    String of(HttpExchange exchange) throws IOException;
  }

  private void serve(String path, Answer answer) {
    roles.createContext(
        path,
        exchange -> {
          mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
          asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
          exchange.getRequestBody().readAllBytes();
          String said = answer.of(exchange);
          try {
            TimeUnit.MILLISECONDS.sleep(100); // so that two at once would meet
          } catch (InterruptedException e) {
            throw new IOException(e);
          } finally {
            atOnce.decrementAndGet();
          }
          byte[] body = said.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(said.isEmpty() ? 404 : 200, body.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
  }

  private String url(String path) {
    return "http://127.0.0.1:" + roles.getAddress().getPort() + path;
  }

  private Path config(String text) throws IOException {
    return Files.writeString(home.resolve("config"), text);
  }

  /// Reads in a process of its own until it has changed to the second keys.
  private void read(Map<String, String> environment, String... profile) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                AmbientReader.class.getName(),
                server.endpoint().toString()));
    command.addAll(List.of(profile));
    Path errors = home.resolve("errors");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
    builder.environment().putAll(Map.of("HOME", home.toString()));
    builder.environment().putAll(environment);
    Process process = builder.start();
    try (BufferedReader lines = process.inputReader()) {
      assertTrue(used.await(30, TimeUnit.SECONDS), () -> text(errors));
      assertTrue(renewed.await(60, TimeUnit.SECONDS), () -> text(errors));
      process.outputWriter().append('\n').close();
      assertEquals("read", lines.readLine(), () -> text(errors));
      assertEquals(0, process.waitFor(), () -> text(errors));
    } finally {
      process.destroyForcibly();
    }
    assertEquals("KEY1", signers.peek().key());
    assertEquals("KEY2", List.copyOf(signers).getLast().key());
    Instant end = firstExpiry.plusSeconds(1);
    assertTrue(
        signers.stream().allMatch(one -> one.key().equals("KEY2") || one.time().isBefore(end)));
    assertTrue(server.requests().entries().stream().allMatch(entry -> entry.status() == 200));
    assertTrue(handedOut.get() <= 3, "single flight: " + asked);
    assertTrue(mostAtOnce.get() <= 1, "single flight: " + asked);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static final String ROLE =
      "{\"Code\":\"Success\",\"LastUpdated\":\"2026-01-01T00:00:00Z\",\"Type\":\"AWS-HMAC\","
          + "\"AccessKeyId\":\"%s\",\"SecretAccessKey\":\"%s\",\"Token\":\"%s\","
          + "\"Expiration\":\"%s\"}";

  @Test
  void theRoleOfAnInstance() throws Exception {
    serve("/latest/api/token", _ -> "token-of-the-machine");
    serve(
        "/latest/meta-data/iam/security-credentials/",
        exchange ->
            exchange.getRequestURI().getPath().endsWith("/role-a") ? keys(ROLE, false) : "role-a");
    read(Map.of("AWS_EC2_METADATA_SERVICE_ENDPOINT", url("")));
    assertTrue(asked.contains("PUT /latest/api/token"), asked::toString);
  }

  @Test
  void theRoleOfAContainer() throws Exception {
    List<String> authorized = new ArrayList<>();
    serve(
        "/role",
        exchange -> {
          authorized.add(exchange.getRequestHeaders().getFirst("Authorization"));
          return keys(ROLE, false);
        });
    read(
        Map.of(
            "AWS_EC2_METADATA_DISABLED",
            "true",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI",
            url("/role"),
            "AWS_CONTAINER_AUTHORIZATION_TOKEN",
            "token-of-the-container"));
    assertEquals("token-of-the-container", authorized.getFirst());
  }

  @Test
  void theIdentityOfAWebToken() throws Exception {
    String form =
        """
        <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
        <AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>%s</AccessKeyId>
        <SecretAccessKey>%s</SecretAccessKey><SessionToken>%s</SessionToken>
        <Expiration>%s</Expiration></Credentials></AssumeRoleWithWebIdentityResult>
        </AssumeRoleWithWebIdentityResponse>
        """;
    serve("/", _ -> keys(form, false));
    Path token = Files.writeString(home.resolve("token"), "token-of-the-web");
    read(
        Map.of(
            "AWS_EC2_METADATA_DISABLED",
            "true",
            "AWS_REGION",
            "us-east-1",
            "AWS_WEB_IDENTITY_TOKEN_FILE",
            token.toString(),
            "AWS_ROLE_ARN",
            "arn:aws:iam::123456789012:role/reader",
            "AWS_ENDPOINT_URL_STS",
            url("")));
  }

  @Test
  void aProfileWhoseKeysAProgramPrints() throws Exception {
    serve(
        "/",
        _ ->
            keys(
                "{\"Version\":1,\"AccessKeyId\":\"%s\",\"SecretAccessKey\":\"%s\","
                    + "\"SessionToken\":\"%s\",\"Expiration\":\"%s\"}",
                false));
    Path config =
        config("[profile printed]\ncredential_process = curl -s " + url("/printed") + "\n");
    read(Map.of("AWS_CONFIG_FILE", config.toString()), "printed");
  }

  /// Signing on opens a browser; from the token that this leaves in its cache on all is as there.
  @Test
  void aProfileOfSingleSignOn() throws Exception {
    serve(
        "/federation/credentials",
        exchange -> {
          assertEquals(
              "token-of-the-sign-on",
              exchange.getRequestHeaders().getFirst("x-amz-sso_bearer_token"));
          return keys(
              "{\"roleCredentials\":{\"accessKeyId\":\"%s\",\"secretAccessKey\":\"%s\","
                  + "\"sessionToken\":\"%s\",\"expiration\":%s}}",
              true);
        });
    first = Duration.ofSeconds(90); // the SDK takes what has less than a minute for good
    byte[] digest = MessageDigest.getInstance("SHA-1").digest("floe".getBytes());
    Path cache = Files.createDirectories(home.resolve(".aws/sso/cache"));
    Files.writeString(
        cache.resolve(HexFormat.of().formatHex(digest) + ".json"),
        """
        {"accessToken":"token-of-the-sign-on","expiresAt":"%s","region":"us-east-1",
         "startUrl":"https://floe.example/start"}
        """
            .formatted(Instant.now().plus(8, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS)));
    Path config =
        config(
            """
            [profile signed-on]
            sso_session = floe
            sso_account_id = 123456789012
            sso_role_name = reader
            [sso-session floe]
            sso_region = us-east-1
            sso_start_url = https://floe.example/start
            """);
    read(
        Map.of("AWS_CONFIG_FILE", config.toString(), "AWS_ENDPOINT_URL_SSO", url("")), "signed-on");
    assertTrue(
        asked.peek().contains("account_id=123456789012") && asked.peek().contains("reader"),
        asked::toString);
  }
}
