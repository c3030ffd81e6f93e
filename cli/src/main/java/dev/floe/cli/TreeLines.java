package dev.floe.cli;

import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Draws nodes as a tree.
///
/// ```
///   /
///   ├── ocean
///   │   └── temperature  float32 [12, 90, 180]
///   └── time             int64 [12]
/// ```
final class TreeLines {
  private TreeLines() {}

  /// @param nodes by segments of their paths, those above first; one whose parent is missing stands
  ///   under the nearest node above it, with the rest of its path
  static List<String> of(List<NodeSnapshot> nodes, Function<NodeSnapshot, String> description) {
    List<String> lines = new ArrayList<>();
    int[] parents = new int[nodes.size()];
    for (int i = 0; i < nodes.size(); i++) {
      parents[i] = i - 1;
      while (parents[i] >= 0 && !nodes.get(i).path().isAtOrBelow(nodes.get(parents[i]).path())) {
        parents[i] = parents[parents[i]];
      }
    }
    boolean[] last = lastOfItsParent(parents);
    for (int i = 0; i < nodes.size(); i++) {
      String text = description.apply(nodes.get(i));
      lines.add(
          Plain.line(branches(parents, last, i) + name(nodes, parents, i))
              + (text.isEmpty() ? "" : "  " + text));
    }
    return lines;
  }

  private static boolean[] lastOfItsParent(int[] parents) {
    boolean[] last = new boolean[parents.length];
    boolean[] seen = new boolean[parents.length + 1];
    for (int i = parents.length - 1; i >= 0; i--) {
      last[i] = !seen[parents[i] + 1];
      seen[parents[i] + 1] = true;
    }
    return last;
  }

  private static String branches(int[] parents, boolean[] last, int node) {
    if (parents[node] < 0) {
      return "";
    }
    StringBuilder line = new StringBuilder(last[node] ? "└── " : "├── ");
    for (int above = parents[node]; parents[above] >= 0; above = parents[above]) {
      line.insert(0, last[above] ? "    " : "│   ");
    }
    return line.toString();
  }

  private static String name(List<NodeSnapshot> nodes, int[] parents, int node) {
    String path = nodes.get(node).path().text();
    if (parents[node] < 0) {
      return path;
    }
    NodePath parent = nodes.get(parents[node]).path();
    return path.substring(parent.isRoot() ? 1 : parent.text().length() + 1);
  }
}
