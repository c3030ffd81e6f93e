package dev.floe.bench.s3;

import dev.floe.bench.FreshDirectory;
import dev.floe.io.S3StorageBuilder;
import dev.floe.spec.net.PrivateAuthority;
import dev.floe.spec.server.ServerProgram;
import dev.floe.storage.Storage;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/// A server in a process of its own, with data of its own that go with it.
public final class MeasuredServer implements AutoCloseable {
  /// Which one.
  public enum Kind {
    /// That of `dev.floe.spec.s3`.
    OURS,
    /// That of Versity over a directory of files.
    VERSITYGW,
    /// Knows no signatures: whoever reads does all the same.
    NGINX
  }

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Kind kind;
  private final Path directory;
  private final Process process;
  private final URI endpoint;
  private final Optional<URI> tls;

  private MeasuredServer(
      Kind kind, Path directory, Process process, URI endpoint, Optional<URI> tls) {
    this.kind = kind;
    this.directory = directory;
    this.process = process;
    this.endpoint = endpoint;
    this.tls = tls;
  }

  /// Why a server cannot be had here, if it cannot.
  public static Optional<String> missing(Kind kind) {
    return switch (kind) {
      case OURS -> Optional.empty();
      case VERSITYGW ->
          ServerProgram.VERSITYGW.installed()
              ? Optional.empty()
              : Optional.of("not installed: spec-tests/src/live/make_servers.sh versitygw");
      case NGINX -> onPath("nginx").isPresent() ? Optional.empty() : Optional.of("not on the PATH");
    };
  }

  /// A program of the machine's.
  static Optional<Path> onPath(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// Starts one, with an empty bucket, and waits until it answers.
  public static MeasuredServer start(Kind kind) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("floe-bench-s3");
    return switch (kind) {
      case OURS -> ours(directory);
      case VERSITYGW -> {
        int port = freePort();
        Path data = Files.createDirectories(directory.resolve("data"));
        Files.createDirectory(data.resolve(S3Object.BUCKET));
        yield external(kind, directory, port, ServerProgram.VERSITYGW.command(port, data));
      }
      case NGINX -> {
        int port = freePort();
        Files.createDirectories(directory.resolve("data").resolve(S3Object.BUCKET));
        Files.writeString(directory.resolve("nginx.conf"), nginx(directory, port));
        yield external(
            kind,
            directory,
            port,
            List.of(
                onPath("nginx").orElseThrow().toString(),
                "-p",
                directory.toString(),
                "-e",
                directory.resolve("errors").toString(),
                "-c",
                directory.resolve("nginx.conf").toString()));
      }
    };
  }

  private static MeasuredServer ours(Path directory) throws IOException, InterruptedException {
    trust(directory);
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:MaxDirectMemorySize=1g",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                S3ServerProcess.class.getName(),
                directory.toString()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
    URI plain = URI.create(said.readLine());
    URI tls = URI.create(said.readLine());
    return new MeasuredServer(Kind.OURS, directory, process, plain, Optional.of(tls));
  }

  /// Makes the key of a server in a directory, and lets this virtual machine trust it.
  private static void trust(Path directory) throws IOException, InterruptedException {
    try {
      SSLContext.setDefault(PrivateAuthority.make(directory).context());
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private static MeasuredServer external(Kind kind, Path directory, int port, List<String> command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    long giveUp = System.nanoTime() + PATIENCE.toNanos();
    while (!answers(port)) {
      if (!process.isAlive() || System.nanoTime() - giveUp > 0) {
        process.destroyForcibly();
        throw new IOException(
            kind + " is not ready:\n" + Files.readString(directory.resolve("log")));
      }
      Thread.sleep(20);
    }
    URI endpoint = URI.create("http://127.0.0.1:" + port);
    return new MeasuredServer(kind, directory, process, endpoint, Optional.empty());
  }

  private static boolean answers(int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (ConnectException _) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private static String nginx(Path directory, int port) {
    return """
    daemon off;
    user root;
    worker_processes 2;
    pid DIRECTORY/pid;
    events { worker_connections 1024; }
    http {
      access_log off;
      sendfile on;
      tcp_nodelay on;
      keepalive_requests 1000000000;
      client_body_temp_path DIRECTORY/body;
      proxy_temp_path DIRECTORY/proxy;
      fastcgi_temp_path DIRECTORY/fastcgi;
      uwsgi_temp_path DIRECTORY/uwsgi;
      scgi_temp_path DIRECTORY/scgi;
      server { listen 127.0.0.1:PORT; root DIRECTORY/data; }
    }
    """
        .replace("DIRECTORY", directory.toString())
        .replace("PORT", Integer.toString(port));
  }

  Kind kind() {
    return kind;
  }

  /// Where it answers.
  public URI endpoint() {
    return endpoint;
  }

  /// The one that speaks TLS.
  Optional<URI> tls() {
    return tls;
  }

  /// The folder of its files, where files are what it serves.
  public Path data() {
    return directory.resolve("data");
  }

  /// A storage at a prefix of its bucket; whoever opens it closes it.
  public Storage storage(String prefix) {
    return S3StorageBuilder.of(S3Object.BUCKET, prefix)
        .endpointUrl(endpoint.toString())
        .allowHttp(true)
        .region(S3Object.REGION)
        .credentials(FloeClient.keys())
        .open();
  }

  /// The location of a prefix of its bucket, and the settings of a storage there: for other
  /// processes, with [#credentials] in their environment.
  public List<String> location(String prefix) {
    return List.of(
        "s3://" + S3Object.BUCKET + "/" + prefix,
        "endpoint-url=" + endpoint,
        "allow-http=true",
        "region=" + S3Object.REGION);
  }

  /// Its keys, by the names that tools of AWS know.
  public static Map<String, String> credentials() {
    return Map.of(
        "AWS_ACCESS_KEY_ID", S3Object.ACCESS_KEY, "AWS_SECRET_ACCESS_KEY", S3Object.SECRET);
  }

  /// What it has taken of the processors.
  Duration cpu() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .flatMap(one -> one.info().totalCpuDuration().stream())
        .reduce(Duration.ZERO, Duration::plus);
  }

  @Override
  public void close() throws IOException {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    process.onExit().join();
    FreshDirectory.delete(directory);
  }
}
