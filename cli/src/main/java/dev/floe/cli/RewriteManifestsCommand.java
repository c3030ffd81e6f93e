package dev.floe.cli;

import dev.floe.CommitOptions;
import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.format.SnapshotId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `floe rewrite-manifests`.
@Command(
    name = "rewrite-manifests",
    description = {
      "Writes all manifests of a branch's tip anew, split as the configuration says, in one",
      "commit. No chunk is touched.",
      ""
    },
    footer = {"", "JSON: {snapshot}."})
final class RewriteManifestsCommand extends EditCommand {
  @Option(
      names = "--amend",
      description = "Put the commit in the place of the branch's tip (format 2).")
  private boolean amend;

  RewriteManifestsCommand(Surroundings around) {
    super(around);
  }

  @Override
  void edit(Session session) {}

  @Override
  SnapshotId commit(Repository repository) {
    return amend
        ? repository.rewriteManifestsAmending(branch(), message(), CommitOptions.STANDARD)
        : repository.rewriteManifests(branch(), message(), CommitOptions.STANDARD);
  }
}
