package dev.floe.internal.binary;

import dev.floe.format.SnapshotId;
import dev.floe.format.Update;
import dev.floe.internal.binary.RepoInfoLayout.Ref;
import dev.floe.internal.binary.RepoInfoLayout.Repo;
import dev.floe.internal.binary.RepoInfoLayout.Snapshot;
import dev.floe.internal.codec.Zstd;
import dev.floe.internal.flatbuffers.FlatBufferBuilder;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.SortedMap;
import java.util.function.LongFunction;

/// Writes the repository info. Encoded metadata and configuration pass through in their very bytes.
public final class RepoInfoWriter {
  /// The object this file is.
  public static final String KEY = "repo";

  /// Other readers refuse a file with more tables.
  public static final int MAX_TABLES = 1_000_000;

  private final FlatBufferBuilder builder;
  private final RepoInfoBuilder values;
  private final SnapshotTable snapshots;

  private RepoInfoWriter(FlatBufferBuilder builder, RepoInfo info) {
    this.builder = builder;
    this.values = info.values();
    this.snapshots = info.table();
  }

  /// The file of a repository info, with its envelope; its memory is what `allocator` gives, asked
  /// once for exactly the length of the file.
  ///
  /// @param level of zstd
  public static MemorySegment encode(
      Zstd zstd, RepoInfo info, int level, LongFunction<MemorySegment> allocator) {
    try (FlatBufferBuilder builder = builder(info)) {
      return Envelope.encode(
          zstd, FileType.REPO_INFO, info.specVersion(), write(builder, info), level, allocator);
    }
  }

  /// A builder with room for a repository info.
  public static FlatBufferBuilder builder(RepoInfo info) {
    return new FlatBufferBuilder(
        KEY, 1024 + 160L * info.snapshotCount() + 192L * info.latestUpdates().size());
  }

  /// The body of a repository info; it lives as long as the builder.
  public static MemorySegment write(FlatBufferBuilder builder, RepoInfo info) {
    return new RepoInfoWriter(builder, info).write();
  }

  private MemorySegment write() {
    int disabled = flags(values.disabledFeatureFlags);
    int enabled = flags(values.enabledFeatureFlags);
    int config = values.config == null ? 0 : builder.bytes(values.config);
    int before = values.repoBeforeUpdates == null ? 0 : builder.text(values.repoBeforeUpdates);
    int updates = updates();
    int metadata = values.metadata == null ? 0 : metadata(values.metadata);
    int status = UpdateCodec.write(builder, values.status);
    int infos = snapshots();
    int deletedTags = deletedTags();
    int branches = refs(values.branches);
    int tags = refs(values.tags);
    builder.startTable();
    builder.addOffset(Repo.TAGS, tags);
    builder.addOffset(Repo.BRANCHES, branches);
    builder.addOffset(Repo.DELETED_TAGS, deletedTags);
    builder.addOffset(Repo.SNAPSHOTS, infos);
    builder.addOffset(Repo.STATUS, status);
    builder.addOffset(Repo.METADATA, metadata);
    builder.addOffset(Repo.LATEST_UPDATES, updates);
    builder.addOffset(Repo.REPO_BEFORE_UPDATES, before);
    builder.addOffset(Repo.CONFIG, config);
    builder.addOffset(Repo.ENABLED_FEATURE_FLAGS, enabled);
    builder.addOffset(Repo.DISABLED_FEATURE_FLAGS, disabled);
    builder.addByte(Repo.SPEC_VERSION, values.specVersion.number(), 0);
    int root = builder.endTable();
    Layout.requireTables(builder, MAX_TABLES, KEY);
    return builder.finish(root, Layout.IDENTIFIER);
  }

  private int snapshots() {
    int[] infos = new int[snapshots.size()];
    for (int i = 0; i < infos.length; i++) {
      infos[i] = snapshot(snapshots.entry(i), snapshots.parent(i));
    }
    return builder.offsets(infos, infos.length);
  }

  private int snapshot(SnapshotEntry entry, int parent) {
    int pruned = entry.prunedAncestorLogs().isEmpty() ? 0 : ids(entry.prunedAncestorLogs());
    int metadata = metadata(entry.metadata());
    int message = builder.text(entry.message());
    builder.startTable();
    builder.addLong(Snapshot.FLUSHED_AT, Microseconds.of(entry.flushedAt()), 0);
    builder.addOffset(Snapshot.MESSAGE, message);
    builder.addOffset(Snapshot.METADATA, metadata);
    builder.addOffset(Snapshot.PRUNED_ANCESTOR_LOGS, pruned);
    builder.addInt(Snapshot.PARENT_OFFSET, parent, 0);
    builder.addId12(Snapshot.ID, entry.id().high(), entry.id().low());
    return builder.endTable();
  }

  private int ids(List<SnapshotId> ids) {
    MemorySegment room = builder.structs(ids.size(), Layout.ID12, 1);
    for (int i = 0; i < ids.size(); i++) {
      ids.get(i).writeTo(room, (long) i * Layout.ID12);
    }
    return builder.endStructs();
  }

  private int metadata(EncodedMetadata metadata) {
    int[] items = new int[metadata.count()];
    for (int i = 0; i < items.length; i++) {
      int value = builder.bytes(metadata.value(i));
      items[i] = MetadataItems.write(builder, metadata.name(i), value);
    }
    return builder.offsets(items, items.length);
  }

  private int updates() {
    int[] updates = new int[values.latestUpdates.size()];
    int i = 0;
    for (Update update : values.latestUpdates) {
      updates[i++] = UpdateCodec.write(builder, update);
    }
    return builder.offsets(updates, updates.length);
  }

  private int deletedTags() {
    int[] names = new int[values.deletedTags.size()];
    for (int i = 0; i < names.length; i++) {
      names[i] = builder.text(values.deletedTags.get(i));
    }
    return builder.offsets(names, names.length);
  }

  private int refs(SortedMap<String, SnapshotId> refs) {
    int[] tables = new int[refs.size()];
    int i = 0;
    for (var ref : refs.entrySet()) {
      int name = builder.text(ref.getKey());
      builder.startTable();
      builder.addOffset(Ref.NAME, name);
      builder.addInt(Ref.SNAPSHOT_INDEX, snapshots.require(ref.getValue()), 0);
      tables[i++] = builder.endTable();
    }
    return builder.offsets(tables, tables.length);
  }

  private int flags(List<Integer> ids) {
    return ids == null ? 0 : builder.shorts(ids.stream().mapToInt(Integer::intValue).toArray());
  }
}
