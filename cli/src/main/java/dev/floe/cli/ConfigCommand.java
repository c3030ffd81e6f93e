package dev.floe.cli;

import dev.floe.Repository;
import dev.floe.config.RepositoryConfig;
import dev.floe.format.JsonValue.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `floe config` with its subcommands.
@Command(
    name = "config",
    description = {"Shows and changes the persisted configuration.", ""},
    synopsisSubcommandLabel = "COMMAND")
final class ConfigCommand extends SubcommandsOnly {
  private ConfigCommand() {}

  static CommandLine tree(Surroundings around) {
    CommandLine config = new CommandLine(new ConfigCommand());
    config.addSubcommand(new Show(around));
    config.addSubcommand(new Change(around));
    return config;
  }

  private static RepositoryConfig persisted(Repository repository) {
    return repository.persistedConfig().orElseGet(RepositoryConfig::empty);
  }

  /// `floe config show`.
  @Command(
      name = "show",
      description = {
        "Prints the configuration that the repository holds; null is what it leaves open.",
        ""
      },
      footer = {
        "",
        "Secrets are not shown. 'floe info' shows what takes effect, defaults included."
      })
  static final class Show extends ValueCommand {
    Show(Surroundings around) {
      super(around);
    }

    @Override
    int run(Repository repository) {
      print(persisted(repository).redactedJson());
      return ExitCode.DONE;
    }
  }

  /// `floe config set`.
  @Command(
      name = "set",
      description = {"Changes values of the configuration and prints it.", ""},
      footer = {
        "",
        "Examples: inline_chunk_threshold_bytes=1024  storage.retries.max_tries=3"
            + "  compression=null",
        "manifest.splitting=auto: rules for the arrays there are that say how Floe splits their",
        "manifests of itself, so that other writers do the same.",
        "virtual_chunk_containers.\"s3://bucket/\"='{\"url_prefix\": \"s3://bucket/\", …}'"
      })
  static final class Change extends ValueCommand {
    private static final String AUTOMATIC = "manifest.splitting=auto";

    @Parameters(
        index = "1..*",
        arity = "1..*",
        paramLabel = "KEY.PATH=JSON",
        description = {
          "What to set; null leaves it open. A key with a dot stands in double quotes."
        })
    private List<String> assignments;

    Change(Surroundings around) {
      super(around);
    }

    @Override
    int run(Repository repository) {
      RepositoryConfig before = persisted(repository);
      JsonObject json = before.toJson();
      for (String argument : joined()) {
        json = argument.equals(AUTOMATIC) ? split(json, repository) : changed(json, argument);
      }
      RepositoryConfig after = RepositoryConfig.fromJson(json, "configuration");
      List<String> known = before.unknownKeys();
      for (String key : after.unknownKeys()) {
        if (!known.contains(key)) {
          throw wrongUsage("there is no key " + key + " in a configuration");
        }
      }
      repository.saveConfig(after);
      print(after.redactedJson());
      return ExitCode.DONE;
    }

    /// `manifest.splitting auto` is understood too.
    private List<String> joined() {
      List<String> arguments = new ArrayList<>(assignments);
      int at = Collections.indexOfSubList(arguments, List.of(AUTOMATIC.split("=")));
      if (at >= 0) {
        arguments.remove(at + 1);
        arguments.set(at, AUTOMATIC);
      }
      return arguments;
    }

    private JsonObject split(JsonObject json, Repository repository) {
      return KeyPath.parse("manifest.splitting")
          .set(json, repository.automaticSplitting().toJson());
    }

    private JsonObject changed(JsonObject json, String argument) {
      try {
        Assignment assignment = Assignment.parse(argument);
        return KeyPath.parse(assignment.key()).set(json, assignment.value());
      } catch (IllegalArgumentException e) {
        throw wrongUsage(e.getMessage());
      }
    }
  }
}
