package dev.floe.format;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What happened between two snapshots, or in a session since its own, by the paths that nodes have
/// in the later one, or else in the earlier. Nodes that came and went in between are in none of it.
/// Paths are in the order of their UTF-8 bytes.
///
/// @param updatedChunks written or deleted, by array, in the order of coordinates
/// @param movedNodes as the commits recorded them, the newest commit first; never joined
public record Diff(
    SortedSet<NodePath> newGroups,
    SortedSet<NodePath> newArrays,
    SortedSet<NodePath> deletedGroups,
    SortedSet<NodePath> deletedArrays,
    SortedSet<NodePath> updatedGroups,
    SortedSet<NodePath> updatedArrays,
    SortedMap<NodePath, ChunkIndexSet> updatedChunks,
    List<MoveOperation> movedNodes) {
  public Diff {
    newGroups = sorted(newGroups);
    newArrays = sorted(newArrays);
    deletedGroups = sorted(deletedGroups);
    deletedArrays = sorted(deletedArrays);
    updatedGroups = sorted(updatedGroups);
    updatedArrays = sorted(updatedArrays);
    TreeMap<NodePath, ChunkIndexSet> chunks = new TreeMap<>(NodePath.STRING_ORDER);
    chunks.putAll(updatedChunks);
    updatedChunks = Collections.unmodifiableSortedMap(chunks);
    movedNodes = List.copyOf(movedNodes);
  }

  private static SortedSet<NodePath> sorted(SortedSet<NodePath> paths) {
    TreeSet<NodePath> copy = new TreeSet<>(NodePath.STRING_ORDER);
    copy.addAll(paths);
    return Collections.unmodifiableSortedSet(copy);
  }

  /// Whether nothing happened.
  public boolean isEmpty() {
    return newGroups.isEmpty()
        && newArrays.isEmpty()
        && deletedGroups.isEmpty()
        && deletedArrays.isEmpty()
        && updatedGroups.isEmpty()
        && updatedArrays.isEmpty()
        && updatedChunks.isEmpty()
        && movedNodes.isEmpty();
  }
}
