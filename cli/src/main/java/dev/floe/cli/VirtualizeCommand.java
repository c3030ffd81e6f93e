package dev.floe.cli;

import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.config.RepositoryConfig;
import dev.floe.format.NodePath;
import dev.floe.format.SnapshotId;
import dev.floe.virtualize.DatasetWriter;
import dev.floe.virtualize.FileContainer;
import dev.floe.virtualize.FillAttribute;
import dev.floe.virtualize.VirtualizedFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `floe virtualize`.
@Command(
    name = "virtualize",
    description = {
      "Commits the variables of NetCDF classic files as arrays whose chunks stay in the files.",
      ""
    },
    footer = {
      "",
      "Unless --container says otherwise, the directory of the files becomes a container of the",
      "repository. Who reads the arrays must allow it: --authorize file:///the/directory/.",
      "",
      "JSON: {snapshot, arrays, references, bytes_referenced}."
    })
final class VirtualizeCommand extends EditCommand {
  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "FILE",
      description = "NetCDF classic files (CDF-1, CDF-2, CDF-5).")
  private List<Path> files;

  @Option(
      names = "--group",
      paramLabel = "GROUP",
      defaultValue = "/",
      description = "The group to put the arrays into. Default: the root.")
  private String group;

  @Option(
      names = "--container",
      paramLabel = "URL=NAME",
      description = {
        "Where readers will find the files, such as s3://bucket/runs/=runs. With a name, locations"
            + " are relative to it."
      })
  private String container;

  @Option(
      names = "--overwrite",
      description = "Replaces arrays that are there. Without it they are refused.")
  private boolean overwrite;

  @Option(
      names = "--xarray",
      description =
          "Writes _FillValue as xarray expects it (Base64 for floats), not as the file has it.")
  private boolean xarray;

  private VirtualizedFiles virtualized;
  private DatasetWriter.Written written;

  VirtualizeCommand(Surroundings around) {
    super(around);
  }

  @Override
  int run(Repository repository) {
    virtualized =
        VirtualizedFiles.netcdf(
            files,
            Optional.ofNullable(container).map(FileContainer::parse),
            xarray ? FillAttribute.AS_XARRAY : FillAttribute.AS_IN_FILE,
            around().clock().instant());
    virtualized.warnings().forEach(w -> around().err().println("floe: note: " + Plain.line(w)));
    RepositoryConfig persisted = repository.persistedConfig().orElseGet(RepositoryConfig::empty);
    Optional<RepositoryConfig> registered = virtualized.registeredIn(persisted);
    if (registered.isEmpty()) {
      return report(commit(repository));
    }
    repository.saveConfig(registered.get());
    try (Repository informed =
        Repository.open(repository.storage(), arguments().repositoryOptions())) {
      return report(commit(informed));
    }
  }

  @Override
  void edit(Session session) {
    NodePath path = NodePath.of(group.startsWith("/") ? group : "/" + group);
    written = new DatasetWriter(session.store(), overwrite).write(path, virtualized.dataset());
  }

  private int report(SnapshotId snapshot) {
    if (json()) {
      line(
          new Fields()
              .text("snapshot", snapshot.text())
              .number("arrays", written.arrays())
              .number("references", written.references())
              .number("bytes_referenced", written.bytesReferenced()));
    } else {
      line(
          "Committed "
              + snapshot.text()
              + ": "
              + Plain.count(written.arrays(), "array")
              + ", "
              + Plain.count(written.references(), "reference")
              + " to "
              + Plain.bytes(written.bytesReferenced())
              + ".");
    }
    return ExitCode.DONE;
  }
}
