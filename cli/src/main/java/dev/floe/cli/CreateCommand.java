package dev.floe.cli;

import dev.floe.ConfigFile;
import dev.floe.Repository;
import dev.floe.RepositoryOptions;
import dev.floe.Version;
import dev.floe.format.SnapshotId;
import dev.floe.format.SpecVersion;
import dev.floe.storage.Storage;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `floe create`.
@Command(
    name = "create",
    description = {"Creates a repository where there is nothing yet.", ""})
final class CreateCommand extends StorageCommand {
  @Option(
      names = "--spec-version",
      paramLabel = "1|2",
      defaultValue = "2",
      description = "The version of the format. Default: 2.")
  private String specVersion;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A configuration to begin with, as JSON or as YAML.")
  private Path config;

  @Option(names = "--json", description = "Prints JSON: {spec_version, snapshot}.")
  private boolean json;

  CreateCommand(Surroundings around) {
    super(around);
  }

  @Override
  int run(Storage storage) {
    RepositoryOptions options = arguments().repositoryOptions().withSpecVersion(format());
    if (config != null) {
      options = options.withConfig(ConfigFile.read(config));
    }
    try (Repository repository = Repository.create(storage, options)) {
      SnapshotId snapshot = repository.resolve(Version.MAIN);
      if (json) {
        line(
            new Fields()
                .number("spec_version", number(repository))
                .text("snapshot", snapshot.text()));
      } else {
        line("Created " + storage.location() + " (format " + number(repository) + ").");
        line("main is at " + snapshot.text() + ".");
      }
    }
    return ExitCode.DONE;
  }

  private SpecVersion format() {
    return switch (specVersion) {
      case "1" -> SpecVersion.V1;
      case "2" -> SpecVersion.V2;
      default -> throw wrongUsage("--spec-version: expected 1 or 2, found " + specVersion);
    };
  }

  /// The number of a repository's format.
  static int number(Repository repository) {
    return switch (repository.specVersion()) {
      case V1 -> 1;
      case V2 -> 2;
    };
  }
}
