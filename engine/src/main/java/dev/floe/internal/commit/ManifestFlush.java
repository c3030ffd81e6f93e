package dev.floe.internal.commit;

import dev.floe.config.ManifestConfig;
import dev.floe.config.ManifestVirtualChunkLocationCompressionConfig;
import dev.floe.error.ErrorKind;
import dev.floe.error.NotFoundException;
import dev.floe.format.ChunkIndices;
import dev.floe.format.ManifestExtents;
import dev.floe.format.ManifestFileInfo;
import dev.floe.format.ManifestId;
import dev.floe.format.ManifestRef;
import dev.floe.format.NodeData;
import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import dev.floe.format.NodeSnapshot;
import dev.floe.internal.asset.Asset;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.asset.Upload;
import dev.floe.internal.binary.LocationCompression;
import dev.floe.internal.binary.ManifestPatch;
import dev.floe.internal.binary.ManifestView;
import dev.floe.internal.binary.ManifestWriter;
import dev.floe.internal.concurrent.Permits;
import dev.floe.internal.concurrent.Sources;
import dev.floe.jfr.ManifestSplit;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Makes the manifests of arrays that a session touched. Manifests of all arrays are planned and
/// written side by side, under one budget of bytes; nothing is kept of a reference that only passes
/// from an old manifest to a new one.
final class ManifestFlush {
  /// How many manifests are in the works at once where the configuration does not say.
  private static final int USUAL_LANES = 64;

  /// What writing a reference costs in memory, about.
  private static final long BYTES_PER_REF = 96;

  /// A manifest is patched where at most one of so many references changes.
  private static final int PATCHED_DIVISOR = 4;

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(30);

  /// A manifest that an array refers to now, and its file.
  record Manifest(ManifestRef ref, ManifestFileInfo file) {}

  private record Planned(NodeSnapshot array, ManifestSplits splits, List<ArrayPlan.Step> steps) {}

  private final AssetManager assets;
  private final ManifestConfig config;
  private final Sources sources;
  private final Permits budget;
  private final Map<ManifestId, ManifestFileInfo> baseFiles;
  private final Map<NodeId, SortedChunks> changes;
  private final boolean rewrite;
  private final Uploads uploads;
  private final Consumer<NodePath> splitAgain;

  /// @param budget bytes of manifests under construction
  /// @param baseFiles what the base snapshot records of manifest files
  /// @param changes the recorded chunks of arrays
  /// @param rewrite whether no manifest stays as it is
  /// @param uploads takes the files that are on their way
  /// @param splitAgain is told of arrays whose manifests others had merged, by any thread
  ManifestFlush(
      AssetManager assets,
      ManifestConfig config,
      Sources sources,
      Permits budget,
      Map<ManifestId, ManifestFileInfo> baseFiles,
      Map<NodeId, SortedChunks> changes,
      boolean rewrite,
      Uploads uploads,
      Consumer<NodePath> splitAgain) {
    this.assets = assets;
    this.config = config;
    this.sources = sources;
    this.budget = budget;
    this.baseFiles = baseFiles;
    this.changes = changes;
    this.rewrite = rewrite;
    this.uploads = uploads;
    this.splitAgain = splitAgain;
  }

  /// The manifests of each array, in the order in which they are to be searched.
  ///
  /// @param arrays with the shape of the session and the manifests of the base
  Map<NodeId, List<Manifest>> run(List<NodeSnapshot> arrays) {
    int lanes =
        config
            .value(ManifestConfig.MAX_CONCURRENT_MANIFEST_FETCHES_DURING_COMMIT)
            .map(most -> Math.max(1, most))
            .orElse(USUAL_LANES);
    List<Supplier<Planned>> plans = new ArrayList<>();
    arrays.forEach(array -> plans.add(() -> plan(array)));
    List<Planned> planned = Lanes.run(sources.executor(), lanes, plans);
    List<Supplier<Optional<Manifest>>> steps = new ArrayList<>();
    for (Planned plan : planned) {
      plan.steps.forEach(step -> steps.add(() -> take(plan, step)));
    }
    List<Optional<Manifest>> made = Lanes.run(sources.executor(), lanes, steps);
    Map<NodeId, List<Manifest>> manifests = new HashMap<>();
    int next = 0;
    for (Planned plan : planned) {
      List<Manifest> ofArray = new ArrayList<>();
      for (int i = 0; i < plan.steps.size(); i++) {
        made.get(next++).ifPresent(ofArray::add);
      }
      manifests.put(plan.array.id(), ofArray);
    }
    return manifests;
  }

  private Planned plan(NodeSnapshot array) {
    NodeData.Array data = (NodeData.Array) array.data();
    ManifestSplits splits = ManifestSplits.of(array.path(), data, config, mostRefs(array, data));
    List<ArrayPlan.Step> steps =
        ArrayPlan.of(
            data,
            splits,
            changes.get(array.id()),
            rewrite,
            (manifest, cut) -> takenApart(manifest, array, cut));
    return new Planned(array, splits, steps);
  }

  /// A manifest may hold references of other arrays too.
  private long mostRefs(NodeSnapshot array, NodeData.Array data) {
    long refs = 0;
    for (ManifestRef manifest : data.manifests()) {
      refs += file(manifest.id()).chunkRefCount();
    }
    SortedChunks changed = changes.get(array.id());
    return changed == null ? refs : refs + changed.size();
  }

  /// A manifest with more references than one of ours in its place would have is somebody else's
  /// who merged them.
  private Map<ChunkIndices, Positions> takenApart(
      ManifestRef manifest, NodeSnapshot array, ManifestSplits splits) {
    Map<ChunkIndices, Positions> boxes = boxesOf(manifest, array, splits);
    long refs = file(manifest.id()).chunkRefCount();
    boolean merged = refs > AutomaticSplits.USUAL_REFS && boxes.size() > 1;
    if (merged && splits.isAutomatic() && !rewrite && splits.contains(manifest.extents())) {
      ManifestSplit.emit(array.path().text(), manifest.id().text(), refs, boxes.size());
      splitAgain.accept(array.path());
    }
    return boxes;
  }

  private Map<ChunkIndices, Positions> boxesOf(
      ManifestRef manifest, NodeSnapshot array, ManifestSplits splits) {
    Asset<ManifestView> asset = fetch(manifest.id(), array.path());
    try {
      ManifestView view = asset.value();
      Map<ChunkIndices, Positions> boxes = new HashMap<>();
      int place = view.arrayIndex(array.id());
      int count = place < 0 ? 0 : view.refCount(place);
      int[] coords = new int[splits.rank()];
      int[] ordinals = new int[splits.rank()];
      for (int ref = 0; ref < count; ref++) {
        int rank = view.coords(place, ref, coords);
        if (splits.find(coords, rank, ordinals)) {
          boxes.computeIfAbsent(ChunkIndices.ofUnsigned(ordinals), box -> new Positions()).add(ref);
        }
      }
      return boxes;
    } finally {
      asset.unpin();
    }
  }

  private Asset<ManifestView> fetch(ManifestId id, NodePath array) {
    return assets.manifest(id, file(id).sizeBytes(), array);
  }

  private ManifestFileInfo file(ManifestId id) {
    ManifestFileInfo file = baseFiles.get(id);
    if (file == null) {
      throw new NotFoundException(
          ErrorKind.MANIFEST_INFO_NOT_FOUND,
          "manifest " + id + ": the snapshot refers to it and does not say how long it is");
    }
    return file;
  }

  private Optional<Manifest> take(Planned plan, ArrayPlan.Step step) {
    return switch (step) {
      case ArrayPlan.Step.Keep(var manifest) ->
          Optional.of(new Manifest(manifest, file(manifest.id())));
      case ArrayPlan.Step.Write write -> writePinned(plan, write);
    };
  }

  private Optional<Manifest> writePinned(Planned plan, ArrayPlan.Step.Write write) {
    List<Asset<ManifestView>> pinned = new ArrayList<>();
    try {
      NodePath array = plan.array.path();
      write.sources().forEach(hit -> pinned.add(fetch(hit.manifest().id(), array)));
      return write(plan, write, pinned);
    } finally {
      pinned.forEach(Asset::unpin);
    }
  }

  private Optional<Manifest> write(
      Planned plan, ArrayPlan.Step.Write write, List<Asset<ManifestView>> pinned) {
    NodeId node = plan.array.id();
    Optional<Manifest> patched = patched(plan, write, pinned);
    if (patched.isPresent()) {
      return patched;
    }
    List<Supplier<RefRun>> runs = new ArrayList<>();
    long expected = write.changes().size();
    if (expected > 0) {
      runs.add(() -> new ChangedRun(changes.get(node), write.changes()));
    }
    for (int i = 0; i < pinned.size(); i++) {
      ManifestView view = pinned.get(i).value();
      int array = view.arrayIndex(node);
      Positions refs = write.sources().get(i).refs();
      expected += refs != null ? refs.size() : array < 0 ? 0 : view.refCount(array);
      runs.add(() -> new ManifestRun(view, array, refs, plan.splits, write.box()));
    }
    MergedRefs refs = new MergedRefs(runs);
    if (refs.isEmpty()) {
      return Optional.empty();
    }
    long bytes = BYTES_PER_REF * expected;
    budget.acquire(bytes, LONGEST_WAIT);
    try {
      return Optional.of(encodeAndStore(plan.array, refs, expected));
    } finally {
      budget.release(bytes);
    }
  }

  /// The one manifest of a box with few changes, patched; empty where it must be written anew.
  private Optional<Manifest> patched(
      Planned plan, ArrayPlan.Step.Write write, List<Asset<ManifestView>> pinned) {
    if (rewrite || pinned.size() != 1 || write.sources().getFirst().refs() != null) {
      return Optional.empty();
    }
    ManifestView old = pinned.getFirst().value();
    if (!old.nodeId(0).equals(plan.array.id())
        || write.changes().size() > old.refCount(0) / PATCHED_DIVISOR) {
      return Optional.empty();
    }
    ManifestRef ref = write.sources().getFirst().manifest();
    PatchedBox box = new PatchedBox(changes.get(plan.array.id()), write.changes(), ref.extents());
    Optional<ManifestExtents> extents = box.extentsAfter(old);
    if (extents.isEmpty()) {
      return Optional.empty();
    }
    long bytes = old.body().byteSize();
    budget.acquire(bytes, LONGEST_WAIT);
    ManifestId id = ManifestId.random(sources.random());
    try (ManifestWriter writer = writer(0)) {
      return writer
          .patch(id, new ManifestPatch(old, box))
          .map(body -> stored(plan.array, id, body, extents.get(), writer.refCount()));
    } finally {
      budget.release(bytes);
    }
  }

  private Manifest encodeAndStore(NodeSnapshot array, MergedRefs refs, long expected) {
    ManifestId id = ManifestId.random(sources.random());
    try (ManifestWriter writer = writer(expected)) {
      MemorySegment body = writer.write(id, array.id(), refs);
      return stored(array, id, body, refs.boundingBox(), writer.refCount());
    }
  }

  private ManifestWriter writer(long expected) {
    return new ManifestWriter(
        assets.specVersion(), locationCompression(), sources.random(), expected);
  }

  private Manifest stored(
      NodeSnapshot array,
      ManifestId id,
      MemorySegment body,
      ManifestExtents extents,
      int refCount) {
    Upload upload = assets.writeManifest(id, body, array.path());
    uploads.add(upload.stored());
    assets.keep(id, body);
    return new Manifest(
        new ManifestRef(id, extents), new ManifestFileInfo(id, upload.sizeBytes(), refCount));
  }

  private LocationCompression locationCompression() {
    ManifestVirtualChunkLocationCompressionConfig settings =
        config.virtualChunkLocationCompression();
    return new LocationCompression(
        settings.minNumChunks(),
        settings.dictionaryMaxTrainingSamples(),
        (int) Math.min(Integer.MAX_VALUE, settings.dictionaryMaxSizeBytes()),
        settings.compressionLevel());
  }
}
