package dev.floe.cli;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The time before which things are old.
final class CutOffArgument {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--older-than",
      paramLabel = "TIME",
      required = true,
      description = "What is older than this time, such as 2026-01-31T12:00:00Z (RFC 3339).")
  private String olderThan;

  Instant time() {
    try {
      return OffsetDateTime.parse(olderThan).toInstant();
    } catch (DateTimeParseException _) {
      throw new ParameterException(
          spec.commandLine(),
          "--older-than: expected a time such as 2026-01-31T12:00:00Z, found \""
              + olderThan
              + "\"");
    }
  }
}
