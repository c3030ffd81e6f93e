package dev.floe.internal.binary;

import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.format.SnapshotId;
import dev.floe.format.SpecVersion;
import dev.floe.format.Update;
import dev.floe.internal.binary.RepoInfoLayout.Ref;
import dev.floe.internal.binary.RepoInfoLayout.Repo;
import dev.floe.internal.binary.RepoInfoLayout.Snapshot;
import dev.floe.internal.codec.Zstd;
import dev.floe.internal.flatbuffers.FlatBuffer;
import dev.floe.internal.flatbuffers.TableShape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongFunction;

/// Reads the repository info into a value of its own; the body is not needed afterwards. Metadata
/// values stay encoded until they are asked for.
public final class RepoInfoReader {
  /// About what the name of a ref takes in memory, without its text.
  private static final int REF_BYTES = 24;

  private final FlatBuffer buffer;
  private final Allowance allowance;
  private final long root;
  private final long snapshots;
  private final long updates;
  private final ReadTables tables;

  private RepoInfoReader(FlatBuffer buffer, RepoInfoBody body) {
    this.buffer = buffer;
    this.allowance = new Allowance(buffer, buffer.sizeBytes() - body.knownBytes());
    this.root = buffer.root(Layout.IDENTIFIER);
    this.snapshots = buffer.requiredVector(root, Repo.SNAPSHOTS, 4, "Repo.snapshots");
    this.updates = buffer.requiredVector(root, Repo.LATEST_UPDATES, 4, "Repo.latest_updates");
    this.tables = new ReadTables(buffer, body, snapshots, updates);
  }

  /// The repository info in a decompressed body.
  ///
  /// @param object the object's key, for messages
  public static RepoInfo read(MemorySegment body, String object) {
    return read(RepoInfoBody.alone(body), object);
  }

  /// The repository info in a file.
  ///
  /// @param object the object's key, for messages
  /// @param state seen before, or null: what the file has from it, byte for byte, is taken from
  ///   there
  /// @param allocator lends memory for the body; what it gave is done with when it is asked again
  public static RepoInfo decode(
      Zstd zstd,
      MemorySegment file,
      String object,
      RepoInfo state,
      LongFunction<MemorySegment> allocator) {
    if (state == null) {
      return read(RepoInfoBody.of(zstd, file, object, null, allocator), object);
    }
    try {
      return read(RepoInfoBody.of(zstd, file, object, state, allocator), object);
    } catch (FormatException e) {
      // Whether the file is damaged, and where, is not to depend on what was seen before.
      return decode(zstd, file, object, null, allocator);
    }
  }

  private static RepoInfo read(RepoInfoBody body, String object) {
    return new RepoInfoReader(new FlatBuffer(body.bytes(), object), body).info();
  }

  private RepoInfo info() {
    RepoInfoBuilder builder = new RepoInfoBuilder();
    SnapshotTable table = table();
    builder.snapshots(table);
    builder.specVersion(specVersion());
    builder.tags(refs(Repo.TAGS, "Repo.tags"));
    builder.branches(refs(Repo.BRANCHES, "Repo.branches"));
    builder.deletedTags(deletedTags());
    builder.status(UpdateReader.status(buffer, root, Repo.STATUS, allowance));
    builder.metadata = metadata(buffer.vector(buffer.field(root, Repo.METADATA), 4), true);
    builder.latestUpdates(updates());
    long before = buffer.vector(buffer.field(root, Repo.REPO_BEFORE_UPDATES), 1);
    builder.repoBeforeUpdates(Optional.ofNullable(allowance.text(before)));
    long config = buffer.vector(buffer.field(root, Repo.CONFIG), 1);
    builder.config(Optional.ofNullable(buffer.bytes(config)));
    builder.enabledFeatureFlags(flags(Repo.ENABLED_FEATURE_FLAGS));
    builder.disabledFeatureFlags(flags(Repo.DISABLED_FEATURE_FLAGS));
    builder.encoded(tables.copyable(table, builder.latestUpdates));
    return builder.buildUnchecked();
  }

  private SpecVersion specVersion() {
    int number = buffer.u8(root, Repo.SPEC_VERSION, 0);
    return switch (number) {
      case 1 -> SpecVersion.V1;
      case 2 -> SpecVersion.V2;
      default ->
          throw new FormatException(
              ErrorKind.UNSUPPORTED_SPEC_VERSION,
              buffer.object(),
              root,
              "spec version 1 or 2",
              Integer.toString(number));
    };
  }

  private SnapshotTable table() {
    SnapshotId[] ids = new SnapshotId[buffer.count(snapshots)];
    TableShape shape = new TableShape(buffer, Snapshot.SLOTS);
    for (int i = 0; i < ids.length; i++) {
      long table = buffer.tableAt(snapshots, i);
      if (tables.isKnownSnapshot(i, table)) {
        ids[i] = tables.knownSnapshot(i).id();
      } else {
        shape.at(table);
        long id = shape.field(table, Snapshot.ID);
        ids[i] = id == FlatBuffer.ABSENT ? idAt(i) : SnapshotId.at(buffer.segment(), checkedId(id));
      }
      if (i > 0 && ids[i - 1].compareTo(ids[i]) >= 0) {
        throw buffer.bad(snapshots, "snapshots sorted by id, each once", ids[i] + " out of order");
      }
    }
    SnapshotEntry[] entries = new SnapshotEntry[ids.length];
    int[] parents = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      long table = buffer.tableAt(snapshots, i);
      shape.at(table);
      int parent = number(shape.field(table, Snapshot.PARENT_OFFSET));
      if (parent >= ids.length) {
        throw buffer.bad(table, "a parent below " + ids.length, Integer.toString(parent));
      }
      parents[i] = Math.max(parent, Snapshot.NO_PARENT);
      SnapshotId parentId = parent < 0 ? null : ids[parent];
      if (tables.isKnownSnapshot(i, table)
          && Objects.equals(tables.knownSnapshot(i).parent(), parentId)) {
        entries[i] = tables.knownSnapshot(i);
        tables.copySnapshot(i);
      } else {
        entries[i] = entry(table, shape, ids[i], parentId);
        tables.snapshot(i, table);
      }
    }
    return new SnapshotTable(entries, parents);
  }

  private SnapshotEntry entry(long table, TableShape shape, SnapshotId id, SnapshotId parent) {
    long flushedAt = shape.field(table, Snapshot.FLUSHED_AT);
    Instant time =
        Microseconds.instant(
            flushedAt == FlatBuffer.ABSENT ? 0 : buffer.i64(flushedAt), buffer, table);
    String message = message(table, shape.field(table, Snapshot.MESSAGE));
    long metadata = buffer.vector(shape.field(table, Snapshot.METADATA), 4);
    long pruned = buffer.vector(shape.field(table, Snapshot.PRUNED_ANCESTOR_LOGS), Layout.ID12);
    return new SnapshotEntry(
        id, parent, time, message, metadata(metadata, false), prunedLogs(pruned));
  }

  private long checkedId(long position) {
    buffer.check(position, Layout.ID12);
    return position;
  }

  private int number(long position) {
    return position == FlatBuffer.ABSENT ? 0 : buffer.i32(position);
  }

  private String message(long table, long field) {
    return field == FlatBuffer.ABSENT
        ? allowance.requiredText(table, Snapshot.MESSAGE, "SnapshotInfo.message")
        : allowance.text(buffer.vector(field, 1));
  }

  private SnapshotId idAt(int index) {
    long id =
        buffer.required(
            buffer.tableAt(snapshots, index), Snapshot.ID, Layout.ID12, "SnapshotInfo.id");
    return SnapshotId.at(buffer.segment(), id);
  }

  private List<SnapshotId> prunedLogs(long vector) {
    if (buffer.count(vector) == 0) {
      return List.of();
    }
    allowance.spend((long) Layout.ID12 * buffer.count(vector));
    SnapshotId[] ids = new SnapshotId[buffer.count(vector)];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = SnapshotId.at(buffer.segment(), buffer.element(vector, i, Layout.ID12));
    }
    return Arrays.asList(ids);
  }

  private EncodedMetadata metadata(long items, boolean nullIfAbsent) {
    if (items == FlatBuffer.ABSENT && nullIfAbsent) {
      return null;
    }
    int count = buffer.count(items);
    if (count == 0) {
      return EncodedMetadata.EMPTY;
    }
    allowance.spend(4L * count);
    String[] names = new String[count];
    byte[][] values = new byte[count][];
    for (int i = 0; i < count; i++) {
      long item = buffer.tableAt(items, i);
      names[i] = allowance.requiredText(item, Layout.MetadataItem.NAME, "MetadataItem.name");
      long value = buffer.requiredVector(item, Layout.MetadataItem.VALUE, 1, "MetadataItem.value");
      allowance.spend(buffer.count(value));
      values[i] = buffer.bytes(value).toArray(ValueLayout.JAVA_BYTE);
    }
    return new EncodedMetadata(names, values, buffer.object());
  }

  private Map<String, SnapshotId> refs(int slot, String name) {
    long vector = buffer.requiredVector(root, slot, 4, name);
    Map<String, SnapshotId> refs = new HashMap<>();
    for (int i = 0; i < buffer.count(vector); i++) {
      long ref = buffer.tableAt(vector, i);
      int index = buffer.i32(ref, Ref.SNAPSHOT_INDEX, 0);
      if (index < 0 || index >= buffer.count(snapshots)) {
        throw buffer.bad(
            ref, "a snapshot below " + buffer.count(snapshots), Integer.toUnsignedString(index));
      }
      allowance.spend(REF_BYTES);
      refs.put(allowance.requiredText(ref, Ref.NAME, "Ref.name"), idAt(index));
    }
    return refs;
  }

  private List<String> deletedTags() {
    long vector = buffer.requiredVector(root, Repo.DELETED_TAGS, 4, "Repo.deleted_tags");
    List<String> names = new ArrayList<>();
    for (int i = 0; i < buffer.count(vector); i++) {
      allowance.spend(REF_BYTES);
      names.add(allowance.text(buffer.vector(buffer.element(vector, i, 4), 1)));
    }
    return names;
  }

  private List<Update> updates() {
    List<Update> read = new ArrayList<>(buffer.count(updates));
    UpdateReader reader = new UpdateReader(buffer, allowance);
    // The newest one of before has got a backup since; those behind it are what they were.
    int known = 1;
    for (int i = 0; i < buffer.count(updates); i++) {
      long entry = buffer.tableAt(updates, i);
      if (tables.isKnownUpdate(known, entry)) {
        read.add(tables.knownUpdate(known));
        tables.copyUpdate(i, known++);
      } else {
        read.add(reader.read(entry));
        tables.update(i, entry);
      }
    }
    return read;
  }

  private Optional<List<Integer>> flags(int slot) {
    long vector = buffer.vector(buffer.field(root, slot), 2);
    if (vector == FlatBuffer.ABSENT) {
      return Optional.empty();
    }
    List<Integer> ids = new ArrayList<>();
    for (int i = 0; i < buffer.count(vector); i++) {
      ids.add(buffer.u16(buffer.element(vector, i, 2)));
    }
    return Optional.of(ids);
  }
}
