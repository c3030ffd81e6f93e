package dev.floe.internal.commit;

import dev.floe.conflict.Conflict;
import dev.floe.conflict.RebaseFailedException;
import dev.floe.error.InvalidInputException;
import dev.floe.error.NotFoundException;
import dev.floe.format.MoveOperation;
import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import dev.floe.format.NodeType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The nodes of a snapshot, each where a session has moved it. Immutable: a further move makes
/// further nodes, at a cost that grows with how many nodes are elsewhere by then.
///
/// ```
/// asked for    /a -> /b, /c -> /a      in order, to be made again over another base
/// net moves    /a -> /b, /a/x -> /b/x, /c -> /a
///                └ one for each node that is elsewhere, found by either end
/// ```
final class MovedNodes implements BaseNodes {
  private record Asked(NodeMove move, NodeId node) {}

  private final SnapshotNodes base;
  private final List<Asked> asked;
  private final Map<NodePath, MoveOperation> byOrigin;
  private final NavigableMap<NodePath, MoveOperation> byPlace;

  /// The nodes where the base has them.
  MovedNodes(SnapshotNodes base) {
    this(base, List.of(), Map.of(), Collections.emptyNavigableMap());
  }

  private MovedNodes(
      SnapshotNodes base,
      List<Asked> asked,
      Map<NodePath, MoveOperation> byOrigin,
      NavigableMap<NodePath, MoveOperation> byPlace) {
    this.base = base;
    this.asked = asked;
    this.byOrigin = byOrigin;
    this.byPlace = byPlace;
  }

  /// Whether no move was asked for. Moves that cancelled each other out still count.
  boolean isEmpty() {
    return asked.isEmpty();
  }

  /// The net moves, by the UTF-8 bytes of where the nodes are now.
  Collection<MoveOperation> moves() {
    return Collections.unmodifiableCollection(byPlace.values());
  }

  /// The nodes after a further move.
  ///
  /// @throws NotFoundException `node-not-found`
  /// @throws InvalidInputException `move-into-self-or-descendant`, `move-wont-overwrite`,
  ///   `move-destination-parent-missing`, `move-destination-parent-not-group`
  MovedNodes with(NodeMove move) {
    NodeSnapshot source = move.source(this::find);
    requireNothingBelow(move);
    List<MoveOperation> moving = moving(move, source);
    Map<NodePath, MoveOperation> origins = new HashMap<>(byOrigin);
    NavigableMap<NodePath, MoveOperation> places = new TreeMap<>(NodePath.STRING_ORDER);
    places.putAll(byPlace);
    for (MoveOperation node : moving) {
      MoveOperation before = origins.remove(node.from());
      if (before != null) {
        places.remove(before.to());
      }
    }
    for (MoveOperation node : moving) {
      if (!node.from().equals(node.to())) {
        origins.put(node.from(), node);
        places.put(node.to(), node);
      }
    }
    List<Asked> more = new ArrayList<>(asked);
    more.add(new Asked(move, source.id()));
    return new MovedNodes(base, more, origins, places);
  }

  /// Other writers leave nodes behind whose group is gone; the reference loses those that a group
  /// is moved onto.
  private void requireNothingBelow(NodeMove move) {
    try (Stream<NodeSnapshot> below = atOrBelow(move.to())) {
      below
          .filter(node -> !node.path().isAtOrBelow(move.from()))
          .findFirst()
          .ifPresent(found -> {
            throw move.occupied(found);
          });
    }
  }

  /// The net moves of everything that goes along.
  private List<MoveOperation> moving(NodeMove move, NodeSnapshot source) {
    List<MoveOperation> moving = new ArrayList<>();
    moving.add(net(source, move.to()));
    try (Stream<NodeSnapshot> subtree = atOrBelow(move.from())) {
      subtree
          .filter(node -> !node.path().equals(move.from()))
          .map(node -> net(node, move.carried(node.path())))
          .forEach(moving::add);
    }
    return moving;
  }

  private MoveOperation net(NodeSnapshot node, NodePath to) {
    MoveOperation before = byPlace.get(node.path());
    return new MoveOperation(
        before == null ? node.path() : before.from(),
        to,
        node.id(),
        node.isArray() ? NodeType.ARRAY : NodeType.GROUP);
  }

  /// The same moves made again over another base, so that they carry along what came into being
  /// below what they move.
  ///
  /// @throws RebaseFailedException if one of them is not possible there, or finds another node
  MovedNodes onto(SnapshotNodes other) {
    MovedNodes again = new MovedNodes(other);
    for (Asked ask : asked) {
      try {
        again = again.with(ask.move);
      } catch (InvalidInputException | NotFoundException e) {
        throw failed(other, ask.move.conflict(e));
      }
      if (!again.asked.getLast().equals(ask)) {
        throw failed(other, new Conflict.MoveOperationCannotBeRebased());
      }
    }
    return again;
  }

  private RebaseFailedException failed(SnapshotNodes other, Conflict conflict) {
    return new RebaseFailedException(base.id(), other.id(), List.of(conflict));
  }

  /// Whether the base's node at a path is elsewhere now.
  boolean isElsewhere(NodePath origin) {
    return byOrigin.containsKey(origin);
  }

  @Override
  public Optional<NodeSnapshot> find(NodePath path) {
    MoveOperation move = byPlace.get(path);
    return move == null
        ? base.find(path).filter(node -> !isElsewhere(node.path()))
        : base.find(move.from()).map(node -> node.withPath(path));
  }

  @Override
  public Stream<NodeSnapshot> atOrBelow(NodePath path) {
    Stream<NodeSnapshot> existing = base.atOrBelow(path).filter(node -> !isElsewhere(node.path()));
    Iterator<NodeSnapshot> arrived =
        arrivals(path).flatMap(move -> find(move.to()).stream()).iterator();
    return arrived.hasNext() ? MergedNodes.of(existing, arrived) : existing;
  }

  /// The net moves to a path and below it, by the UTF-8 bytes of where the nodes are now.
  private Stream<MoveOperation> arrivals(NodePath path) {
    if (path.isRoot()) {
      return byPlace.values().stream();
    }
    NodePath first = new NodePath(path.text() + "/");
    NodePath end = new NodePath(path.text() + (char) ('/' + 1));
    return Stream.concat(
        Stream.ofNullable(byPlace.get(path)),
        byPlace.subMap(first, true, end, false).values().stream());
  }

  @Override
  public List<Place> children(NodePath path) {
    Stream<Place> existing =
        base.children(path).stream().filter(place -> !isElsewhere(place.path()));
    Stream<Place> arrived =
        arrivals(path)
            .filter(move -> !move.to().isRoot() && move.to().parent().equals(path))
            .map(move -> new Place(move.to(), move.node()));
    return Stream.concat(existing, arrived)
        .sorted((a, b) -> NodePath.STRING_ORDER.compare(a.path(), b.path()))
        .toList();
  }
}
