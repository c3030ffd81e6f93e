package dev.floe.internal.commit;

import dev.floe.config.RepositoryConfig;
import dev.floe.error.IcechunkException;
import dev.floe.format.Checksum;
import dev.floe.format.ChunkId;
import dev.floe.format.ChunkPayload;
import dev.floe.format.DimensionShape;
import dev.floe.format.JsonText;
import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import dev.floe.format.SnapshotId;
import dev.floe.format.SpecVersion;
import dev.floe.internal.commit.RecordedChunk.Kind;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Reads the bytes of a fork, of which [ForkBytes] has the picture. Whatever they are, either a
/// fork comes of it that [ForkFit] can be asked about, or a [dev.floe.error.FormatException].
public final class ForkBytesReader {
  private static final int SEAL_AT = ForkBytes.MAGIC.length + 2;
  private static final int HEADER_BYTES = SEAL_AT + 1;

  private final ForkInput in;
  private final EditChanges changes = new EditChanges();

  private ForkBytesReader(ForkInput in) {
    this.in = in;
  }

  /// The fork that bytes hold.
  ///
  /// @param key what they must be sealed with, or null if with nothing
  /// @throws dev.floe.error.FormatException `deserialization`
  public static ForkBytes.Fork read(byte[] bytes, Key key) {
    MemorySegment all = MemorySegment.ofArray(bytes).asReadOnly();
    ForkInput header = new ForkInput(all);
    for (byte expected : ForkBytes.MAGIC) {
      if (header.u8("the magic") != expected) {
        throw header.wrong("the magic FLOEFORK", "something else");
      }
    }
    int version = header.u16("the version");
    if (version != ForkBytes.VERSION) {
      throw header.wrong("version " + ForkBytes.VERSION, version);
    }
    int found = header.u8("the seal");
    int length = ForkSeal.with(key).opened(bytes, found);
    if (length < HEADER_BYTES) {
      throw header.wrong("a fork before the seal", "nothing");
    }
    return new ForkBytesReader(new ForkInput(all.asSlice(0, length), HEADER_BYTES)).fork();
  }

  private ForkBytes.Fork fork() {
    int format = in.u8("the format");
    if (format != 1 && format != 2) {
      throw in.wrong("format 1 or 2", format);
    }
    long created = in.u64("the time of the first snapshot");
    SnapshotId point = in.snapshotId("the fork point");
    RepositoryConfig settings = settings();
    each(
        SnapshotId.LENGTH_BYTES,
        "fork points",
        _ -> changes.restoreForkPoint(in.snapshotId("an id")));
    deleted();
    nodes();
    long recorded = in.size("the number of recorded chunks");
    each(14, "arrays with chunks", new HashSet<NodeId>(), this::chunks);
    changes.restoreCount(recorded);
    in.end();
    SpecVersion version = format == 1 ? SpecVersion.V1 : SpecVersion.V2;
    return new ForkBytes.Fork(version, created, point, settings, changes);
  }

  private RepositoryConfig settings() {
    String json = in.text("settings");
    try {
      byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
      return RepositoryConfig.fromJson(JsonText.read(utf8, ForkBytes.OBJECT), ForkBytes.OBJECT);
    } catch (IcechunkException e) {
      throw in.wrong("settings", e.getMessage());
    }
  }

  private void each(int leastBytes, String what, Consumer<Integer> one) {
    int count = in.count(leastBytes, what);
    for (int i = 0; i < count; i++) {
      one.accept(i);
    }
  }

  /// As [#each(int, String, Consumer)] for something that begins with an id that comes once.
  private void each(int leastBytes, String what, Set<NodeId> seen, Consumer<NodeId> one) {
    each(
        leastBytes,
        what,
        _ -> {
          NodeId id = in.nodeId("the id of one of " + what);
          if (!seen.add(id)) {
            throw in.wrong(what + " of which nothing was said yet", "node " + id);
          }
          one.accept(id);
        });
  }

  private void deleted() {
    Set<NodeId> deleted = new HashSet<>();
    each(12, "deleted groups", deleted, id -> changes.deleteGroup(oldPath(), id));
    each(12, "deleted arrays", deleted, id -> changes.deleteArray(oldPath(), id));
    Set<NodeId> gone = new HashSet<>();
    each(8, "nodes that are gone", gone, _ -> {});
    if (!gone.containsAll(deleted)) {
      throw in.wrong("all nodes that were deleted to be gone", "some that are not");
    }
    changes.bury(gone);
  }

  private void nodes() {
    Set<NodePath> paths = new HashSet<>();
    Set<NodeId> live = new HashSet<>(changes.gone());
    each(16, "new groups", live, id -> changes.addGroup(newPath(paths), id, in.blob("a document")));
    each(19, "new arrays", live, id -> changes.addArray(newPath(paths), id, content()));
    each(12, "updated groups", live, id -> changes.restoreGroup(id, in.blob("a document")));
    each(15, "updated arrays", live, id -> changes.restoreArray(id, content()));
  }

  private NodePath newPath(Set<NodePath> paths) {
    NodePath path = path();
    if (!paths.add(path)) {
      throw in.wrong("one new node at " + path, "two");
    }
    return path;
  }

  /// The path of a node of the base, whatever its writer called it.
  private NodePath oldPath() {
    return NodePath.stored(in.text("a path"));
  }

  private NodePath path() {
    String text = in.text("a path");
    try {
      return NodePath.of(text);
    } catch (IcechunkException e) {
      throw in.wrong("a node's path", JsonText.quote(text));
    }
  }

  private ArrayContent content() {
    MemorySegment document = in.blob("a document");
    int rank = in.u16("the number of dimensions");
    List<DimensionShape> shape = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      long length = in.u64("the length of a dimension");
      shape.add(new DimensionShape(length, in.u32("the number of chunks of a dimension")));
    }
    Optional<List<Optional<String>>> names = Optional.empty();
    if (flag("whether dimensions have names")) {
      List<Optional<String>> each = new ArrayList<>();
      for (int i = 0; i < rank; i++) {
        each.add(
            flag("whether a dimension has a name")
                ? Optional.of(in.text("a name"))
                : Optional.empty());
      }
      names = Optional.of(each);
    }
    return new ArrayContent(shape, names, document);
  }

  private boolean flag(String what) {
    int value = in.u8(what);
    if (value > 1) {
      throw in.wrong("0 or 1 for " + what, value);
    }
    return value == 1;
  }

  private void chunks(NodeId array) {
    if (changes.isDeleted(array)) {
      throw in.wrong("chunks of an array that is there", "some of " + array + ", which is gone");
    }
    int rank = in.u16("the number of coordinates");
    changes.recordNone(array, rank);
    int count = in.count(4 * rank + 1, "chunks");
    int[] before = null;
    for (int i = 0; i < count; i++) {
      int[] at = new int[rank];
      for (int d = 0; d < rank; d++) {
        at[d] = in.u32Bits("a coordinate");
      }
      if (before != null && compare(before, at) >= 0) {
        throw in.wrong("coordinates behind those before", Arrays.toString(at));
      }
      before = at;
      changes.recordChunk(array, at, rank, payload());
    }
  }

  private static int compare(int[] a, int[] b) {
    return Arrays.compareUnsigned(a, b);
  }

  /// Null for a deletion.
  private ChunkPayload payload() {
    int kind = in.u8("the kind of a chunk");
    if (kind >= Kind.values().length) {
      throw in.wrong("a kind of chunk from 0 to 5", kind);
    }
    ChunkPayload payload =
        switch (RecordedChunk.kind(kind)) {
          case DELETED -> null;
          case INLINE -> new ChunkPayload.Inline(in.blob("a chunk"));
          case NATIVE -> nativePart();
          case VIRTUAL -> virtual(Kind.VIRTUAL);
          case VIRTUAL_ETAG -> virtual(Kind.VIRTUAL_ETAG);
          case VIRTUAL_LAST_MODIFIED -> virtual(Kind.VIRTUAL_LAST_MODIFIED);
        };
    if (payload != null && payload.lengthBytes() == 0) {
      throw in.wrong("a chunk of at least one byte", "none");
    }
    return payload;
  }

  private ChunkPayload nativePart() {
    ChunkId id = new ChunkId(in.u64("a chunk's id"), in.u32Bits("a chunk's id"));
    long offset = in.size("an offset");
    return new ChunkPayload.Native(id, offset, length(offset));
  }

  private ChunkPayload virtual(Kind kind) {
    String location = in.shared("a location");
    long offset = in.size("an offset");
    long length = length(offset);
    Optional<Checksum> guard =
        switch (kind) {
          case VIRTUAL_ETAG -> Optional.of(new Checksum.ETag(in.shared("an etag")));
          case VIRTUAL_LAST_MODIFIED ->
              Optional.of(new Checksum.LastModified(in.u32("seconds since 1970")));
          case VIRTUAL, DELETED, INLINE, NATIVE -> Optional.empty();
        };
    return new ChunkPayload.Virtual(location, offset, length, guard);
  }

  private long length(long offset) {
    long length = in.size("a length");
    if (offset + length < 0) {
      throw in.wrong("a range that ends below 2^63", offset + " and " + length + " bytes");
    }
    return length;
  }
}
