package dev.floe.cli;

import dev.floe.CommitOptions;
import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.format.NodePath;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `floe mv`.
@Command(
    name = "mv",
    description = {
      "Commits the move of a node with all below it (format 2). No chunk is touched, nothing is",
      "overwritten, and no parent is made.",
      ""
    },
    footer = {"", "JSON: {snapshot}."})
final class MvCommand extends EditCommand {
  @Parameters(
      index = "1",
      paramLabel = "FROM",
      description = "The path of the node, with or without a leading slash.")
  private String from;

  @Parameters(
      index = "2",
      paramLabel = "TO",
      description = "Its new path, its name included: an existing group is not moved into.")
  private String to;

  @Mixin private final RebaseArgument rebase = new RebaseArgument();

  MvCommand(Surroundings around) {
    super(around);
  }

  @Override
  void edit(Session session) {
    session.move(path(from), path(to));
  }

  private static NodePath path(String text) {
    return NodePath.of(text.startsWith("/") ? text : "/" + text);
  }

  @Override
  CommitOptions options() {
    return rebase.options();
  }

  @Override
  Session session(Repository repository) {
    return repository.rearrangeSession(branch());
  }
}
