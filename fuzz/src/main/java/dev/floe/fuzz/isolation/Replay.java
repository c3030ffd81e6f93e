package dev.floe.fuzz.isolation;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The tree of a branch while its commits are applied to it, one after the other.
final class Replay {
  /// What a commit did.
  ///
  /// @param touched the keys whose value may be another now
  /// @param written those among them that the transaction wrote itself
  /// @param left those that left with a node that was moved
  record Effect(Set<String> touched, Set<String> written, Set<String> left) {
    Effect() {
      this(new LinkedHashSet<>(), new LinkedHashSet<>(), new LinkedHashSet<>());
    }
  }

  /// The identity of each node, by its path.
  private final Map<String, String> nodes = new TreeMap<>();

  /// What the parts of a node hold, by its identity.
  private final Map<String, Map<String, List<String>>> contents = new HashMap<>();

  Map<String, String> nodes() {
    return nodes;
  }

  List<String> value(StoreKey key) {
    return Optional.ofNullable(nodes.get(key.node()))
        .map(id -> contents.getOrDefault(id, Map.of()).get(key.part()))
        .orElse(List.of());
  }

  /// Applies what a transaction did to the tree as it is now, which others may have changed since
  /// the transaction's base: deletions and writes are of the nodes they were meant for, wherever
  /// those are.
  Effect apply(SessionView changes) {
    Effect effect = new Effect();
    changes.deleted().forEach(id -> pathOf(id).ifPresent(path -> delete(path, effect)));
    changes.moves().forEach(move -> move(move, effect));
    changes.made().forEach(id -> changes.pathOf(id).ifPresent(path -> make(path, id, effect)));
    changes.writes().forEach((id, parts) -> write(id, parts, changes, effect));
    return effect;
  }

  private void delete(String path, Effect effect) {
    effect.touched.addAll(keysOf(path));
    contents.remove(nodes.remove(path));
  }

  private void move(Operation.Move move, Effect effect) {
    for (String path : nodes.keySet()) {
      if (StoreKey.isWithin(path, move.from())) {
        effect.touched.addAll(keysOf(path));
        effect.left.addAll(keysOf(path));
      }
    }
    SessionView.moveWithin(nodes, move);
    for (String path : nodes.keySet()) {
      if (StoreKey.isWithin(path, move.to())) {
        effect.touched.addAll(keysOf(path));
      }
    }
  }

  private void make(String path, String id, Effect effect) {
    effect.touched.addAll(keysOf(path));
    nodes.put(path, id);
  }

  /// A node that somebody else deleted meanwhile is there again.
  private void write(
      String id, Map<String, List<String>> parts, SessionView changes, Effect effect) {
    String path = pathOf(id).or(() -> changes.pathOf(id)).orElseThrow();
    nodes.putIfAbsent(path, id);
    parts.forEach((part, value) -> {
      contents.computeIfAbsent(id, _ -> new TreeMap<>()).put(part, value);
      String key = new StoreKey(path, part).text();
      effect.touched.add(key);
      effect.written.add(key);
    });
  }

  private List<String> keysOf(String path) {
    return contents.getOrDefault(nodes.getOrDefault(path, ""), Map.of()).keySet().stream()
        .map(part -> new StoreKey(path, part).text())
        .toList();
  }

  private Optional<String> pathOf(String id) {
    return nodes.entrySet().stream()
        .filter(entry -> entry.getValue().equals(id))
        .map(Map.Entry::getKey)
        .findAny();
  }
}
