package dev.floe.internal.commit;

import dev.floe.config.RepositoryConfig;
import dev.floe.format.ChunkId;
import dev.floe.format.ChunkPayload;
import dev.floe.format.DimensionShape;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.ManifestFileInfo;
import dev.floe.format.ManifestRef;
import dev.floe.format.NodeData;
import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.internal.asset.Asset;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.binary.ManifestView;
import dev.floe.internal.concurrent.Sources;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A writable session on main, as far as commits go: nodes, chunks, and reading them back.
final class TestSession {
  final TestRepository repository;
  final AssetManager assets;
  final SnapshotNodes base;
  final EditChanges changes = new EditChanges();
  final SessionNodes nodes;
  RepositoryConfig config = RepositoryConfig.empty();
  private Sources sources;

  TestSession(TestRepository repository) {
    this(repository, repository.info().branches().get("main"));
  }

  TestSession(TestRepository repository, SnapshotId base) {
    this(repository, base, repository.assets);
  }

  TestSession(TestRepository repository, SnapshotId base, AssetManager assets) {
    this.repository = repository;
    this.sources = repository.sources;
    this.assets = assets;
    this.base = new SnapshotNodes(assets, base);
    this.nodes = new SessionNodes(this.base, changes, repository.sources.random());
  }

  /// Lets the work of a commit run on threads of its own.
  TestSession onThreads() {
    sources =
        new Sources(
            sources.clock(),
            sources.nanoClock(),
            sources.sleeper(),
            sources.random(),
            work -> Thread.ofVirtual().start(work));
    return this;
  }

  TestSession with(RepositoryConfig other) {
    config = other;
    return this;
  }

  static ArrayContent content(String document, int... chunkCounts) {
    List<DimensionShape> shape =
        Arrays.stream(chunkCounts).mapToObj(n -> new DimensionShape(n * 10L, n)).toList();
    return new ArrayContent(shape, Optional.empty(), TestRepository.bytes(document));
  }

  TestSession group(String path) {
    nodes.addGroup(NodePath.of(path), TestRepository.bytes("group " + path));
    return this;
  }

  TestSession array(String path, int... chunkCounts) {
    nodes.addArray(NodePath.of(path), content("array " + path, chunkCounts));
    return this;
  }

  TestSession resize(String path, int... chunkCounts) {
    nodes.updateArray(NodePath.of(path), content("resized " + path, chunkCounts));
    return this;
  }

  TestSession set(String path, String text, int... at) {
    return set(path, new ChunkPayload.Inline(TestRepository.bytes(text)), at);
  }

  TestSession setNative(String path, long id, int... at) {
    return set(path, new ChunkPayload.Native(new ChunkId(id, 1), 0, 1000), at);
  }

  TestSession set(String path, ChunkPayload payload, int... at) {
    nodes.recordChunk(nodes.array(NodePath.of(path)), at, at.length, payload);
    return this;
  }

  TestSession delete(String path, int... at) {
    return set(path, (ChunkPayload) null, at);
  }

  TestSession deleteNode(String path) {
    nodes.deleteNode(NodePath.of(path));
    return this;
  }

  SnapshotInfo commit() {
    return commit("message", false);
  }

  SnapshotInfo commit(RepoUpdateLoop loop) {
    return commit("message", false, loop);
  }

  SnapshotInfo commit(String message, boolean allowEmpty) {
    return commit(message, allowEmpty, repository.loop(assets));
  }

  private SnapshotInfo commit(String message, boolean allowEmpty, RepoUpdateLoop loop) {
    Committer committer = new Committer(assets, config, sources, loop);
    changes.freeze();
    boolean committed = false;
    try {
      Committer.Request request =
          new Committer.Request(
              Committer.Kind.COMMIT,
              "main",
              base.id(),
              changes,
              message,
              JsonObject.EMPTY,
              allowEmpty,
              false,
              path -> {},
              Optional.empty());
      SnapshotInfo info = Committer.recorded("main", event -> committer.commit(request, event));
      committed = true;
      return info;
    } finally {
      if (committed) {
        changes.retire();
      } else {
        changes.thaw();
      }
    }
  }

  /// The text of an inline chunk, `id…` for a native one, null if there is none; the session's
  /// changes first, then the first manifest whose box has the coordinates.
  String read(String path, int... at) {
    NodeSnapshot node = nodes.array(NodePath.of(path));
    if (!SessionNodes.isChunk(node, at, at.length)) {
      return null;
    }
    RecordedChunk recorded = new RecordedChunk();
    if (changes.findChunk(node.id(), at, at.length, recorded)) {
      return recorded.payload().map(TestSession::text).orElse(null);
    }
    for (ManifestRef ref : ((NodeData.Array) node.data()).manifests()) {
      if (ref.extents().contains(at, at.length)) {
        Asset<ManifestView> asset = assets.manifest(ref.id(), base.manifestSizeBytes(ref.id()));
        try {
          ManifestView view = asset.value();
          int array = view.arrayIndex(node.id());
          int found = array < 0 ? -1 : view.find(array, at, at.length);
          return found < 0 ? null : text(view.payload(array, found));
        } finally {
          asset.unpin();
        }
      }
    }
    return null;
  }

  private static String text(ChunkPayload payload) {
    return switch (payload) {
      case ChunkPayload.Inline inline ->
          new String(inline.bytes().toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
      case ChunkPayload.Native part -> "id" + part.id().high();
      case ChunkPayload.Virtual part -> part.location() + "+" + part.offset();
    };
  }

  List<ManifestFileInfo> files() {
    return base.ask(view -> view.manifestFiles());
  }

  List<String> manifests(String path) {
    NodeData.Array array = (NodeData.Array) nodes.array(NodePath.of(path)).data();
    return array.manifests().stream().map(ref -> ref.extents().toString()).toList();
  }

  List<Long> refCounts(String path) {
    NodeData.Array array = (NodeData.Array) nodes.array(NodePath.of(path)).data();
    return array.manifests().stream()
        .map(ref ->
            files().stream()
                .filter(file -> file.id().equals(ref.id()))
                .findFirst()
                .orElseThrow()
                .chunkRefCount())
        .toList();
  }
}
