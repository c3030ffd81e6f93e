package dev.floe.virtualize;

import dev.floe.error.AlreadyExistsException;
import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.format.JsonText;
import dev.floe.format.JsonValue;
import dev.floe.format.NodePath;
import dev.floe.memory.SegmentLease;
import dev.floe.zarr.Store;
import dev.floe.zarr.VirtualChunkColumns;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Writes datasets into a store: a group, its arrays, their references. Everything that stands in
/// the way is found before anything is written. One thread at a time.
public final class DatasetWriter {
  private static final int BATCH = 1 << 16;

  private final Store store;
  private final boolean overwrite;

  /// @param store borrowed; its session commits
  /// @param overwrite whether arrays that exist are replaced and attributes of a group that exists
  ///   are changed; otherwise they are `node-already-exists`
  public DatasetWriter(Store store, boolean overwrite) {
    this.store = store;
    this.overwrite = overwrite;
  }

  /// What was written.
  public record Written(long arrays, long references, long bytesReferenced) {}

  /// Writes a dataset as the group at `path`, with groups above it where there are none yet. The
  /// containers of its locations must be in the repository's configuration.
  public Written write(NodePath path, VirtualDataset dataset) {
    for (NodePath above = path; !above.isRoot(); ) {
      above = above.parent();
      requireGroup(above);
    }
    Optional<String> group = groupDocument(path, dataset.attributes());
    for (VirtualArray array : dataset.arrays()) {
      requireFree(path.child(array.name()));
    }
    addGroupsAbove(path);
    group.ifPresent(document -> set(path, document));
    for (VirtualArray array : dataset.arrays()) {
      writeArray(path.child(array.name()), array);
    }
    return new Written(
        dataset.arrays().size(), dataset.referenceCount(), dataset.referencedBytes());
  }

  private static String key(NodePath path) {
    return path.isRoot() ? "zarr.json" : path.keyPrefix() + "/zarr.json";
  }

  private Optional<JsonValue.JsonObject> document(NodePath path) {
    Optional<SegmentLease> found = store.get(key(path));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (SegmentLease lease = found.get()) {
      byte[] bytes = lease.segment().toArray(ValueLayout.JAVA_BYTE);
      return JsonText.read(bytes, key(path)) instanceof JsonValue.JsonObject object
          ? Optional.of(object)
          : Optional.empty();
    }
  }

  private static boolean isArray(JsonValue.JsonObject document) {
    return JsonValue.of("array").equals(document.members().get("node_type"));
  }

  private void requireGroup(NodePath path) {
    if (document(path).map(DatasetWriter::isArray).orElse(false)) {
      throw new InvalidInputException(
          ErrorKind.NOT_A_GROUP, path + ": expected a group or nothing, found an array");
    }
  }

  /// The group's new document; empty if the one that is there says all of it already.
  private Optional<String> groupDocument(NodePath path, Map<String, JsonValue> attributes) {
    requireGroup(path);
    Optional<JsonValue.JsonObject> existing = document(path);
    if (existing.isEmpty()) {
      return Optional.of(ZarrDocuments.group(attributes));
    }
    Map<String, JsonValue> merged = new LinkedHashMap<>();
    if (existing.get().members().get("attributes") instanceof JsonValue.JsonObject before) {
      merged.putAll(before.members());
    }
    if (merged.entrySet().containsAll(attributes.entrySet())) {
      return Optional.empty();
    }
    if (!overwrite) {
      throw exists(path, "a group with other attributes");
    }
    merged.putAll(attributes);
    return Optional.of(ZarrDocuments.group(merged));
  }

  private void requireFree(NodePath path) {
    Optional<JsonValue.JsonObject> existing = document(path);
    if (existing.isPresent() && !isArray(existing.get())) {
      throw exists(path, "a group, which is not overwritten by an array");
    }
    if (existing.isPresent() && !overwrite) {
      throw exists(path, "an array");
    }
  }

  private static AlreadyExistsException exists(NodePath path, String what) {
    return new AlreadyExistsException(
        ErrorKind.NODE_ALREADY_EXISTS,
        path + ": expected nothing there, found " + what + "; choose another group or overwrite");
  }

  private void addGroupsAbove(NodePath path) {
    if (path.isRoot()) {
      return;
    }
    NodePath above = path.parent();
    addGroupsAbove(above);
    if (!store.exists(key(above))) {
      set(above, ZarrDocuments.group(Map.of()));
    }
  }

  private void set(NodePath path, String document) {
    store.set(key(path), MemorySegment.ofArray(document.getBytes(StandardCharsets.UTF_8)));
  }

  private void writeArray(NodePath path, VirtualArray array) {
    store.delete(key(path));
    set(path, ZarrDocuments.array(array.metadata()));
    VirtualReferences references = array.references();
    try (Arena arena = Arena.ofConfined()) {
      int room = (int) Math.min(references.count(), BATCH);
      MemorySegment offsets = arena.allocate(ValueLayout.JAVA_LONG, room);
      MemorySegment lengths = arena.allocate(ValueLayout.JAVA_LONG, room);
      for (long from = 0; from < references.count(); ) {
        Box box = Box.from(references.grid(), from, BATCH);
        int count = (int) box.count();
        references.columns(from, count, offsets, lengths);
        List<Integer> refused =
            store.setVirtualRefs(
                path.text(),
                new VirtualChunkColumns(
                    box.shape(),
                    box.offset(),
                    Collections.nCopies(count, references.location()),
                    offsets.asSlice(0, 8L * count),
                    lengths.asSlice(0, 8L * count),
                    references.checksum()),
                true);
        if (!refused.isEmpty()) {
          throw new InvalidInputException(
              ErrorKind.NO_CONTAINER_FOR_VIRTUAL_CHUNK,
              references.location()
                  + ": expected a virtual chunk container of the repository that holds it");
        }
        from += count;
      }
    }
  }

  /// A box of the chunk grid whose chunks follow each other in C order.
  record Box(long[] offset, long[] shape) {
    /// The largest box of at most `most` chunks that begins with the chunk numbered `from`: whole
    /// along the last axes, some along one, one along those before.
    static Box from(List<Long> grid, long from, int most) {
      long[] offset = new long[grid.size()];
      long[] shape = new long[grid.size()];
      long rest = from;
      long count = 1;
      boolean whole = true;
      for (int axis = grid.size() - 1; axis >= 0; axis--) {
        offset[axis] = rest % grid.get(axis);
        rest /= grid.get(axis);
        long remaining = grid.get(axis) - offset[axis];
        shape[axis] = whole ? Math.max(1, Math.min(remaining, most / count)) : 1;
        count *= shape[axis];
        whole &= shape[axis] == grid.get(axis);
      }
      return new Box(offset, shape);
    }

    long count() {
      long count = 1;
      for (long length : shape) {
        count *= length;
      }
      return count;
    }
  }
}
