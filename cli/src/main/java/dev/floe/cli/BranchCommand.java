package dev.floe.cli;

import dev.floe.Repository;
import dev.floe.format.SnapshotId;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `floe branch` with its subcommands.
@Command(
    name = "branch",
    description = {"Lists, creates, deletes and moves branches.", ""},
    synopsisSubcommandLabel = "COMMAND")
final class BranchCommand extends SubcommandsOnly {
  private static final String LINES = "JSON lines: {name, snapshot}.";

  private BranchCommand() {}

  static CommandLine tree(Surroundings around) {
    CommandLine branch = new CommandLine(new BranchCommand());
    branch.addSubcommand(new ListThem(around));
    branch.addSubcommand(new Create(around));
    branch.addSubcommand(new Delete(around));
    branch.addSubcommand(new Reset(around));
    return branch;
  }

  /// `floe branch list`.
  @Command(
      name = "list",
      description = {"Lists branches with the snapshots they point to.", ""},
      footer = {"", LINES})
  static final class ListThem extends RefCommand {
    ListThem(Surroundings around) {
      super(around);
    }

    @Override
    int run(Repository repository) {
      repository.branches().forEach(this::print);
      return ExitCode.DONE;
    }
  }

  /// `floe branch create`.
  @Command(
      name = "create",
      description = {"Creates a branch at a version and prints it.", ""},
      footer = {"", LINES})
  static final class Create extends RefCommand {
    @Parameters(index = "1", paramLabel = "NAME", description = "The new branch.")
    private String name;

    @Mixin private final VersionArguments version = new VersionArguments();

    Create(Surroundings around) {
      super(around);
    }

    @Override
    int run(Repository repository) {
      SnapshotId at = repository.resolve(version.version());
      repository.createBranch(name, at);
      print(name, at);
      return ExitCode.DONE;
    }
  }

  /// `floe branch delete`.
  @Command(
      name = "delete",
      description = {"Deletes a branch and prints where it was. Its snapshots stay.", ""},
      footer = {"", LINES})
  static final class Delete extends RefCommand {
    @Parameters(index = "1", paramLabel = "NAME", description = "The branch; main stays.")
    private String name;

    Delete(Surroundings around) {
      super(around);
    }

    @Override
    int run(Repository repository) {
      SnapshotId was = repository.lookupBranch(name);
      repository.deleteBranch(name);
      print(name, was);
      return ExitCode.DONE;
    }
  }

  /// `floe branch reset`.
  @Command(
      name = "reset",
      description = {"Moves a branch to a snapshot and prints it.", ""},
      footer = {"", LINES})
  static final class Reset extends RefCommand {
    @Parameters(index = "1", paramLabel = "NAME", description = "The branch.")
    private String name;

    @Parameters(index = "2", paramLabel = "ID", description = "The snapshot to point to.")
    private String snapshot;

    @Option(
        names = "--from",
        paramLabel = "ID",
        description = "Where the branch must be now; a conflict if it is not.")
    private String from;

    Reset(Surroundings around) {
      super(around);
    }

    @Override
    int run(Repository repository) {
      SnapshotId to = SnapshotId.parse(snapshot);
      repository.resetBranch(name, to, Optional.ofNullable(from).map(SnapshotId::parse));
      print(name, to);
      return ExitCode.DONE;
    }
  }
}
