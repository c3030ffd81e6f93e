package dev.floe.cli;

import dev.floe.Repository;
import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.error.NotFoundException;
import dev.floe.format.JsonWriter;
import dev.floe.format.ManifestId;
import dev.floe.format.SnapshotId;
import dev.floe.format.SpecVersion;
import dev.floe.inspect.FileInspection;
import dev.floe.inspect.Inspector;
import dev.floe.storage.Storage;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `floe inspect`.
@Command(
    name = "inspect",
    description = {"Shows one metadata file as JSON, as it is in the store.", ""},
    footer = {
      "",
      "The fields are those of the inspect functions of Icechunk 2.3.0; absent ones are left out.",
      "Without an ID: the snapshot that a version is, by default the tip of main."
    })
final class InspectCommand extends StorageCommand {
  @Parameters(
      index = "1",
      paramLabel = "repo|snapshot|manifest|transaction-log",
      description = "The kind of file.")
  private String kind;

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "ID",
      description = "Which file; a manifest needs one, and the repository file has none.")
  private String id;

  @Mixin private final VersionArguments version = new VersionArguments();

  @Option(names = "--json", description = "Prints the JSON in one line.")
  private boolean json;

  InspectCommand(Surroundings around) {
    super(around);
  }

  @Override
  int run(Storage storage) {
    try (Inspector inspector = new Inspector(storage)) {
      JsonWriter writer = json ? new JsonWriter() : JsonWriter.pretty();
      inspection(storage, inspector).writeTo(writer);
      line(writer);
    } catch (NotFoundException e) {
      throw Repository.exists(storage) ? e : noRepository(storage);
    }
    return ExitCode.DONE;
  }

  private FileInspection inspection(Storage storage, Inspector inspector) {
    return switch (kind) {
      case "repo" -> {
        if (id != null) {
          throw wrongUsage("the repository file has no ID, found " + id);
        }
        if (Repository.fetchSpecVersion(storage).equals(Optional.of(SpecVersion.V1))) {
          throw new FormatException(
              ErrorKind.UNSUPPORTED_SPEC_VERSION,
              "repository in " + storage.location(),
              -1,
              "format 2, which has a repository file",
              "format 1");
        }
        yield inspector.repo();
      }
      case "snapshot" -> inspector.snapshot(snapshotId(storage));
      case "transaction-log" -> inspector.transactionLog(snapshotId(storage));
      case "manifest" -> {
        if (id == null) {
          throw wrongUsage("expected the ID of a manifest; 'inspect REPO snapshot' lists them");
        }
        yield inspector.manifest(ManifestId.parse(id));
      }
      default ->
          throw wrongUsage(
              "expected repo, snapshot, manifest or transaction-log, found \"" + kind + "\"");
    };
  }

  private static NotFoundException noRepository(Storage storage) {
    return new NotFoundException(
        ErrorKind.REPOSITORY_NOT_FOUND,
        "repository in " + storage.location() + ": expected one, found none");
  }

  private SnapshotId snapshotId(Storage storage) {
    if (id != null) {
      return SnapshotId.parse(id);
    }
    try (Repository repository = Repository.open(storage, arguments().repositoryOptions())) {
      return repository.resolve(version.version());
    }
  }
}
