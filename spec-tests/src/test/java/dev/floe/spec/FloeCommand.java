package dev.floe.spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The `floe` command as a user runs it: the launcher beside the jar that the build made.
final class FloeCommand {
  private static final Path LAUNCHER =
      Path.of(System.getProperty("basedir", ".")).toAbsolutePath().resolve("../cli/bin/floe");
  private static final int PATIENCE_MINUTES = 2;

  private FloeCommand() {}

  /// What a command prints as JSON, a value a line.
  static List<JsonNode> json(Object... arguments) {
    return lines(arguments).stream().map(GoldenRepository.JSON::readTree).toList();
  }

  /// What a command prints.
  static List<String> lines(Object... arguments) {
    return start(arguments).lines(PATIENCE_MINUTES);
  }

  /// What a command prints, even if it fails in the end.
  static List<String> anyway(Object... arguments) {
    Reference.Running running = start(arguments);
    running.exitCode(PATIENCE_MINUTES);
    return running.printed();
  }

  /// How a command ends.
  static int exitCode(Object... arguments) {
    return start(arguments).exitCode(PATIENCE_MINUTES);
  }

  /// What a command prints, in a file.
  static Path file(Path target, Object... arguments) {
    try {
      return Files.write(target, lines(arguments));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Reference.Running start(Object... arguments) {
    List<String> command = new ArrayList<>();
    command.add(LAUNCHER.normalize().toString());
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return Reference.Running.start(command);
  }
}
