package dev.floe.cli;

import dev.floe.Session;
import dev.floe.error.ErrorKind;
import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `floe tree`.
@Command(
    name = "tree",
    description = {"Shows groups and arrays with their shapes, chunks and types.", ""},
    footer = {"", "JSON lines: {path, type, shape, chunk_shape, data_type, dimension_names}."})
final class TreeCommand extends ReadingCommand {
  @Parameters(
      index = "1",
      arity = "0..1",
      defaultValue = "/",
      paramLabel = "PATH",
      description = "Only what is at or below this node. Default: everything.")
  private String path;

  TreeCommand(Surroundings around) {
    super(around);
  }

  @Override
  int run(Session session) {
    NodePath top = NodePath.stored(path.startsWith("/") ? path : "/" + path);
    List<NodeSnapshot> nodes;
    try (Stream<NodeSnapshot> all = session.nodes(top)) {
      nodes = all.toList();
    }
    if (nodes.isEmpty() && !top.isRoot()) {
      throw ErrorKind.NODE_NOT_FOUND.exception("node " + top + ": there is none");
    }
    if (json()) {
      nodes.forEach(node -> line(NodeDescription.of(node).fields(node.path().text())));
    } else {
      draw(nodes);
    }
    return ExitCode.DONE;
  }

  private void draw(List<NodeSnapshot> nodes) {
    List<NodeSnapshot> sorted = new ArrayList<>(nodes);
    sorted.sort(Comparator.comparing(NodeSnapshot::path, NodePath.SEGMENT_ORDER));
    TreeLines.of(sorted, node -> NodeDescription.of(node).text()).forEach(this::line);
  }
}
