package dev.floe.cli;

import dev.floe.Repository;
import dev.floe.format.FeatureFlag;
import dev.floe.format.JsonText;
import dev.floe.format.RepositoryStatus;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.format.SpecVersion;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/// `floe info`.
@Command(
    name = "info",
    description = {"Shows a repository at a glance.", ""},
    footer = {
      "",
      "JSON: {spec_version, status{availability, set_at, reason}, branches{}, tags{},",
      "deleted_tags[], snapshots, metadata{}, config{}, feature_flags{}}. The configuration is",
      "the one in effect, without secrets. Of format 1, which has no status, metadata and flags,",
      "these are null."
    })
final class InfoCommand extends RepositoryCommand {
  InfoCommand(Surroundings around) {
    super(around);
  }

  @Override
  int run(Repository repository) {
    long snapshots;
    try (Stream<SnapshotInfo> all = repository.snapshots()) {
      snapshots = all.count();
    }
    if (json()) {
      line(json(repository, snapshots));
    } else {
      show(repository, snapshots);
    }
    return ExitCode.DONE;
  }

  private static Fields json(Repository repository, long snapshots) {
    Fields fields = new Fields().number("spec_version", CreateCommand.number(repository));
    boolean full = repository.specVersion() == SpecVersion.V2;
    if (full) {
      fields.fields("status", to -> StatusCommand.addTo(to, repository.status()));
    } else {
      fields.absent("status");
    }
    fields
        .fields("branches", to -> addTo(to, repository.branches()))
        .fields("tags", to -> addTo(to, repository.tags()))
        .texts("deleted_tags", repository.deletedTags())
        .number("snapshots", snapshots);
    if (full) {
      fields.value("metadata", repository.metadata());
    } else {
      fields.absent("metadata");
    }
    fields.value("config", repository.config().describe());
    return full
        ? fields.fields("feature_flags", to -> FlagCommand.addTo(to, repository.featureFlags()))
        : fields.absent("feature_flags");
  }

  private static void addTo(Fields fields, SortedMap<String, SnapshotId> refs) {
    refs.forEach((name, id) -> fields.text(name, id.text()));
  }

  private void show(Repository repository, long snapshots) {
    line("Repository  " + repository.storage().location());
    line("Format      " + repository.specVersion().text());
    boolean full = repository.specVersion() == SpecVersion.V2;
    if (full) {
      RepositoryStatus status = repository.status();
      line("Status      " + StatusCommand.sentence(status));
    }
    line("Snapshots   " + snapshots);
    refs("Branches", repository.branches());
    refs("Tags", repository.tags());
    SortedSet<String> deleted = repository.deletedTags();
    if (!deleted.isEmpty()) {
      line("Deleted tags");
      deleted.forEach(name -> line("  " + Plain.line(name)));
    }
    if (full && !repository.metadata().members().isEmpty()) {
      line("Metadata");
      JsonText.pretty(repository.metadata()).lines().forEach(text -> line("  " + text));
    }
    if (!repository.config().virtualChunkContainers().isEmpty()) {
      line("Virtual chunk containers");
      repository
          .config()
          .virtualChunkContainers()
          .values()
          .forEach(container -> line("  " + Plain.line(container.toString())));
    }
    if (full) {
      for (Map.Entry<FeatureFlag, Boolean> flag : repository.featureFlags().entrySet()) {
        if (!flag.getValue()) {
          line("Switched off  " + flag.getKey().description());
        }
      }
    }
  }

  private void refs(String title, SortedMap<String, SnapshotId> refs) {
    if (!refs.isEmpty()) {
      line(title);
      refs.forEach((name, id) -> line("  " + id.text() + "  " + Plain.line(name)));
    }
  }
}
