package dev.floe.cli;

import dev.floe.Repository;
import dev.floe.format.SnapshotId;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `floe tag` with its subcommands.
@Command(
    name = "tag",
    description = {"Lists, creates and deletes tags.", ""},
    synopsisSubcommandLabel = "COMMAND")
final class TagCommand extends SubcommandsOnly {
  private static final String LINES = "JSON lines: {name, snapshot}.";

  private TagCommand() {}

  static CommandLine tree(Surroundings around) {
    CommandLine tag = new CommandLine(new TagCommand());
    tag.addSubcommand(new ListThem(around));
    tag.addSubcommand(new Create(around));
    tag.addSubcommand(new Delete(around));
    return tag;
  }

  /// `floe tag list`.
  @Command(
      name = "list",
      description = {"Lists tags with the snapshots they point to.", ""},
      footer = {"", LINES})
  static final class ListThem extends RefCommand {
    ListThem(Surroundings around) {
      super(around);
    }

    @Override
    int run(Repository repository) {
      repository.tags().forEach(this::print);
      return ExitCode.DONE;
    }
  }

  /// `floe tag create`.
  @Command(
      name = "create",
      description = {"Creates a tag at a version, for ever, and prints it.", ""},
      footer = {"", LINES})
  static final class Create extends RefCommand {
    @Parameters(index = "1", paramLabel = "NAME", description = "The new tag.")
    private String name;

    @Mixin private final VersionArguments version = new VersionArguments();

    Create(Surroundings around) {
      super(around);
    }

    @Override
    int run(Repository repository) {
      SnapshotId at = repository.resolve(version.version());
      repository.createTag(name, at);
      print(name, at);
      return ExitCode.DONE;
    }
  }

  /// `floe tag delete`.
  @Command(
      name = "delete",
      description = {
        "Deletes a tag and prints where it was. Its name can never be used again.",
        ""
      },
      footer = {"", LINES})
  static final class Delete extends RefCommand {
    @Parameters(index = "1", paramLabel = "NAME", description = "The tag.")
    private String name;

    Delete(Surroundings around) {
      super(around);
    }

    @Override
    int run(Repository repository) {
      SnapshotId was = repository.lookupTag(name);
      repository.deleteTag(name);
      print(name, was);
      return ExitCode.DONE;
    }
  }
}
