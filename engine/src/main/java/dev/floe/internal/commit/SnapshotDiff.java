package dev.floe.internal.commit;

import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.error.InvalidInputException;
import dev.floe.format.ChunkIndexSet;
import dev.floe.format.Diff;
import dev.floe.format.MoveOperation;
import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.format.SpecVersion;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.binary.TransactionLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/// What the transaction logs between two snapshots say together, or what that of a session would
/// say.
public final class SnapshotDiff {
  private static final System.Logger LOG = System.getLogger(SnapshotDiff.class.getName());

  private final AssetManager assets;
  private final History history;
  private final Executor executor;

  /// @param executor runs work that may block
  public SnapshotDiff(AssetManager assets, History history, Executor executor) {
    this.assets = assets;
    this.history = history;
    this.executor = executor;
  }

  /// What happened after `from`, up to and with `to`.
  ///
  /// @throws InvalidInputException `bad-snapshot-chain-for-diff` unless `from` is an ancestor of
  ///   `to`
  public Diff between(SnapshotId from, SnapshotId to) {
    List<TransactionLog> logs = logs(commits(from, to));
    TransactionLog merged = TransactionLog.merge(to, logs);
    Set<NodeId> wanted = nodesOf(merged);
    Map<NodeId, NodePath> paths = new HashMap<>();
    addPaths(new SnapshotNodes(assets, from), wanted, paths);
    addPaths(new SnapshotNodes(assets, to), wanted, paths);
    return named(merged, moves(logs), paths);
  }

  /// What a session has changed and not yet committed: what [#between] its base and its commit will
  /// say. Chunks that other threads record meanwhile are in it or not.
  public static Diff uncommitted(SnapshotNodes base, ChangeSet changes) {
    return switch (changes) {
      case EditChanges edits -> uncommitted(base, edits);
      case MoveChanges(EditChanges none, MovedNodes nodes) -> {
        TransactionLog log = TransactionLogs.of(base.id(), none, Map.of(), nodes.moves());
        yield named(log, log.moves(), Map.of());
      }
    };
  }

  private static Diff uncommitted(SnapshotNodes base, EditChanges changes) {
    Map<NodeId, SortedChunks> chunks = new HashMap<>();
    changes.allChunks().forEach((array, table) -> chunks.put(array, table.sorted()));
    TransactionLog log = TransactionLogs.of(base.id(), changes, chunks, List.of());
    if (log.isEmpty()) {
      return named(log, log.moves(), Map.of());
    }
    Map<NodeId, NodePath> paths = new HashMap<>();
    addPaths(base, nodesOf(log), paths);
    changes.newGroups().forEach((path, node) -> paths.put(node.id(), path));
    changes.newArrays().forEach((path, node) -> paths.put(node.id(), path));
    return named(log, log.moves(), paths);
  }

  private static Set<NodeId> nodesOf(TransactionLog log) {
    Set<NodeId> nodes = new HashSet<>(log.updatedChunks().keySet());
    Stream.of(
            log.newGroups(),
            log.newArrays(),
            log.deletedGroups(),
            log.deletedArrays(),
            log.updatedGroups(),
            log.updatedArrays())
        .forEach(nodes::addAll);
    return nodes;
  }

  private List<SnapshotInfo> commits(SnapshotId from, SnapshotId to) {
    List<SnapshotInfo> commits =
        history.ancestry(to).takeWhile(snapshot -> !snapshot.id().equals(from)).toList();
    if (commits.isEmpty() || commits.getLast().parentId().filter(from::equals).isEmpty()) {
      throw new InvalidInputException(
          ErrorKind.BAD_SNAPSHOT_CHAIN_FOR_DIFF,
          "diff: expected " + from + " among the ancestors of " + to + ", found it is none");
    }
    return commits;
  }

  private List<TransactionLog> logs(List<SnapshotInfo> commits) {
    List<SnapshotId> ids = new ArrayList<>();
    for (SnapshotInfo commit : commits) {
      ids.addAll(commit.prunedAncestorLogs());
      if (hasLog(commit)) {
        ids.add(commit.id());
      }
    }
    List<TransactionLog> logs = new ArrayList<>(ids.size());
    try (Prefetch<TransactionLog> fetched = Prefetch.ofLogs(assets, executor, ids)) {
      for (SnapshotInfo commit : commits) {
        commit.prunedAncestorLogs().forEach(pruned -> addIfThere(pruned, fetched, logs));
        if (hasLog(commit)) {
          logs.add(fetched.next());
        }
      }
    }
    return logs;
  }

  private boolean hasLog(SnapshotInfo commit) {
    return assets.specVersion() == SpecVersion.V2 || !commit.id().equals(SnapshotId.INITIAL);
  }

  /// A log that expiration named and somebody deleted: what it said is lost, and the rest is not.
  private static void addIfThere(
      SnapshotId pruned, Prefetch<TransactionLog> fetched, List<TransactionLog> logs) {
    try {
      logs.add(fetched.next());
    } catch (IcechunkException e) {
      if (e.kind() != ErrorKind.OBJECT_NOT_FOUND) {
        throw e;
      }
      LOG.log(
          System.Logger.Level.WARNING,
          "diff: the log of the expired snapshot " + pruned + " is gone");
    }
  }

  private static void addPaths(
      SnapshotNodes nodes, Set<NodeId> wanted, Map<NodeId, NodePath> paths) {
    nodes.<Void>ask(view -> {
      for (int i = 0; i < view.nodeCount(); i++) {
        NodeId id = view.idAt(i);
        if (wanted.contains(id)) {
          paths.put(id, view.pathAt(i));
        }
      }
      return null;
    });
  }

  private static List<MoveOperation> moves(List<TransactionLog> logs) {
    return logs.stream().flatMap(log -> log.moves().stream()).toList();
  }

  /// A log by paths; ids that have none are left out. Of two nodes that a path had one after the
  /// other the chunks are named together.
  static Diff named(TransactionLog log, List<MoveOperation> moves, Map<NodeId, NodePath> paths) {
    TreeMap<NodePath, ChunkIndexSet> chunks = new TreeMap<>(NodePath.STRING_ORDER);
    log.updatedChunks()
        .forEach((node, set) -> {
          if (paths.containsKey(node)) {
            chunks.merge(paths.get(node), set, ChunkIndexSet::union);
          }
        });
    return new Diff(
        named(log.newGroups(), paths),
        named(log.newArrays(), paths),
        named(log.deletedGroups(), paths),
        named(log.deletedArrays(), paths),
        named(log.updatedGroups(), paths),
        named(log.updatedArrays(), paths),
        chunks,
        moves);
  }

  private static SortedSet<NodePath> named(Set<NodeId> ids, Map<NodeId, NodePath> paths) {
    TreeSet<NodePath> named = new TreeSet<>(NodePath.STRING_ORDER);
    ids.stream().filter(paths::containsKey).map(paths::get).forEach(named::add);
    return named;
  }
}
