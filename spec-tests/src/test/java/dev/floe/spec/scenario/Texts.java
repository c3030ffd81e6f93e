package dev.floe.spec.scenario;

import dev.floe.conflict.Conflict;
import dev.floe.conflict.Conflict.ChunkDoubleUpdate;
import dev.floe.conflict.Conflict.ChunksUpdatedInDeletedArray;
import dev.floe.conflict.Conflict.ChunksUpdatedInUpdatedArray;
import dev.floe.conflict.Conflict.DeleteOfUpdatedArray;
import dev.floe.conflict.Conflict.DeleteOfUpdatedGroup;
import dev.floe.conflict.Conflict.NewNodeConflictsWithExistingNode;
import dev.floe.conflict.Conflict.NewNodeInInvalidGroup;
import dev.floe.conflict.Conflict.ReadConflict;
import dev.floe.conflict.Conflict.ZarrMetadataDoubleUpdate;
import dev.floe.conflict.Conflict.ZarrMetadataUpdateOfDeletedArray;
import dev.floe.conflict.Conflict.ZarrMetadataUpdateOfDeletedGroup;
import dev.floe.format.ChunkIndices;
import dev.floe.format.Diff;
import dev.floe.format.MoveOperation;
import dev.floe.format.NodePath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// How values are written in scenarios; `scenario_text.py` writes them alike.
final class Texts {
  private static final int LONG = 40;

  private Texts() {}

  static String join(Collection<?> items) {
    return items.stream().map(Object::toString).collect(Collectors.joining(", "));
  }

  /// Chunk coordinates in their order.
  static String chunks(Collection<ChunkIndices> coordinates) {
    return coordinates.stream()
        .sorted()
        .map(ChunkIndices::keySuffix)
        .collect(Collectors.joining(", "));
  }

  static ChunkIndices indices(String text) {
    return ChunkIndices.of(Arrays.stream(text.split("/")).mapToLong(Long::parseLong).toArray());
  }

  /// What a step sets: the word itself; `x*700` is 700 of them, `""` none.
  static byte[] value(String text) {
    if (text.equals("\"\"")) {
      return new byte[0];
    }
    int star = text.lastIndexOf('*');
    String whole =
        star < 0
            ? text
            : text.substring(0, star).repeat(Integer.parseInt(text.substring(star + 1)));
    return whole.getBytes(StandardCharsets.UTF_8);
  }

  /// A value as steps set it.
  static String shortened(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.length() > LONG && text.chars().distinct().count() == 1) {
      return text.charAt(0) + "*" + text.length();
    }
    return text.isEmpty() ? "\"\"" : text;
  }

  static String diff(Diff diff) {
    List<String> rows = new ArrayList<>();
    paths("new groups", diff.newGroups(), rows);
    paths("new arrays", diff.newArrays(), rows);
    paths("deleted groups", diff.deletedGroups(), rows);
    paths("deleted arrays", diff.deletedArrays(), rows);
    paths("updated groups", diff.updatedGroups(), rows);
    paths("updated arrays", diff.updatedArrays(), rows);
    diff.updatedChunks()
        .forEach((path, chunks) -> rows.add("chunks of " + path.text() + " " + chunks(chunks)));
    diff.movedNodes().forEach(move -> rows.add(move(move)));
    return String.join("; ", rows);
  }

  static String move(MoveOperation move) {
    return move.from().text() + " -> " + move.to().text();
  }

  private static void paths(String what, Set<NodePath> paths, List<String> rows) {
    if (!paths.isEmpty()) {
      rows.add(what + " " + paths.stream().map(NodePath::text).collect(Collectors.joining(" ")));
    }
  }

  /// Conflicts, in an order of their own: the rules leave some open.
  static String conflicts(List<Conflict> conflicts) {
    return conflicts.stream().map(Texts::conflict).sorted().collect(Collectors.joining("; "));
  }

  private static String conflict(Conflict conflict) {
    String name = conflict.getClass().getSimpleName();
    String words = name.replaceAll("(?<!^)(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    return switch (conflict) {
      case ChunkDoubleUpdate chunks ->
          words + " " + chunks.path().text() + " " + chunks(chunks.chunks());
      case NewNodeConflictsWithExistingNode(var path) -> words + " " + path.text();
      case NewNodeInInvalidGroup(var path) -> words + " " + path.text();
      case ZarrMetadataDoubleUpdate(var path) -> words + " " + path.text();
      case ZarrMetadataUpdateOfDeletedArray(var path) -> words + " " + path.text();
      case ZarrMetadataUpdateOfDeletedGroup(var path) -> words + " " + path.text();
      case ChunksUpdatedInDeletedArray(var path, _) -> words + " " + path.text();
      case ChunksUpdatedInUpdatedArray(var path, _) -> words + " " + path.text();
      case DeleteOfUpdatedArray(var path, _) -> words + " " + path.text();
      case DeleteOfUpdatedGroup(var path, _) -> words + " " + path.text();
      case Conflict.MoveOperationCannotBeRebased _, ReadConflict _ -> words;
    };
  }
}
