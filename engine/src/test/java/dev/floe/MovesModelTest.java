package dev.floe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.error.IcechunkException;
import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random moves beside a plain map of paths: the session, every commit and every amended one hold
/// what the map does.
class MovesModelTest {
  private static final List<String> NAMES = List.of("a", "a-b", "ab", "a~", "é", "𝔸", "\uffff");
  private static final String GROUP = "{\"zarr_format\":3,\"node_type\":\"group\"}";

  private Random random;
  private TreeMap<NodePath, NodeId> model;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void movesAreWhatTheMapSays(long seed) {
    random = new Random(seed);
    try (Storage storage = Storage.inMemory();
        Repository repository = Repository.create(storage)) {
      repository.transaction(
          "main",
          "tree",
          store -> {
            for (String key : randomTree()) {
              store.set(key, MemorySegment.ofArray(GROUP.getBytes(StandardCharsets.UTF_8)));
            }
          });
      model = nodes(repository.readonlySession(Version.branch("main")));
      for (int commit = 0; commit < 6; commit++) {
        Session session = repository.rearrangeSession("main");
        for (int i = 0; i < 12; i++) {
          tryMove(session);
        }
        TreeMap<NodePath, NodeId> base = nodes(repository.readonlySession(Version.branch("main")));
        if (commit > 0 && random.nextInt(3) == 0) {
          session.amend("amended", CommitOptions.STANDARD.allowingEmpty());
        } else {
          var id = session.commit("moved", CommitOptions.STANDARD.allowingEmpty());
          var parent = repository.lookupSnapshot(id).parentId().orElseThrow();
          checkLog(repository, base, new Version.Snapshot(parent), new Version.Snapshot(id));
        }
        assertEquals(model, nodes(repository.readonlySession(Version.branch("main"))));
      }
    }
  }

  private List<String> randomTree() {
    List<String> keys = new ArrayList<>(List.of("zarr.json"));
    List<String> groups = new ArrayList<>(List.of(""));
    for (int i = 0; i < 25; i++) {
      String path = groups.get(random.nextInt(groups.size())) + name() + "/";
      if (!groups.contains(path)) {
        groups.add(path);
        keys.add(path + "zarr.json");
      }
    }
    return keys;
  }

  private String name() {
    return NAMES.get(random.nextInt(NAMES.size()));
  }

  private NodePath anyPath() {
    List<NodePath> paths = List.copyOf(model.keySet());
    return paths.get(random.nextInt(paths.size()));
  }

  private void tryMove(Session session) {
    NodePath from = anyPath();
    NodePath to = anyPath().child(name());
    boolean possible = !to.isAtOrBelow(from) && !model.containsKey(to);
    boolean moved = true;
    try {
      session.move(from, to);
    } catch (IcechunkException e) {
      moved = false;
    }
    assertEquals(possible, moved, from + " to " + to);
    if (moved) {
      TreeMap<NodePath, NodeId> after = new TreeMap<>();
      model.forEach((path, id) ->
          after.put(
              path.isAtOrBelow(from)
                  ? new NodePath(to.text() + path.text().substring(from.text().length()))
                  : path,
              id));
      model = after;
    }
    check(session);
  }

  private void check(Session session) {
    assertEquals(model, nodes(session));
    NodePath some = anyPath();
    assertEquals(
        model.keySet().stream().filter(path -> path.isAtOrBelow(some)).toList(),
        session.nodes(some).map(NodeSnapshot::path).toList());
    assertEquals(
        model.keySet().stream()
            .filter(path -> !path.isRoot() && path.parent().equals(some))
            .map(NodePath::name)
            .sorted()
            .toList(),
        session
            .store()
            .listDirectory(some.keyPrefix())
            .filter(name -> !name.equals("zarr.json"))
            .sorted()
            .toList());
    assertEquals(model.get(some), session.node(some).orElseThrow().id());
    NodePath other = some.child(name());
    assertEquals(model.containsKey(other), session.node(other).isPresent());
  }

  /// The session's nodes, which come in the order of a map of paths.
  private static TreeMap<NodePath, NodeId> nodes(Session session) {
    TreeMap<NodePath, NodeId> nodes = new TreeMap<>();
    List<NodePath> order = new ArrayList<>();
    try (Stream<NodeSnapshot> all = session.nodes()) {
      all.forEach(node -> {
        nodes.put(node.path(), node.id());
        order.add(node.path());
      });
    }
    assertEquals(List.copyOf(nodes.keySet()), order);
    return nodes;
  }

  private void checkLog(
      Repository repository, Map<NodePath, NodeId> base, Version from, Version to) {
    Map<NodeId, NodePath> before = new TreeMap<>();
    base.forEach((path, id) -> before.put(id, path));
    List<String> expected = new ArrayList<>();
    model.keySet().stream()
        .sorted(NodePath.SEGMENT_ORDER)
        .filter(path -> !before.get(model.get(path)).equals(path))
        .forEach(path -> expected.add(before.get(model.get(path)) + ">" + path));
    assertEquals(
        expected,
        repository.diff(from, to).movedNodes().stream()
            .map(move -> move.from() + ">" + move.to())
            .toList());
  }
}
