package dev.floe.cli;

import dev.floe.Repository;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `floe log`.
@Command(
    name = "log",
    description = {"Shows the history of a version, newest first.", ""},
    footer = {"", "JSON lines: {id, parent, written_at, message, metadata}."})
final class LogCommand extends RepositoryCommand {
  @Mixin private final VersionArguments version = new VersionArguments();

  LogCommand(Surroundings around) {
    super(around);
  }

  @Override
  int run(Repository repository) {
    try (Stream<SnapshotInfo> history = repository.ancestry(version.version())) {
      history.forEach(this::print);
    }
    return ExitCode.DONE;
  }

  private void print(SnapshotInfo snapshot) {
    if (json()) {
      line(
          new Fields()
              .text("id", snapshot.id().text())
              .text("parent", snapshot.parentId().map(SnapshotId::text))
              .text("written_at", Plain.time(snapshot.flushedAt()))
              .text("message", snapshot.message())
              .value("metadata", snapshot.metadata()));
    } else {
      line(
          snapshot.id().text()
              + "  "
              + Plain.time(snapshot.flushedAt())
              + "  "
              + Plain.line(snapshot.message()));
    }
  }
}
