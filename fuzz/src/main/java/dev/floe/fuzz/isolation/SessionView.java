package dev.floe.fuzz.isolation;

import dev.floe.fuzz.isolation.Operation.Delete;
import dev.floe.fuzz.isolation.Operation.DeleteTree;
import dev.floe.fuzz.isolation.Operation.Listing;
import dev.floe.fuzz.isolation.Operation.Move;
import dev.floe.fuzz.isolation.Operation.Read;
import dev.floe.fuzz.isolation.Operation.Unreadable;
import dev.floe.fuzz.isolation.Operation.Write;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What a transaction has changed so far, over the nodes of its base. Nodes are known by identities
/// that outlive moves and end with deletion; one made anew at the same path is another.
final class SessionView {
  /// What a key holds as far as the transaction's own changes say: a value, nothing included, or
  /// the key of the base that decides.
  sealed interface Holds {
    /// Its own doing.
    record Own(List<String> value) implements Holds {}

    /// That of the base.
    record Base(StoreKey key) implements Holds {}

    /// Its own doing or the base, which of them is not known.
    record Unknown() implements Holds {}
  }

  private final String name;
  private final boolean isBaseKnown;
  private final Map<String, String> base;
  private final Map<String, String> nodes;
  private final Map<String, Map<String, List<String>>> writes = new LinkedHashMap<>();
  private final Set<String> made = new HashSet<>();
  private final Set<String> deleted = new HashSet<>();
  private final List<Move> moves = new ArrayList<>();

  /// What it wrote last, by key, as far as that can be said without the base.
  private final Map<String, List<String>> keys = new HashMap<>();

  /// Whether trees were changed whose nodes the base would have to name.
  private boolean treesChanged;

  /// @param name of the transaction, for the identities of nodes it makes
  /// @param isBaseKnown whether these are the nodes of its base, and not some that may be
  /// @param base the identity of each node by its path
  SessionView(String name, boolean isBaseKnown, Map<String, String> base) {
    this.name = name;
    this.isBaseKnown = isBaseKnown;
    this.base = base;
    this.nodes = new TreeMap<>(base);
  }

  void apply(Operation operation) {
    switch (operation) {
      case Read _, Listing _, Unreadable _ -> {}
      case Write write -> write(StoreKey.of(write.key()), write.value());
      case Delete delete -> {
        StoreKey key = StoreKey.of(delete.key());
        if (key.isDocument()) {
          deleteTree(key.node());
        } else {
          write(key, List.of());
        }
      }
      case DeleteTree delete -> deleteTree(delete.path());
      case Move move -> {
        moves.add(move);
        keys.clear();
        treesChanged = true;
        moveWithin(nodes, move);
      }
    }
  }

  private void write(StoreKey key, List<String> value) {
    keys.put(key.text(), value);
    String id = nodes.get(key.node());
    if (id == null) {
      id = key.node() + "#" + name + "." + made.size();
      made.add(id);
      nodes.put(key.node(), id);
    }
    writes.computeIfAbsent(id, _ -> new LinkedHashMap<>()).put(key.part(), value);
  }

  private void deleteTree(String path) {
    keys.keySet().removeIf(key -> StoreKey.isWithin(StoreKey.of(key).node(), path));
    treesChanged = true;
    for (String each : List.copyOf(nodes.keySet())) {
      if (StoreKey.isWithin(each, path)) {
        String id = nodes.remove(each);
        writes.remove(id);
        if (!made.remove(id)) {
          deleted.add(id);
        }
      }
    }
  }

  /// Gives the nodes at and below a path their new places.
  static void moveWithin(Map<String, String> nodes, Move move) {
    Map<String, String> moved = new HashMap<>();
    for (String path : List.copyOf(nodes.keySet())) {
      if (StoreKey.isWithin(path, move.from())) {
        moved.put(move.to() + path.substring(move.from().length()), nodes.remove(path));
      }
    }
    nodes.putAll(moved);
  }

  Holds at(StoreKey key) {
    return isBaseKnown ? atNode(key) : atKey(key);
  }

  private Holds atKey(StoreKey key) {
    List<String> own = keys.get(key.text());
    if (own != null) {
      return new Holds.Own(own);
    }
    return treesChanged ? new Holds.Unknown() : new Holds.Base(key);
  }

  private Holds atNode(StoreKey key) {
    String id = nodes.get(key.node());
    if (id == null) {
      return base.containsKey(key.node()) ? new Holds.Own(List.of()) : new Holds.Base(key);
    }
    List<String> own = writes.getOrDefault(id, Map.of()).get(key.part());
    if (own != null) {
      return new Holds.Own(own);
    }
    if (made.contains(id)) {
      return new Holds.Own(List.of());
    }
    if (id.equals(base.get(key.node()))) {
      return new Holds.Base(key);
    }
    return base.entrySet().stream()
        .filter(entry -> entry.getValue().equals(id))
        .findAny()
        .<Holds>map(entry -> new Holds.Base(key.at(entry.getKey())))
        .orElseGet(() -> new Holds.Base(key));
  }

  /// The last values written to parts of nodes, by the nodes' identities.
  Map<String, Map<String, List<String>>> writes() {
    return writes;
  }

  /// The nodes it made and that are still there, by identity.
  Set<String> made() {
    return made;
  }

  /// The nodes of the base that it deleted.
  Set<String> deleted() {
    return deleted;
  }

  List<Move> moves() {
    return moves;
  }

  /// Where a node is for this transaction.
  Optional<String> pathOf(String id) {
    return nodes.entrySet().stream()
        .filter(entry -> entry.getValue().equals(id))
        .map(Map.Entry::getKey)
        .findAny();
  }
}
