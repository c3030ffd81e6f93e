package dev.floe.cli;

import dev.floe.Repository;
import dev.floe.error.ErrorKind;
import dev.floe.format.FeatureFlag;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `floe flag` with its subcommands.
@Command(
    name = "flag",
    description = {"Lists features and switches them (format 2).", ""},
    synopsisSubcommandLabel = "COMMAND")
final class FlagCommand extends SubcommandsOnly {
  private static final String JSON = "JSON: {name: bool}.";

  private FlagCommand() {}

  static CommandLine tree(Surroundings around) {
    CommandLine flag = new CommandLine(new FlagCommand());
    flag.addSubcommand(new ListThem(around));
    flag.addSubcommand(new Change(around));
    return flag;
  }

  static Fields addTo(Fields fields, Map<FeatureFlag, Boolean> flags) {
    flags.forEach((flag, on) -> fields.truth(flag.flagName(), on));
    return fields;
  }

  /// Prints all flags.
  private abstract static class Printing extends RepositoryCommand {
    Printing(Surroundings around) {
      super(around);
    }

    final int print(Repository repository) {
      Map<FeatureFlag, Boolean> flags = repository.featureFlags();
      if (json()) {
        line(addTo(new Fields(), flags));
      } else {
        Table table = new Table("flag", "", "switches");
        flags.forEach(
            (flag, on) -> table.row(flag.flagName(), on ? "on" : "off", flag.description()));
        table.print(around().out());
      }
      return ExitCode.DONE;
    }
  }

  /// `floe flag list`.
  @Command(
      name = "list",
      description = {"Prints which features are on.", ""},
      footer = {"", JSON})
  static final class ListThem extends Printing {
    ListThem(Surroundings around) {
      super(around);
    }

    @Override
    int run(Repository repository) {
      return print(repository);
    }
  }

  /// `floe flag set`.
  @Command(
      name = "set",
      description = {"Switches a feature, and prints which are on.", ""},
      footer = {"", JSON})
  static final class Change extends Printing {
    @Parameters(index = "1", paramLabel = "NAME", description = "The feature's name.")
    private String name;

    @Parameters(
        index = "2",
        paramLabel = "true|false|unset",
        description = "On, off, or back to what is usual.")
    private String value;

    Change(Surroundings around) {
      super(around);
    }

    @Override
    int run(Repository repository) {
      Optional<Boolean> wanted =
          switch (value) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            case "unset" -> Optional.empty();
            default -> throw wrongUsage("expected true, false or unset, found \"" + value + "\"");
          };
      FeatureFlag flag =
          FeatureFlag.named(name)
              .orElseThrow(() ->
                  ErrorKind.INVALID_FEATURE_FLAG.exception(
                      "flag \"" + name + "\": there is none of this name"));
      repository.setFeatureFlag(flag, wanted);
      return print(repository);
    }
  }
}
