package dev.floe.spec.server;

import dev.floe.spec.s3.SdkClients;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// A real object-store server on a free port of the loopback interface, with data of its own that
/// go with it. As an extension it lives as long as its test class; otherwise whoever starts it
/// closes it. Started servers never outlive the virtual machine that ends in order.
public final class RunningServer
    implements AutoCloseable, BeforeAllCallback, AfterAllCallback, TestWatcher {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int PAUSE_MILLIS = 20;
  private static final int ATTEMPTS = 3;
  private static final int SHOWN_LINES = 60;

  private final ServerProgram program;
  private final Thread atExit = new Thread(this::kill);
  private Process process;
  private Path directory;
  private int port;

  private RunningServer(ServerProgram program) {
    this.program = program;
  }

  /// The S3 of record.
  public static RunningServer versitygw() {
    return new RunningServer(ServerProgram.VERSITYGW);
  }

  /// The second opinion on compare-and-set.
  public static RunningServer minio() {
    return new RunningServer(ServerProgram.MINIO);
  }

  /// Azure Blob: the account and key of [Azurite].
  public static RunningServer azurite() {
    return new RunningServer(ServerProgram.AZURITE);
  }

  /// GCS by its JSON API, without authentication.
  public static RunningServer fakeGcs() {
    return new RunningServer(ServerProgram.FAKE_GCS);
  }

  /// Starts it and waits until it is ready.
  public RunningServer start() {
    for (int attempt = 1; ; attempt++) {
      try {
        launch();
        awaitReady();
        return this;
      } catch (IOException e) {
        close();
        throw new UncheckedIOException(e);
      } catch (AssertionError e) {
        close();
        // another process may have taken the port in between
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private void launch() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    directory = Files.createTempDirectory("floe-" + program.name());
    Path data = Files.createDirectory(directory.resolve("data"));
    ProcessBuilder builder = new ProcessBuilder(program.command(port, data));
    builder.environment().putAll(program.environment());
    process =
        builder
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log().toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  private Path log() {
    return directory.resolve("log");
  }

  private void awaitReady() {
    HttpRequest request =
        HttpRequest.newBuilder(endpoint().resolve(program.readyPath().orElse("/")))
            .timeout(Duration.ofSeconds(2))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (long waited = 0; waited < PATIENCE.toMillis(); waited += PAUSE_MILLIS) {
        if (process.waitFor(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
          throw failed("ended with " + process.exitValue());
        }
        if (ready(client, request)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    throw failed("was not ready after " + PATIENCE.toSeconds() + " s");
  }

  private boolean ready(HttpClient client, HttpRequest request) throws InterruptedException {
    try {
      int status = client.send(request, BodyHandlers.discarding()).statusCode();
      return status == 200 || program.readyPath().isEmpty();
    } catch (IOException _) {
      return false;
    }
  }

  private AssertionError failed(String how) {
    return new AssertionError(program.name() + " " + how + "; it printed:\n" + printed());
  }

  /// The end of what it printed.
  public String printed() {
    try {
      List<String> lines = Files.readString(log(), StandardCharsets.UTF_8).lines().toList();
      return String.join(
          "\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
    } catch (IOException e) {
      return e.toString();
    }
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public int port() {
    return port;
  }

  /// Makes a bucket on one of the servers for S3. MinIO calls itself ready a moment before it is.
  public void createBucket(String name) {
    try (S3Client client = SdkClients.of(endpoint())) {
      for (long waited = 0; !made(client, name); waited += PAUSE_MILLIS) {
        if (waited > PATIENCE.toMillis() || process.waitFor(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
          throw failed("made no bucket");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static boolean made(S3Client client, String bucket) {
    try {
      client.createBucket(b -> b.bucket(bucket));
      return true;
    } catch (S3Exception e) {
      if (e.statusCode() == 503) {
        return false;
      }
      throw e;
    }
  }

  private void kill() {
    if (process != null) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  @Override
  public void close() {
    if (process == null) {
      return;
    }
    kill();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
      Runtime.getRuntime().removeShutdownHook(atExit);
      delete();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    process = null;
  }

  private void delete() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList().reversed()) {
        Files.deleteIfExists(file);
      }
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    start();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close();
  }

  @Override
  public void testFailed(ExtensionContext context, Throwable cause) {
    System.err.println(
        context.getDisplayName() + " failed over " + program.name() + "; it printed:");
    System.err.println(printed());
  }
}
