package dev.floe.internal.binary;

import dev.floe.format.SnapshotId;
import dev.floe.format.Update;
import dev.floe.internal.binary.EncodedTables.Places;
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

  private final RepoInfo info;
  private final RepoInfoBuilder values;
  private final SnapshotTable snapshots;

  /// What was written before and is worth copying, or nothing.
  private final EncodedTables old;

  /// How many snapshots at the start are those of before, with their parents.
  private final int sharedCount;

  private FlatBufferBuilder builder;
  private int emptyMetadata;

  private RepoInfoWriter(RepoInfo info) {
    this.info = info;
    this.values = info.values();
    this.snapshots = info.table();
    EncodedTables encoded = info.encoded();
    this.old = encoded != null && encoded.isWorthCopying() ? encoded : EncodedTables.NOTHING;
    this.sharedCount = snapshots.sharedWith(old.snapshots());
  }

  /// Whether nothing that was written before is another now.
  private boolean keepsAll() {
    return sharedCount == old.snapshots().size();
  }

  /// The file of a repository info, with its envelope; its memory is what `allocator` gives, asked
  /// once for exactly the length of the file.
  ///
  /// @param level of zstd
  /// @param scratch lends memory for the uncompressed file, asked once
  public static MemorySegment encode(
      Zstd zstd,
      RepoInfo info,
      int level,
      LongFunction<MemorySegment> scratch,
      LongFunction<MemorySegment> allocator) {
    RepoInfoWriter writer = new RepoInfoWriter(info);
    EncodedTables old = writer.old;
    int behindBytes = writer.keepsAll() ? old.frames().contentBytes() : 0;
    MemorySegment lent = scratch.apply(writer.expectedBytes(behindBytes));
    try (FlatBufferBuilder builder = new FlatBufferBuilder(KEY, lent)) {
      MemorySegment rest = writer.write(builder, behindBytes);
      EncodedTables written = info.encoded();
      TableFrames frames = TableFrames.of(zstd, written.piece(), level, old);
      info.encodedAs(written.compressedAs(frames));
      MemorySegment head = rest.asSlice(0, rest.byteSize() - (frames.contentBytes() - behindBytes));
      return Envelope.encode(
          zstd, FileType.REPO_INFO, info.specVersion(), head, frames, level, allocator);
    }
  }

  /// A builder with room for a repository info.
  public static FlatBufferBuilder builder(RepoInfo info) {
    return new FlatBufferBuilder(KEY, new RepoInfoWriter(info).expectedBytes(0));
  }

  /// Enough for a few new tables behind old ones, or for all of them.
  private long expectedBytes(int behindBytes) {
    long snapshotBytes = behindBytes == 0 ? 160 : 8;
    long updateBytes = behindBytes == 0 ? 192 : 8;
    long bytes = snapshotBytes * snapshots.size() + updateBytes * values.latestUpdates.size();
    return 4096 + 2L * TableFrames.CONTENT_BYTES + bytes & ~7L;
  }

  /// The body of a repository info; it lives as long as the builder.
  public static MemorySegment write(FlatBufferBuilder builder, RepoInfo info) {
    return new RepoInfoWriter(info).write(builder, 0);
  }

  /// @param behindBytes how many bytes of the old piece are left out of the result
  private MemorySegment write(FlatBufferBuilder builder, int behindBytes) {
    this.builder = builder;
    EncodedTables tables = tables(behindBytes);
    int updates = offsets(tables.updatesAt());
    int infos = offsets(tables.snapshotsAt());
    int disabled = flags(values.disabledFeatureFlags);
    int enabled = flags(values.enabledFeatureFlags);
    int config = values.config == null ? 0 : builder.bytes(values.config);
    int before = values.repoBeforeUpdates == null ? 0 : builder.text(values.repoBeforeUpdates);
    int metadata = values.metadata == null ? 0 : metadata(values.metadata);
    int status = UpdateCodec.write(builder, values.status);
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
    if (info.hasMoreTablesThan(MAX_TABLES)) {
      Layout.requireTables(info.tableCount(), MAX_TABLES, KEY);
    }
    return builder.finish(root, Layout.IDENTIFIER);
  }

  /// Writes the tables of snapshots and operations, or copies those that were written before.
  private EncodedTables tables(int behindBytes) {
    int oldBytes = old.piece().lengthBytes();
    builder.beginWithEnd(old.piece().segment(oldBytes, oldBytes - behindBytes), behindBytes);
    Places updatesAt = updates();
    Places snapshotsAt = snapshots();
    long used = builder.usedBytes();
    FileEnd piece =
        keepsAll()
            ? old.piece().extended(builder.newest(used - oldBytes))
            : FileEnd.NONE.extended(builder.newest(used));
    EncodedTables written =
        new EncodedTables(
            piece,
            snapshots,
            snapshotsAt,
            values.latestUpdates,
            updatesAt,
            TableFrames.NONE,
            old.ours());
    info.encodedAs(written);
    return written;
  }

  private Places updates() {
    Places places = new Places(values.latestUpdates.size());
    int known = 0;
    for (int i = 0; i < values.latestUpdates.size(); i++) {
      Update update = values.latestUpdates.get(i);
      // The newest one of before has got a backup since; those behind it are what they were.
      int next = Math.max(1, known);
      if (next < old.updates().size() && old.updates().get(next) == update) {
        places.copy(i, old.updatesAt(), next);
        known = next + 1;
      } else {
        long before = builder.usedBytes();
        places.offsets()[i] = UpdateCodec.write(builder, update);
        places.lengthsBytes()[i] = (int) (builder.usedBytes() - before);
      }
    }
    return places;
  }

  private Places snapshots() {
    Places places = new Places(snapshots.size());
    int known = sharedCount;
    places.copy(old.snapshotsAt(), known);
    for (int i = known; i < snapshots.size(); i++) {
      SnapshotEntry entry = snapshots.entry(i);
      int parent = snapshots.parent(i);
      while (known < old.snapshots().size() && isBefore(old.snapshots().entry(known), entry)) {
        known++;
      }
      if (known < old.snapshots().size()
          && old.snapshots().entry(known) == entry
          && hasParent(known, parent)) {
        places.copy(i, old.snapshotsAt(), known++);
      } else {
        long before = builder.usedBytes();
        places.offsets()[i] = snapshot(entry, parent);
        places.lengthsBytes()[i] = (int) (builder.usedBytes() - before);
      }
    }
    return places;
  }

  private int offsets(Places places) {
    return builder.offsets(places.offsets(), places.offsets().length);
  }

  private static boolean isBefore(SnapshotEntry old, SnapshotEntry entry) {
    return old != entry && old.id().compareTo(entry.id()) < 0;
  }

  /// Makes a copied table say where the parent is now. In a file of others the number may be part
  /// of something else, too.
  private boolean hasParent(int index, int parent) {
    return old.snapshots().parent(index) == parent
        || old.ours()
            && builder.setInt(old.snapshotsAt().offsets()[index], Snapshot.PARENT_OFFSET, parent);
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

  /// All that are empty are one.
  private int metadata(EncodedMetadata metadata) {
    if (metadata.count() == 0) {
      if (emptyMetadata == 0) {
        emptyMetadata = builder.offsets(new int[0], 0);
      }
      return emptyMetadata;
    }
    int[] items = new int[metadata.count()];
    for (int i = 0; i < items.length; i++) {
      int value = builder.bytes(metadata.value(i));
      items[i] = MetadataItems.write(builder, metadata.name(i), value);
    }
    return builder.offsets(items, items.length);
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
