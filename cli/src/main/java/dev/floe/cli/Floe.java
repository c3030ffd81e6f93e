package dev.floe.cli;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// The command with its subcommands.
@Command(
    name = "floe",
    description = {
      "Versioned arrays in object stores: reads, writes and looks into Icechunk repositories.",
      ""
    },
    versionProvider = FloeVersion.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "REPO is a path, or a URL such as file:///data/repo or s3://bucket/prefix. Keys, region and",
      "endpoint of S3 come from the environment and ~/.aws, as for any tool of AWS.",
      "Without further options a command shows the tip of the branch main.",
      "",
      "Exit codes: 0 done; 1 failed; 2 wrong usage; 3 conflict with another writer;",
      "4 not found (repository, branch, tag, snapshot, node, key, chunk).",
      "",
      "Results go to standard output, everything else to standard error. With --json",
      "a command prints one JSON value, or one JSON object a line where it lists things."
    })
public final class Floe implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help. 'floe COMMAND --help' shows that of a command.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Shows the version.")
  private boolean version;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Shows where a failure comes from.")
  private boolean debug;

  Floe() {}

  /// Runs a command and ends the process with its code.
  public static void main(String[] args) {
    // With Unsafe, the MessagePack library would make the JVM warn on standard error.
    System.setProperty("msgpack.universal-buffer", "true");
    System.exit(run(Surroundings.ofProcess(), args));
  }

  /// Runs a command within this process, which has no terminal and nothing to read: for programs
  /// that would else start another one.
  ///
  /// @param out where results go
  /// @param err where everything else goes
  /// @return what the process would have ended with
  public static int run(OutputStream out, OutputStream err, String... args) {
    return run(
        new Surroundings(
            new Results(out),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            InputStream.nullInputStream(),
            () -> false,
            InstantSource.system(),
            System::nanoTime),
        args);
  }

  /// Runs a command and answers what the process should end with.
  static int run(Surroundings around, String... args) {
    Floe floe = new Floe();
    Failures failures = new Failures(around, floe::debug);
    int code;
    try {
      code = CommandTree.of(floe, around, args).execute(args);
    } catch (Error e) {
      code = failures.failed(e);
    }
    around.out().flush();
    around.err().flush();
    boolean lost = code == ExitCode.DONE && around.out().failure().isPresent();
    return lost ? failures.unwritten() : code;
  }

  boolean debug() {
    return debug;
  }

  /// Nothing was asked for.
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "expected a command");
  }
}
