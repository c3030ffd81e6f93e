package dev.floe.cli;

import dev.floe.Repository;
import dev.floe.maintenance.CloneProgress;
import dev.floe.maintenance.CloneReport;
import dev.floe.maintenance.Problem;
import dev.floe.storage.Storage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `floe clone`.
@Command(
    name = "clone",
    description = {
      "Copies a repository as it is now, with all its history, to a place that has none, and",
      "verifies the clone. Run again after a failure it goes on where it stopped.",
      ""
    },
    footer = {
      "",
      "Options of the store count for both places. The exit code is 1 if the clone has errors.",
      "JSON: {objects, bytes}, of the whole clone."
    })
final class CloneCommand extends RepositoryCommand {
  /// From where on downloads were measured to be faster by it; uploads were as fast at all sizes.
  private static final int MANAGER_FROM_BYTES = 8 << 20;

  @Parameters(index = "1", paramLabel = "DST", description = "Where the clone goes: as REPO.")
  private String destination;

  CloneCommand(Surroundings around) {
    super(around);
  }

  @Option(
      names = "--transfer-manager",
      description = {
        "Lets S3TransferManager of the AWS SDK carry chunks of 8 MiB and more between S3 and local"
            + " files, if it is on the class path."
      })
  void useTransferManager(boolean used) {
    if (used) {
      arguments().setOfS3("transfer-manager-from-bytes", Integer.toString(MANAGER_FROM_BYTES));
    }
  }

  @Override
  int run(Repository repository) {
    CloneReport report;
    try (Storage storage = arguments().open(destination);
        Progress progress = new Progress(around(), "objects", 0)) {
      report = repository.cloneTo(storage, shownBy(progress));
    }
    if (report.storageSettingsDropped()) {
      warn("settings of the storage in the saved configuration were left out of the clone");
    }
    report.problems().forEach(problem -> warn(problem.object() + ": " + problem.problem()));
    line(
        json()
            ? new Fields().number("objects", report.objects()).number("bytes", report.bytes())
            : report.objects()
                + " objects, "
                + report.bytes()
                + " bytes; "
                + report.copied()
                + " objects were copied now");
    boolean sound =
        report.problems().stream().allMatch(found -> found.severity() == Problem.Severity.WARNING);
    return sound ? ExitCode.DONE : ExitCode.FAILED;
  }

  private static CloneProgress shownBy(Progress progress) {
    return new CloneProgress() {
      @Override
      public void objects(long more) {
        progress.advance(more);
      }

      @Override
      public void bytes(long more) {
        progress.advanceBytes(more);
      }
    };
  }

  private void warn(String what) {
    around().err().println("floe: " + Plain.line(what));
  }
}
