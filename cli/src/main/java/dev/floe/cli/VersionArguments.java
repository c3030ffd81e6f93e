package dev.floe.cli;

import dev.floe.Version;
import dev.floe.format.SnapshotId;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Which state of the repository is meant: at most one of branch, tag and snapshot, and a time only
/// with a branch.
final class VersionArguments {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--branch",
      paramLabel = "NAME",
      description = "The tip of this branch. Default: main.")
  private String branch;

  @Option(names = "--tag", paramLabel = "NAME", description = "What this tag points to.")
  private String tag;

  @Option(names = "--snapshot", paramLabel = "ID", description = "This snapshot.")
  private String snapshot;

  @Option(
      names = "--as-of",
      paramLabel = "TIME",
      description = "The branch as it was at this time, such as 2026-01-31T12:00:00Z (RFC 3339).")
  private String asOf;

  Version version() {
    int given = (branch == null ? 0 : 1) + (tag == null ? 0 : 1) + (snapshot == null ? 0 : 1);
    if (given > 1) {
      throw new ParameterException(
          spec.commandLine(), "expected one of --branch, --tag and --snapshot, found several");
    }
    if (asOf != null && (tag != null || snapshot != null)) {
      throw new ParameterException(spec.commandLine(), "--as-of is for a branch only");
    }
    if (tag != null) {
      return Version.tag(tag);
    }
    if (snapshot != null) {
      return Version.snapshot(SnapshotId.parse(snapshot));
    }
    String name = branch == null ? "main" : branch;
    return asOf == null ? Version.branch(name) : Version.asOf(name, time());
  }

  private Instant time() {
    try {
      return OffsetDateTime.parse(asOf).toInstant();
    } catch (DateTimeException _) {
      throw new ParameterException(
          spec.commandLine(),
          "--as-of: expected a time such as 2026-01-31T12:00:00Z, found \"" + asOf + "\"");
    }
  }
}
