package dev.floe.cli;

import dev.floe.Repository;
import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `floe metadata` with its subcommands.
@Command(
    name = "metadata",
    description = {"Shows and changes the repository's metadata (format 2).", ""},
    synopsisSubcommandLabel = "COMMAND")
final class MetadataCommand extends SubcommandsOnly {
  private MetadataCommand() {}

  static CommandLine tree(Surroundings around) {
    CommandLine metadata = new CommandLine(new MetadataCommand());
    metadata.addSubcommand(new Show(around));
    metadata.addSubcommand(new Change(around));
    return metadata;
  }

  /// `floe metadata show`.
  @Command(
      name = "show",
      description = {"Prints the repository's metadata.", ""})
  static final class Show extends ValueCommand {
    Show(Surroundings around) {
      super(around);
    }

    @Override
    int run(Repository repository) {
      print(repository.metadata());
      return ExitCode.DONE;
    }
  }

  /// `floe metadata set`.
  @Command(
      name = "set",
      description = {"Sets properties of the repository and prints all of them.", ""})
  static final class Change extends ValueCommand {
    @Parameters(
        index = "1..*",
        arity = "0..*",
        paramLabel = "KEY=JSON",
        description = "What to set, such as 'title=\"Sea surface\"'.")
    private List<String> assignments = List.of();

    @Option(names = "--replace", description = "Removes whatever is not set here.")
    private boolean replace;

    Change(Surroundings around) {
      super(around);
    }

    @Override
    int run(Repository repository) {
      if (assignments.isEmpty() && !replace) {
        throw wrongUsage("expected KEY=JSON, or --replace to remove everything");
      }
      JsonObject changes = JsonObject.of(members());
      if (replace) {
        repository.setMetadata(changes);
        print(changes);
      } else {
        print(repository.updateMetadata(changes));
      }
      return ExitCode.DONE;
    }

    private Map<String, JsonValue> members() {
      Map<String, JsonValue> members = new HashMap<>();
      for (String argument : assignments) {
        try {
          Assignment assignment = Assignment.parse(argument);
          members.put(assignment.key(), assignment.value());
        } catch (IllegalArgumentException e) {
          throw wrongUsage(e.getMessage());
        }
      }
      return members;
    }
  }
}
