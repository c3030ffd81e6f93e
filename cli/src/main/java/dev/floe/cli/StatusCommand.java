package dev.floe.cli;

import dev.floe.Repository;
import dev.floe.format.RepositoryStatus;
import dev.floe.format.RepositoryStatus.Availability;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `floe status` with its subcommands.
@Command(
    name = "status",
    description = {"Shows and changes whether the repository takes changes (format 2).", ""},
    synopsisSubcommandLabel = "COMMAND")
final class StatusCommand extends SubcommandsOnly {
  private static final String JSON = "JSON: {availability, set_at, reason}.";

  private StatusCommand() {}

  static CommandLine tree(Surroundings around) {
    CommandLine status = new CommandLine(new StatusCommand());
    status.addSubcommand(new Show(around));
    status.addSubcommand(new Change(around));
    return status;
  }

  static Fields addTo(Fields fields, RepositoryStatus status) {
    return fields
        .text("availability", word(status.availability()))
        .text("set_at", Plain.time(status.setAt()))
        .text("reason", status.limitedAvailabilityReason());
  }

  static String sentence(RepositoryStatus status) {
    return word(status.availability())
        + " since "
        + Plain.time(status.setAt())
        + status.limitedAvailabilityReason().map(reason -> ": " + Plain.line(reason)).orElse("");
  }

  private static String word(Availability availability) {
    return switch (availability) {
      case ONLINE -> "online";
      case READ_ONLY -> "read_only";
    };
  }

  /// Prints the status.
  private abstract static class Printing extends RepositoryCommand {
    Printing(Surroundings around) {
      super(around);
    }

    final int print(Repository repository) {
      RepositoryStatus status = repository.status();
      line(json() ? addTo(new Fields(), status) : sentence(status));
      return ExitCode.DONE;
    }
  }

  /// `floe status show`.
  @Command(
      name = "show",
      description = {"Prints whether the repository takes changes, since when and why not.", ""},
      footer = {"", JSON})
  static final class Show extends Printing {
    Show(Surroundings around) {
      super(around);
    }

    @Override
    int run(Repository repository) {
      return print(repository);
    }
  }

  /// `floe status set`.
  @Command(
      name = "set",
      description = {"Lets the repository take changes or not, and prints the status.", ""},
      footer = {"", JSON})
  static final class Change extends Printing {
    @Parameters(
        index = "1",
        paramLabel = "online|read_only",
        description = "Whether changes are taken.")
    private String availability;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for those who ask.")
    private String reason;

    Change(Surroundings around) {
      super(around);
    }

    @Override
    int run(Repository repository) {
      Availability wanted =
          switch (availability) {
            case "online" -> Availability.ONLINE;
            case "read_only" -> Availability.READ_ONLY;
            default ->
                throw wrongUsage("expected online or read_only, found \"" + availability + "\"");
          };
      repository.setStatus(wanted, Optional.ofNullable(reason));
      return print(repository);
    }
  }
}
