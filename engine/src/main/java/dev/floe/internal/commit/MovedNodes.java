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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The nodes of a snapshot, each where a session has moved it. Immutable: a further move makes
/// further nodes, which share with these all that did not move.
///
/// ```
/// asked for    /a -> /b, /c -> /a      in order, to be made again over another base
/// net moves    /a -> /b, /a/x -> /b/x, /c -> /a
///                └ one for each node that is elsewhere, found by either end
/// ```
final class MovedNodes implements BaseNodes {
  private record Asked(NodeMove move, NodeId node) {}

  /// What was asked for, newest first.
  private record History(Asked newest, History before) {
    static List<Asked> oldestFirst(History of) {
      ArrayDeque<Asked> all = new ArrayDeque<>();
      for (History at = of; at != null; at = at.before) {
        all.push(at.newest);
      }
      return List.copyOf(all);
    }
  }

  private final SnapshotNodes base;

  /// Null if nothing was.
  private final History asked;

  private final PathTree<MoveOperation> byOrigin;
  private final PathTree<MoveOperation> byPlace;

  /// The nodes where the base has them.
  MovedNodes(SnapshotNodes base) {
    this(base, null, PathTree.empty(), PathTree.empty());
  }

  private MovedNodes(
      SnapshotNodes base,
      History asked,
      PathTree<MoveOperation> byOrigin,
      PathTree<MoveOperation> byPlace) {
    this.base = base;
    this.asked = asked;
    this.byOrigin = byOrigin;
    this.byPlace = byPlace;
  }

  /// Whether no move was asked for. Moves that cancelled each other out still count.
  boolean isEmpty() {
    return asked == null;
  }

  /// The net moves, by the UTF-8 bytes of where the nodes are now.
  List<MoveOperation> moves() {
    return byPlace.values().toList();
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
    PathTree<MoveOperation> origins = byOrigin;
    PathTree<MoveOperation> places = byPlace;
    for (MoveOperation node : moving) {
      MoveOperation before = origins.get(node.from());
      if (before != null) {
        origins = origins.without(node.from());
        places = places.without(before.to());
      }
    }
    for (MoveOperation node : moving) {
      if (!node.from().equals(node.to())) {
        origins = origins.with(node.from(), node);
        places = places.with(node.to(), node);
      }
    }
    History more = new History(new Asked(move, source.id()), asked);
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
    for (Asked ask : History.oldestFirst(asked)) {
      try {
        again = again.with(ask.move);
      } catch (InvalidInputException | NotFoundException e) {
        throw failed(other, ask.move.conflict(e));
      }
      if (!again.asked.newest.equals(ask)) {
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
    return byOrigin.get(origin) != null;
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
      return byPlace.values();
    }
    NodePath first = new NodePath(path.text() + "/");
    NodePath end = new NodePath(path.text() + (char) ('/' + 1));
    return Stream.concat(
        Stream.ofNullable(byPlace.get(path)),
        byPlace
            .valuesFrom(first)
            .takeWhile(move -> NodePath.STRING_ORDER.compare(move.to(), end) < 0));
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
