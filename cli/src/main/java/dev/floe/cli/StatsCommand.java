package dev.floe.cli;

import dev.floe.Repository;
import dev.floe.maintenance.StorageStatistics;
import picocli.CommandLine.Command;

/// `floe stats`.
@Command(
    name = "stats",
    description = {
      "Adds up what the chunks take that branches and tags reach, each counted once however many",
      "snapshots refer to it.",
      ""
    },
    footer = {"", "JSON: {native_bytes, virtual_bytes, inlined_bytes, total_bytes}."})
final class StatsCommand extends RepositoryCommand {
  StatsCommand(Surroundings around) {
    super(around);
  }

  @Override
  int run(Repository repository) {
    StorageStatistics found = repository.storageStatistics();
    if (json()) {
      line(
          new Fields()
              .number("native_bytes", found.nativeBytes())
              .number("virtual_bytes", found.virtualBytes())
              .number("inlined_bytes", found.inlinedBytes())
              .number("total_bytes", found.totalBytes()));
    } else {
      line("native   " + found.nativeBytes() + " bytes, in chunk objects");
      line("inlined  " + found.inlinedBytes() + " bytes, in manifests");
      line("virtual  " + found.virtualBytes() + " bytes, in other files");
      line("total    " + found.totalBytes() + " bytes");
    }
    return ExitCode.DONE;
  }
}
