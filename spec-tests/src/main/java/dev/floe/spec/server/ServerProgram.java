package dev.floe.spec.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A server that `make_servers.sh` installs, and how it is started.
///
/// @param name the folder it is in
/// @param executable below that folder
/// @param readyPath answers 200 once it is ready; empty where any answer will do
public record ServerProgram(
    String name,
    String executable,
    Map<String, String> environment,
    List<String> arguments,
    Optional<String> readyPath) {
  private static final String PORT = "{port}";
  private static final String DATA = "{data}";

  /// The S3 of record.
  public static final ServerProgram VERSITYGW =
      new ServerProgram(
          "versitygw",
          "versitygw",
          Map.of(),
          List.of(
              "--port=127.0.0.1:{port}",
              "--access=testkey",
              "--secret=testsecret12",
              "--region=us-east-1",
              "--keep-alive",
              "--quiet",
              "--health=/health",
              "posix",
              "--io-buffer-size=65536",
              DATA),
          Optional.of("/health"));

  static final ServerProgram MINIO =
      new ServerProgram(
          "minio",
          "minio",
          Map.of(
              "MINIO_UPDATE", "off",
              "MINIO_BROWSER", "off",
              "MINIO_ROOT_USER", "testkey",
              "MINIO_ROOT_PASSWORD", "testsecret12"),
          List.of("server", "--address=127.0.0.1:{port}", DATA),
          Optional.of("/minio/health/ready"));

  static final ServerProgram AZURITE =
      new ServerProgram(
          "azurite",
          "node_modules/.bin/azurite-blob",
          Map.of(),
          List.of(
              "--silent",
              "--skipApiVersionCheck",
              "--disableTelemetry",
              "--blobHost",
              "127.0.0.1",
              "--blobPort",
              PORT,
              "-l",
              DATA),
          Optional.empty());

  static final ServerProgram FAKE_GCS =
      new ServerProgram(
          "fake-gcs-server",
          "fake-gcs-server",
          Map.of(),
          List.of(
              "-scheme",
              "http",
              "-host",
              "127.0.0.1",
              "-port",
              PORT,
              "-backend",
              "memory",
              "-public-host",
              "127.0.0.1:{port}",
              "-log-level",
              "error"),
          Optional.of("/_internal/healthcheck"));

  static final List<ServerProgram> ALL = List.of(VERSITYGW, MINIO, AZURITE, FAKE_GCS);

  /// Where the servers are kept, outside the tree.
  static Path servers() {
    Map<String, String> environment = System.getenv();
    String named = environment.getOrDefault("FLOE_SERVERS", "");
    if (!named.isEmpty()) {
      return Path.of(named);
    }
    String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path base =
        cache.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
    return base.resolve("floe/servers");
  }

  /// Whether it was installed wholly.
  public boolean installed() {
    Path folder = servers().resolve(name);
    return Files.exists(folder.resolve("version"))
        && Files.isExecutable(folder.resolve(executable));
  }

  /// What starts it on a port, with its data in a folder.
  public List<String> command(int port, Path data) {
    if (!installed()) {
      throw new IllegalStateException(
          "no server " + name + " in " + servers() + ": run spec-tests/src/live/make_servers.sh");
    }
    List<String> command = new ArrayList<>();
    command.add(servers().resolve(name).resolve(executable).toString());
    for (String argument : arguments) {
      command.add(argument.replace(PORT, Integer.toString(port)).replace(DATA, data.toString()));
    }
    return command;
  }
}
