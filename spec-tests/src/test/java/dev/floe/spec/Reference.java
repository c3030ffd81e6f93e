package dev.floe.spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/// The Python reference, run as a program of `src/live` in one of its two environments. Where they
/// are missing the live checks fail; nothing is skipped.
public record Reference(String name) {
  /// Version 2.3.0, which reads and writes both specs.
  public static final Reference NEWER = new Reference("icechunk-2");

  /// Version 1.1.21, which knows spec 1 only.
  static final Reference OLDER = new Reference("icechunk-1");

  private static final Path MODULE = Path.of(System.getProperty("basedir", ".")).toAbsolutePath();
  private static final int PATIENCE_MINUTES = 5;

  /// What a program printed, a value a line; anything but success is an error with its output.
  public List<JsonNode> run(String program, Object... arguments) {
    return result(start(program, arguments)).stream().map(GoldenRepository.JSON::readTree).toList();
  }

  /// What the reference sees in repositories, which must be what Floe sees.
  ///
  /// @return for each `expected` and `inspected`, as in the golden repositories
  List<JsonNode> check(List<Path> repositories, String... authorized) {
    List<Object> arguments = new ArrayList<>(List.of("all"));
    arguments.addAll(repositories);
    for (String prefix : authorized) {
      arguments.add("--authorize=" + prefix);
    }
    List<JsonNode> seen = run("dump.py", arguments.toArray());
    for (int i = 0; i < repositories.size(); i++) {
      JsonNode one = seen.get(i);
      Comparison.check(repositories.get(i), one.get("expected"), one.get("inspected"));
    }
    return seen;
  }

  /// A started program; its output goes to files, so that it never waits for a reader.
  Running start(String program, Object... arguments) {
    return Running.start(command(program, arguments));
  }

  /// A started program that answers what is written to it.
  Process converse(String program, Object... arguments) {
    try {
      return new ProcessBuilder(command(program, arguments))
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> command(String program, Object... arguments) {
    Path python = MODULE.resolve("target/python/" + name + "/bin/python");
    if (!Files.isExecutable(python)) {
      throw new IllegalStateException(
          "no Python environment " + python + ": run spec-tests/src/live/make_env.sh first");
    }
    List<String> command = new ArrayList<>(List.of(python.toString(), "-W", "ignore"));
    command.add(MODULE.resolve("src/live/" + program).toString());
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return command;
  }

  static List<String> result(Running running) {
    return running.lines(PATIENCE_MINUTES);
  }

  /// A program at work, and where its output goes.
  record Running(Process process, List<String> command, Path out, Path err) {
    static Running start(List<String> command) {
      try {
        Path out = Files.createTempFile("floe-live", ".out");
        Path err = Files.createTempFile("floe-live", ".err");
        out.toFile().deleteOnExit();
        err.toFile().deleteOnExit();
        Process process =
            new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        return new Running(process, command, out, err);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /// Its output, once it has ended well.
    List<String> lines(int patienceMinutes) {
      int code = exitCode(patienceMinutes);
      if (code != 0) {
        throw new AssertionError(
            command + " left with " + code + "\n" + text(out) + "\n" + text(err));
      }
      return text(out).lines().toList();
    }

    int exitCode(int patienceMinutes) {
      try {
        if (!process.waitFor(patienceMinutes, TimeUnit.MINUTES)) {
          process.destroyForcibly();
          throw new AssertionError(command + " did not end\n" + text(out) + "\n" + text(err));
        }
        return process.exitValue();
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    /// What it printed until now.
    List<String> printed() {
      return text(out).lines().toList();
    }

    private static String text(Path file) {
      try {
        return Files.readString(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
