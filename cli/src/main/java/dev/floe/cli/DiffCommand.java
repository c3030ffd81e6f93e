package dev.floe.cli;

import dev.floe.Repository;
import dev.floe.Version;
import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.error.NotFoundException;
import dev.floe.format.ChunkIndexSet;
import dev.floe.format.Diff;
import dev.floe.format.JsonValue;
import dev.floe.format.JsonValue.JsonArray;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.MoveOperation;
import dev.floe.format.NodePath;
import dev.floe.format.SnapshotId;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `floe diff`.
@Command(
    name = "diff",
    description = {"Shows what happened after one version, up to and with a later one.", ""},
    footer = {
      "",
      "JSON: {new_groups, new_arrays, deleted_groups, deleted_arrays, updated_groups,",
      "updated_arrays, updated_chunks{path: [[...]]}, moved_nodes[{from, to}]}."
    })
final class DiffCommand extends RepositoryCommand {
  @Parameters(index = "1", paramLabel = "FROM", description = "A branch, a tag or a snapshot's id.")
  private String from;

  @Parameters(index = "2", paramLabel = "TO", description = "A descendant of FROM, likewise.")
  private String to;

  DiffCommand(Surroundings around) {
    super(around);
  }

  @Override
  int run(Repository repository) {
    Diff diff = repository.diff(version(repository, from), version(repository, to));
    if (json()) {
      line(fields(diff));
    } else {
      print(diff);
    }
    return ExitCode.DONE;
  }

  /// A branch before a tag before a snapshot, where one name is several.
  private static Version version(Repository repository, String name) {
    if (repository.branches().containsKey(name)) {
      return Version.branch(name);
    }
    if (repository.tags().containsKey(name)) {
      return Version.tag(name);
    }
    try {
      return Version.snapshot(SnapshotId.parse(name));
    } catch (InvalidInputException e) {
      throw new NotFoundException(
          ErrorKind.REF_NOT_FOUND,
          "version " + name + ": expected a branch, a tag or the id of a snapshot, found none");
    }
  }

  private static Fields fields(Diff diff) {
    TreeMap<String, JsonValue> chunks = new TreeMap<>();
    diff.updatedChunks().forEach((path, indices) -> chunks.put(path.text(), coordinates(indices)));
    return new Fields()
        .texts("new_groups", texts(diff.newGroups()))
        .texts("new_arrays", texts(diff.newArrays()))
        .texts("deleted_groups", texts(diff.deletedGroups()))
        .texts("deleted_arrays", texts(diff.deletedArrays()))
        .texts("updated_groups", texts(diff.updatedGroups()))
        .texts("updated_arrays", texts(diff.updatedArrays()))
        .value("updated_chunks", JsonObject.of(chunks))
        .value(
            "moved_nodes",
            new JsonArray(diff.movedNodes().stream().map(DiffCommand::move).toList()));
  }

  private static Iterable<String> texts(Set<NodePath> paths) {
    return paths.stream().map(NodePath::text).toList();
  }

  private static JsonValue coordinates(ChunkIndexSet chunks) {
    return new JsonArray(
        chunks.stream()
            .<JsonValue>map(chunk ->
                new JsonArray(Arrays.stream(chunk.toLongs()).mapToObj(JsonValue::of).toList()))
            .toList());
  }

  private static JsonValue move(MoveOperation move) {
    return JsonObject.of(
        Map.of(
            "from", JsonValue.of(move.from().text()),
            "to", JsonValue.of(move.to().text())));
  }

  private void print(Diff diff) {
    print("new group", diff.newGroups());
    print("new array", diff.newArrays());
    print("deleted group", diff.deletedGroups());
    print("deleted array", diff.deletedArrays());
    print("updated group", diff.updatedGroups());
    print("updated array", diff.updatedArrays());
    diff.updatedChunks()
        .forEach((path, chunks) ->
            line("chunks         " + Plain.line(path.text()) + "  " + chunks.size()));
    diff.movedNodes()
        .forEach(move ->
            line(
                "moved          "
                    + Plain.line(move.from().text())
                    + " -> "
                    + Plain.line(move.to().text())));
  }

  private void print(String what, Set<NodePath> paths) {
    paths.forEach(path -> line("%-15s".formatted(what) + Plain.line(path.text())));
  }
}
