package dev.floe.fuzz;

import dev.floe.fuzz.ReadBudgetLoad.Over;
import dev.floe.spec.net.PrivateAuthority;
import dev.floe.spec.s3.S3Server;
import dev.floe.spec.s3.S3ServerOptions;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

/// A process with a small heap and a small pool writes a repository over the network and reads many
/// times as much of it as it may hold: everything that is under way stays inside the one budget,
/// and the process stays as small as heap, pool and JVM together.
final class ReadBudget {
  static final String USAGE =
      "budget [--mib N] [--pool MIB] [--heap MIB] [--parallel N] [--chunk KIB] [--chunks N]"
          + " [--over s3|http|https]";

  private final ReadBudgetLoad load;
  private final Path directory;

  private ReadBudget(ReadBudgetLoad load, Path directory) {
    this.load = load;
    this.directory = directory;
  }

  /// Runs it and prints what came of it.
  ///
  /// @return what is wrong, one line each
  static List<String> run(List<String> words, PrintStream out)
      throws IOException, InterruptedException, GeneralSecurityException {
    ReadBudgetLoad load = ReadBudgetLoad.of(words);
    Path parent = Files.createDirectories(Path.of("target", "budget"));
    Path directory = Files.createTempDirectory(parent, "run").toAbsolutePath();
    out.println("budget: " + load);
    List<String> problems = new ReadBudget(load, directory).run(out);
    if (problems.isEmpty()) {
      Contention.delete(directory);
    }
    return problems;
  }

  private List<String> run(PrintStream out)
      throws IOException, InterruptedException, GeneralSecurityException {
    S3ServerOptions options = S3ServerOptions.STANDARD.withAnonymous(true);
    List<String> jvm = new ArrayList<>(List.of("-Xmx" + load.heapMib() + "m"));
    // What the transport asks the system for itself: far less than the pool.
    jvm.add("-XX:MaxDirectMemorySize=96m");
    // Only this compiler knows the instructions for AES.
    jvm.add("-XX:TieredStopAtLevel=4");
    if (load.over() == Over.HTTPS) {
      PrivateAuthority authority = PrivateAuthority.make(directory);
      options = options.withTls(SslContextBuilder.forServer(authority.server()).build());
      jvm.addAll(authority.properties());
    }
    try (S3Server server = S3Server.start(options)) {
      List<Object> arguments = new ArrayList<>(List.of(server.endpoint()));
      arguments.addAll(load.words());
      Process process = JavaProcess.start(jvm, ReadBudgetWorker.class, arguments.toArray());
      try {
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
          return List.of("the process that reads said: " + said.strip());
        }
        ReadBudgetResult result = ReadBudgetResult.of(said.lines().toList().getLast());
        out.println(result.line());
        return result.problems(load);
      } finally {
        process.destroyForcibly();
      }
    }
  }
}
