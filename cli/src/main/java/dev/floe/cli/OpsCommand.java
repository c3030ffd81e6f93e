package dev.floe.cli;

import dev.floe.Repository;
import dev.floe.format.Update;
import dev.floe.format.UpdateType;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/// `floe ops`.
@Command(
    name = "ops",
    description = {"Shows the operations log, newest first (format 2).", ""},
    footer = {
      "",
      "JSON lines: {type, updated_at, backup_path, …}, with the fields of the type beside it.",
      "backup_path names the saved file in which the entry is the newest; the newest has none."
    })
final class OpsCommand extends RepositoryCommand {
  OpsCommand(Surroundings around) {
    super(around);
  }

  @Override
  int run(Repository repository) {
    try (Stream<Update> operations = repository.operations()) {
      operations.forEach(this::print);
    }
    return ExitCode.DONE;
  }

  private void print(Update update) {
    Fields fields = new Fields();
    if (json()) {
      fields
          .text("type", update.type().shortName())
          .text("updated_at", Plain.time(update.updatedAt()))
          .text("backup_path", update.backupPath());
      addDetails(update.type(), fields);
      line(fields);
    } else {
      addDetails(update.type(), fields);
      String details = fields.toString();
      line(
          Plain.time(update.updatedAt())
              + "  "
              + update.type().shortName()
              + (details.equals("{}") ? "" : "  " + Plain.line(details)));
    }
  }

  private static void addDetails(UpdateType type, Fields to) {
    switch (type) {
      case UpdateType.RepoInitialized _,
          UpdateType.ConfigChanged _,
          UpdateType.MetadataChanged _,
          UpdateType.GCRan _,
          UpdateType.ExpirationRan _ -> {}
      case UpdateType.RepoMigrated(int from, int into) ->
          to.number("from_version", from).number("to_version", into);
      case UpdateType.TagCreated(String name) -> to.text("name", name);
      case UpdateType.TagDeleted(String name, var previous) ->
          to.text("name", name).text("previous_snap_id", previous.text());
      case UpdateType.BranchCreated(String name) -> to.text("name", name);
      case UpdateType.BranchDeleted(String name, var previous) ->
          to.text("name", name).text("previous_snap_id", previous.text());
      case UpdateType.BranchReset(String name, var previous) ->
          to.text("name", name).text("previous_snap_id", previous.text());
      case UpdateType.NewCommit(String branch, var id) ->
          to.text("branch", branch).text("new_snap_id", id.text());
      case UpdateType.CommitAmended(String branch, var previous, var id) ->
          to.text("branch", branch)
              .text("previous_snap_id", previous.text())
              .text("new_snap_id", id.text());
      case UpdateType.NewDetachedSnapshot(var id) -> to.text("new_snap_id", id.text());
      case UpdateType.FeatureFlagChanged(int id, var value) -> {
        to.number("id", id);
        if (value.isPresent()) {
          to.truth("new_value", value.get());
        } else {
          to.absent("new_value");
        }
      }
      case UpdateType.RepoStatusChanged(var status) ->
          to.fields("status", inner -> StatusCommand.addTo(inner, status));
    }
  }
}
