package dev.floe.virtualize;

import dev.floe.config.RepositoryConfig;
import dev.floe.config.VirtualChunkContainer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Local files read for virtualizing: the arrays of all of them, the containers that a repository
/// needs so that the references may be written and read, and what the user should know.
public record VirtualizedFiles(
    VirtualDataset dataset, List<VirtualChunkContainer> containers, List<String> warnings) {
  public VirtualizedFiles {
    containers = List.copyOf(containers);
    warnings = List.copyOf(warnings);
  }

  /// Reads the headers of NetCDF classic files.
  ///
  /// @param container where readers will find the files; empty for the directory of each
  /// @param now the time of day, to tell which changes could go unnoticed
  public static VirtualizedFiles netcdf(
      List<Path> files,
      Optional<FileContainer> container,
      FillAttribute fillAttribute,
      Instant now) {
    List<VirtualDataset> datasets = new ArrayList<>();
    Map<String, VirtualChunkContainer> containers = new LinkedHashMap<>();
    List<String> warnings = new ArrayList<>();
    for (Path path : files) {
      try (LocalFile file = LocalFile.open(path)) {
        FileContainer place = container.orElseGet(() -> FileContainer.directoryOf(file));
        SourceOrigin origin = place.origin(file);
        datasets.add(NetcdfClassic.virtualize(file, origin, fillAttribute));
        file.requireUnchanged();
        containers.putIfAbsent(place.urlPrefix(), place.toConfig());
        warning(file, place, origin, now).ifPresent(warnings::add);
      }
    }
    return new VirtualizedFiles(
        VirtualDataset.merged(datasets), List.copyOf(containers.values()), warnings);
  }

  /// A repository's configuration with the containers added; empty if it has them already. A
  /// container that is there under the same prefix keeps its settings and gets the name, if there
  /// is one.
  public Optional<RepositoryConfig> registeredIn(RepositoryConfig config) {
    RepositoryConfig.Builder builder = config.toBuilder();
    boolean changed = false;
    for (VirtualChunkContainer wanted : containers) {
      Optional<VirtualChunkContainer> there =
          config.virtualChunkContainers().values().stream()
              .filter(container -> container.urlPrefix().equals(wanted.urlPrefix()))
              .findFirst();
      VirtualChunkContainer container = there.orElse(wanted);
      if (wanted.name().isPresent()) {
        container = container.named(wanted.name().get());
      }
      if (!there.equals(Optional.of(container))) {
        builder.virtualChunkContainer(container);
        changed = true;
      }
    }
    return changed ? Optional.of(builder.build()) : Optional.empty();
  }

  private static Optional<String> warning(
      LocalFile file, FileContainer place, SourceOrigin origin, Instant now) {
    if (origin.checksum().isEmpty()) {
      return Optional.of(
          file.path()
              + ": changes at "
              + origin.location()
              + " will not be noticed, its time of"
              + " change is not known");
    }
    if (place.isLocal() && file.changeMayGoUnnoticed(now)) {
      return Optional.of(
          file.path()
              + ": changed within this second; another change before the second is over will go"
              + " unnoticed, because references keep whole seconds");
    }
    return Optional.empty();
  }
}
