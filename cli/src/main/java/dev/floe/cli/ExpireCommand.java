package dev.floe.cli;

import dev.floe.Repository;
import dev.floe.format.SnapshotId;
import dev.floe.maintenance.ExpireOptions;
import dev.floe.maintenance.ExpireResult;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `floe expire`.
@Command(
    name = "expire",
    description = {
      "Lets snapshots that were committed before a time leave the history. What main and the refs",
      "that stay point to is kept. No file is deleted: that is what gc does.",
      ""
    },
    footer = {
      "",
      "JSON: {released[], edited[], deleted_branches[], deleted_tags[]}; edited snapshots got",
      "another parent."
    })
final class ExpireCommand extends RepositoryCommand {
  @Mixin private final CutOffArgument olderThan = new CutOffArgument();

  @Option(
      names = "--delete-branches",
      description = "Delete branches whose tip is older, except main.")
  private boolean deleteBranches;

  @Option(
      names = "--delete-tags",
      description = "Delete tags of older snapshots; their names can never be used again.")
  private boolean deleteTags;

  ExpireCommand(Surroundings around) {
    super(around);
  }

  @Override
  int run(Repository repository) {
    ExpireResult result =
        repository.expireSnapshots(olderThan.time(), new ExpireOptions(deleteBranches, deleteTags));
    if (json()) {
      line(
          new Fields()
              .texts("released", ids(result.released()))
              .texts("edited", ids(result.edited()))
              .texts("deleted_branches", result.deletedBranches())
              .texts("deleted_tags", result.deletedTags()));
      return ExitCode.DONE;
    }
    result.released().forEach(id -> line("released  " + id));
    result.edited().forEach(id -> line("edited    " + id));
    result.deletedBranches().forEach(name -> line("deleted   branch " + Plain.line(name)));
    result.deletedTags().forEach(name -> line("deleted   tag " + Plain.line(name)));
    line(result.released().size() + " snapshots released");
    return ExitCode.DONE;
  }

  private static List<String> ids(List<SnapshotId> ids) {
    return ids.stream().map(SnapshotId::text).toList();
  }
}
