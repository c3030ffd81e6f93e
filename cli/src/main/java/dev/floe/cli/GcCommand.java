package dev.floe.cli;

import dev.floe.Repository;
import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.maintenance.GcOptions;
import dev.floe.maintenance.GcSummary;
import dev.floe.maintenance.Problem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `floe gc`.
@Command(
    name = "gc",
    description = {
      "Deletes snapshots, transaction logs, manifests and chunks that nothing refers to any more",
      "and that are older than a time. The time must be before the start of every session that is",
      "still to be committed.",
      ""
    },
    footer = {
      "",
      "The exit code is 1 if an object could not be deleted. JSON: {bytes_deleted,",
      "chunks_deleted, manifests_deleted, snapshots_deleted, attributes_deleted,",
      "transaction_logs_deleted, backups_deleted, full_because (why an incremental collection",
      "was a full one, or null)}."
    })
final class GcCommand extends RepositoryCommand {
  @Mixin private final CutOffArgument olderThan = new CutOffArgument();

  @Option(names = "--dry-run", description = "Delete nothing, and say what would be deleted.")
  private boolean dryRun;

  @Option(
      names = "--accept-open-sessions",
      description = "Accept a time less than 24 hours ago: no session is open, or it may break.")
  private boolean acceptOpenSessions;

  @Option(
      names = "--trim-backups",
      description = "Delete saved repository files too; the operations log stays whole.")
  private boolean trimBackups;

  @Option(
      names = "--incremental",
      description = {
        "Delete only what snapshots referred to that left since the last collection: the work is",
        "in proportion to these. What sessions wrote that never committed, and what was too young",
        "when its snapshot had left, is deleted by a run without this option."
      })
  private boolean incremental;

  GcCommand(Surroundings around) {
    super(around);
  }

  @Override
  int run(Repository repository) {
    GcSummary summary = collect(repository);
    line(json() ? fields(summary) : words(summary));
    note(summary);
    for (Problem failure : summary.failures()) {
      around()
          .err()
          .println("floe: " + Plain.line(failure.object()) + ": " + Plain.line(failure.problem()));
    }
    return summary.failures().isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private void note(GcSummary summary) {
    if (summary.fullBecause().isPresent()) {
      around()
          .err()
          .println(
              "floe: not incremental but a full collection: "
                  + Plain.line(summary.fullBecause().get()));
    } else if (incremental) {
      around()
          .err()
          .println(
              "floe: what sessions wrote that never committed stays; gc without --incremental"
                  + " deletes it");
    }
  }

  private GcSummary collect(Repository repository) {
    GcOptions options =
        new GcOptions(olderThan.time(), dryRun, acceptOpenSessions, trimBackups, incremental);
    try {
      return repository.collectGarbage(options);
    } catch (InvalidInputException e) {
      if (e.kind() != ErrorKind.NOT_ALLOWED || acceptOpenSessions) {
        throw e;
      }
      throw new InvalidInputException(e.kind(), e.getMessage() + " with --accept-open-sessions");
    }
  }

  private static Fields fields(GcSummary summary) {
    return new Fields()
        .number("bytes_deleted", summary.bytesDeleted())
        .number("chunks_deleted", summary.chunksDeleted())
        .number("manifests_deleted", summary.manifestsDeleted())
        .number("snapshots_deleted", summary.snapshotsDeleted())
        .number("attributes_deleted", summary.attributesDeleted())
        .number("transaction_logs_deleted", summary.transactionLogsDeleted())
        .number("backups_deleted", summary.backupsDeleted())
        .text("full_because", summary.fullBecause().orElse(null));
  }

  private String words(GcSummary summary) {
    return (dryRun ? "Would delete " : "Deleted ")
        + summary.chunksDeleted()
        + " chunks, "
        + summary.manifestsDeleted()
        + " manifests, "
        + summary.snapshotsDeleted()
        + " snapshots, "
        + summary.transactionLogsDeleted()
        + " transaction logs, "
        + summary.backupsDeleted()
        + " saved repository files: "
        + summary.bytesDeleted()
        + " bytes.";
  }
}
