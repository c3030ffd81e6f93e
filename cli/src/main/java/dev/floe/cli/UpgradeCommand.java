package dev.floe.cli;

import dev.floe.Repository;
import dev.floe.maintenance.UpgradeOptions;
import dev.floe.maintenance.UpgradeReport;
import dev.floe.storage.Storage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `floe upgrade`.
@Command(
    name = "upgrade",
    description = {
      "Makes a repository of format 1 one of format 2. Snapshots, manifests and chunks stay as",
      "they are. All writers of format 1 must have stopped.",
      ""
    },
    footer = {"", "JSON: {from, to}, the versions of the format."})
final class UpgradeCommand extends StorageCommand {
  @Option(names = "--dry-run", description = "Looks whether it can be done, and writes nothing.")
  private boolean dryRun;

  @Option(
      names = "--keep-old-refs",
      description = {
        "Leave the refs of format 1 where they are: clients that know nothing else go on",
        "reading, but what they write is lost."
      })
  private boolean keepOldRefs;

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  UpgradeCommand(Surroundings around) {
    super(around);
  }

  @Override
  int run(Storage storage) {
    UpgradeReport report = Repository.upgrade(storage, new UpgradeOptions(dryRun, keepOldRefs));
    if (json) {
      line(new Fields().number("from", report.from().number()).number("to", report.to().number()));
    } else {
      line(
          (dryRun ? "Can be upgraded" : "Upgraded")
              + " from format "
              + report.from().number()
              + " to "
              + report.to().number()
              + ": "
              + report.snapshots()
              + " snapshots.");
    }
    return ExitCode.DONE;
  }
}
