package dev.floe.internal.commit;

import dev.floe.config.RepositoryConfig;
import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.error.NotFoundException;
import dev.floe.error.SessionStateException;
import dev.floe.error.StorageException;
import dev.floe.format.ChangeSetSize;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.ManifestFileInfo;
import dev.floe.format.ManifestId;
import dev.floe.format.ManifestRef;
import dev.floe.format.MoveOperation;
import dev.floe.format.NodeData;
import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.internal.asset.Asset;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.binary.FileType;
import dev.floe.internal.binary.SnapshotView;
import dev.floe.internal.binary.SnapshotWriter;
import dev.floe.internal.binary.TransactionLog;
import dev.floe.internal.concurrent.Permits;
import dev.floe.internal.concurrent.Sources;
import dev.floe.jfr.ChangeSetFlush;
import dev.floe.storage.ObjectInfo;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Writes a session's changes as immutable files: manifests, the snapshot, its transaction log.
/// When [#run] returns the manifests are on their way, the snapshot and the log are when the
/// uploads are begun, and nothing points at them yet; the snapshot and its manifests are in the
/// cache, so that another commit can be built on it before they have arrived. Files that a failure
/// leaves behind are garbage for the collector.
///
/// One use, one thread; the change set is frozen meanwhile.
final class Flush {
  /// Where the files go and how.
  ///
  /// @param budget bytes of manifests under construction, shared by all commits of a repository
  record Target(AssetManager assets, RepositoryConfig config, Sources sources, Permits budget) {}

  /// A commit as it will be, once its files have arrived.
  record Flushed(SnapshotInfo snapshot, TransactionLog log, Uploads uploads) {}

  private final Target target;
  private final SnapshotView base;
  private final EditChanges changes;

  /// Where the nodes go that move.
  private final Collection<MoveOperation> moves;

  /// What the base did itself, if the new snapshot takes its place.
  private final Optional<TransactionLog> replaced;

  /// Whether manifests of arrays that nothing happened to are written anew too.
  private final boolean rewrite;

  /// Is told of arrays whose manifests others had merged.
  private final Consumer<NodePath> splitAgain;

  /// The nodes that move.
  private final Set<NodeId> elsewhere = new HashSet<>();

  private final Uploads uploads = new Uploads();
  private final Map<ManifestId, ManifestFileInfo> files = new HashMap<>();
  private final Set<ManifestId> used = new HashSet<>();

  /// Chunks in order, by array; sorted once, read many times.
  private final Map<NodeId, SortedChunks> chunks = new LinkedHashMap<>();

  private Flush(
      Target target,
      SnapshotView base,
      EditChanges changes,
      Collection<MoveOperation> moves,
      Optional<TransactionLog> replaced,
      boolean rewrite,
      Consumer<NodePath> splitAgain) {
    this.target = target;
    this.base = base;
    this.changes = changes;
    this.moves = moves;
    this.replaced = replaced;
    this.rewrite = rewrite;
    this.splitAgain = splitAgain;
  }

  /// Writes the changes of a request over its base. The log of a snapshot that is to take the place
  /// of the base holds what the base did too.
  ///
  /// @return the new snapshot, its parent being the base
  static Flushed run(Target target, Committer.Request request) {
    SnapshotId base = request.base();
    Optional<TransactionLog> replaced =
        request.kind() == Committer.Kind.AMEND
            ? Optional.of(target.assets.transactionLog(base))
            : Optional.empty();
    if (request.changes() instanceof EditChanges) {
      replaced.filter(log -> !log.moves().isEmpty()).ifPresent(_ -> refuseMoves(base));
    }
    Asset<SnapshotView> asset = target.assets.snapshot(base);
    try {
      return switch (request.changes()) {
        case EditChanges edits ->
            new Flush(
                    target,
                    asset.value(),
                    edits,
                    List.of(),
                    replaced,
                    request.rewriteManifests(),
                    request.splitAgain())
                .run(request.message(), request.metadata(), request.id());
        case MoveChanges(EditChanges none, MovedNodes nodes) ->
            new Flush(
                    target,
                    asset.value(),
                    none,
                    nodes.moves(),
                    replaced,
                    false,
                    request.splitAgain())
                .run(request.message(), request.metadata(), request.id());
      };
    } finally {
      asset.unpin();
    }
  }

  private static void refuseMoves(SnapshotId base) {
    throw new SessionStateException(
        ErrorKind.REARRANGE_SESSION_ONLY,
        "amend of " + base + ": it moved nodes; only a session that moves nodes can amend it");
  }

  private Flushed run(String message, JsonObject metadata, Optional<SnapshotId> name) {
    ChangeSetFlush event = ChangeSetFlush.started();
    try {
      Flushed flushed = flushed(message, metadata, name);
      if (event != null) {
        finish(event, changes.size());
      }
      return flushed;
    } catch (RuntimeException | Error e) {
      uploads.settle();
      throw e;
    }
  }

  private static void finish(ChangeSetFlush event, ChangeSetSize size) {
    event.references(size.chunks(), size.referenceBytes());
    event.locations(size.locations(), size.locationBytes());
    event.etags(size.etags(), size.etagBytes());
    event.inline(size.inlineBytes());
    event.finished();
  }

  private Flushed flushed(String message, JsonObject metadata, Optional<SnapshotId> name) {
    changes.allChunks().forEach((array, table) -> chunks.put(array, table.sorted()));
    base.manifestFiles().forEach(file -> files.put(file.id(), file));
    List<NodeSnapshot> added =
        Stream.of(changes.newGroups().values(), changes.newArrays().values(), moved())
            .flatMap(Collection::stream)
            .sorted(Comparator.comparing(NodeSnapshot::path, NodePath.STRING_ORDER))
            .toList();
    SnapshotId id = name.orElseGet(() -> SnapshotId.random(target.sources.random(), now()));
    List<NodeSnapshot> touched = touchedArrays(added);
    CompletableFuture<TransactionLog> log = new CompletableFuture<>();
    Supplier<Map<NodeId, NodeSnapshot>> manifests = () -> withManifests(touched);
    Supplier<Map<NodeId, NodeSnapshot>> logging =
        () -> {
          log.complete(writtenLog(id));
          return Map.of();
        };
    int lanes = isLarge() ? 2 : 1;
    Map<NodeId, NodeSnapshot> rewritten =
        Lanes.run(target.sources.executor(), lanes, List.of(manifests, logging)).getFirst();
    Instant flushedAt = now();
    SnapshotInfo info =
        new SnapshotInfo(id, Optional.of(base.id()), flushedAt, message, metadata, List.of());
    write(info, log.join(), added, rewritten);
    return new Flushed(info, log.join(), uploads);
  }

  private Instant now() {
    return Timestamps.after(base.flushedAt(), target.sources.clock().instant(), "snapshot");
  }

  /// Whether the log is so long that another thread may well write it beside the manifests.
  private boolean isLarge() {
    return chunks.values().stream().mapToLong(SortedChunks::size).sum()
        > AutomaticSplits.USUAL_REFS;
  }

  private TransactionLog writtenLog(SnapshotId id) {
    TransactionLog log = log(id);
    if (isLarge()) {
      uploads.add(target.assets.writeTransactionLog(log).stored());
    } else {
      uploads.addLater(() -> target.assets.writeTransactionLog(log).stored());
    }
    return log;
  }

  /// The nodes of the base that move, where they are to be.
  private List<NodeSnapshot> moved() {
    List<NodeSnapshot> moved = new ArrayList<>(moves.size());
    for (MoveOperation move : moves) {
      elsewhere.add(move.node());
      moved.add(base.node(base.findNode(move.from())).withPath(move.to()));
    }
    return moved;
  }

  /// The arrays whose manifests must be looked at: those with recorded chunks or another document.
  private List<NodeSnapshot> touchedArrays(List<NodeSnapshot> added) {
    List<NodeSnapshot> touched = new ArrayList<>();
    Set<NodeId> wanted = new HashSet<>(changes.updatedArrays().keySet());
    chunks.forEach((array, sorted) -> {
      if (sorted.size() > 0) {
        wanted.add(array);
      }
    });
    for (int i = 0; i < base.nodeCount() && (rewrite || !wanted.isEmpty()); i++) {
      boolean changed = wanted.remove(base.idAt(i));
      if ((changed || rewrite && !changes.isDeleted(base.idAt(i))) && base.isArrayAt(i)) {
        touched.add(changes.overlaid(base.node(i)));
      }
    }
    added.stream().filter(node -> wanted.contains(node.id())).forEach(touched::add);
    return touched;
  }

  /// Manifests that were replaced leave the cache: nobody who comes later asks for them.
  private void dropSuperseded(NodeData.Array before, List<ManifestFlush.Manifest> now) {
    Set<ManifestId> kept = new HashSet<>();
    now.forEach(manifest -> kept.add(manifest.ref().id()));
    for (ManifestRef ref : before.manifests()) {
      if (!kept.contains(ref.id())) {
        target.assets.dropManifest(ref.id());
      }
    }
  }

  private Map<NodeId, NodeSnapshot> withManifests(List<NodeSnapshot> arrays) {
    ManifestFlush manifests =
        new ManifestFlush(
            target.assets,
            target.config.manifest(),
            target.sources,
            target.budget,
            Collections.unmodifiableMap(files),
            chunks,
            rewrite,
            uploads,
            splitAgain);
    Map<NodeId, List<ManifestFlush.Manifest>> made = manifests.run(arrays);
    Map<NodeId, NodeSnapshot> rewritten = new HashMap<>();
    for (NodeSnapshot array : arrays) {
      List<ManifestFlush.Manifest> own = made.get(array.id());
      own.forEach(manifest -> files.put(manifest.ref().id(), manifest.file()));
      NodeData.Array data = (NodeData.Array) array.data();
      rewritten.put(
          array.id(),
          array.withData(
              data.withManifests(own.stream().map(ManifestFlush.Manifest::ref).toList())));
      dropSuperseded(data, own);
    }
    return rewritten;
  }

  private void write(
      SnapshotInfo info,
      TransactionLog log,
      List<NodeSnapshot> added,
      Map<NodeId, NodeSnapshot> rewritten) {
    AssetManager assets = target.assets;
    try (SnapshotWriter writer =
        new SnapshotWriter(assets.specVersion(), base.body().byteSize() + 4096)) {
      addNodes(writer, added, rewritten);
      MemorySegment body = writer.finish(header(info), files());
      Optional<Asset<SnapshotView>> kept = assets.keptPinned(info.id(), body);
      if (kept.isEmpty()) {
        uploads.add(stored(info, body));
      } else {
        uploads.addLater(() -> stored(info, kept.get()));
      }
      assets.keep(log);
    }
  }

  private CompletableFuture<Void> stored(SnapshotInfo info, Asset<SnapshotView> kept) {
    try {
      return stored(info, kept.value().body());
    } finally {
      kept.unpin();
    }
  }

  private CompletableFuture<Void> stored(SnapshotInfo info, MemorySegment body) {
    AssetManager assets = target.assets;
    String key = info.id().key();
    return assets
        .write(FileType.SNAPSHOT, key, body)
        .stored()
        .thenCompose(stored -> assets.storage().head(key))
        .thenAccept(stored -> requireSameTime(key, info.flushedAt(), stored));
  }

  private TransactionLog log(SnapshotId id) {
    TransactionLog own = TransactionLogs.of(id, changes, chunks, moves);
    return replaced.map(first -> TransactionLog.merge(id, List.of(first, own))).orElse(own);
  }

  private static SnapshotWriter.Header header(SnapshotInfo info) {
    return new SnapshotWriter.Header(
        info.id(), info.parentId(), info.flushedAt(), info.message(), info.metadata());
  }

  /// All nodes in string order: those of the base that are still where they were, as they are now,
  /// and the new and the moved ones between them.
  private void addNodes(
      SnapshotWriter writer, List<NodeSnapshot> added, Map<NodeId, NodeSnapshot> rewritten) {
    Iterator<NodeSnapshot> rest = added.iterator();
    NodeSnapshot next = rest.hasNext() ? rest.next() : null;
    for (int i = 0; i < base.nodeCount(); i++) {
      NodeId id = base.idAt(i);
      if (changes.isDeleted(id) || elsewhere.contains(id)) {
        continue;
      }
      while (next != null && NodePath.STRING_ORDER.compare(next.path(), base.pathAt(i)) < 0) {
        addNode(writer, rewritten.getOrDefault(next.id(), next));
        next = rest.hasNext() ? rest.next() : null;
      }
      NodeSnapshot changed = rewritten.get(id);
      if (changed != null) {
        addNode(writer, changed);
      } else if (changes.updatedGroups().containsKey(id)) {
        addNode(writer, changes.overlaid(base.node(i)));
      } else {
        base.manifestIdsAt(i, used::add);
        writer.node(base, i);
      }
    }
    while (next != null) {
      addNode(writer, rewritten.getOrDefault(next.id(), next));
      next = rest.hasNext() ? rest.next() : null;
    }
  }

  private void addNode(SnapshotWriter writer, NodeSnapshot node) {
    if (node.data() instanceof NodeData.Array array) {
      array.manifests().forEach(manifest -> used.add(manifest.id()));
    }
    writer.node(node);
  }

  /// What is recorded of exactly the files that the nodes refer to.
  private List<ManifestFileInfo> files() {
    List<ManifestFileInfo> needed = new ArrayList<>(used.size());
    for (ManifestId id : used) {
      ManifestFileInfo file = files.get(id);
      if (file == null) {
        throw new NotFoundException(
            ErrorKind.MANIFEST_INFO_NOT_FOUND,
            "manifest " + id + ": the snapshot refers to it and does not say how long it is");
      }
      needed.add(file);
    }
    return needed;
  }

  private static void requireSameTime(String key, Instant ours, Optional<ObjectInfo> stored) {
    Instant theirs =
        stored
            .orElseThrow(() ->
                new StorageException(
                    ErrorKind.OBJECT_NOT_FOUND, key, key + ": just written, and not there"))
            .lastModified();
    if (Duration.between(ours, theirs).abs().toSeconds() > Timestamps.TOLERANCE.toSeconds()) {
      throw new FormatException(
          ErrorKind.SNAPSHOT_TIMESTAMP,
          key,
          -1,
          "a clock within " + Timestamps.TOLERANCE.toSeconds() + " s of the store's " + theirs,
          "" + ours);
    }
  }
}
