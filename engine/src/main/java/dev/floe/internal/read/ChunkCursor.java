package dev.floe.internal.read;

import dev.floe.format.Checksum;
import dev.floe.format.ChunkId;
import dev.floe.format.ChunkIndices;
import dev.floe.format.ChunkPayload;
import dev.floe.format.NodePath;
import dev.floe.internal.asset.Asset;
import dev.floe.internal.binary.ManifestView;
import dev.floe.storage.Purpose;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/// Where one chunk's bytes are, as a mutable value that is filled again and again instead of being
/// allocated. What it points to is pinned until [#clear]. Used by one thread at a time.
public final class ChunkCursor {
  /// What kind of reference was found.
  public enum Kind {
    ABSENT,
    INLINE,
    NATIVE,
    VIRTUAL
  }

  private Kind kind = Kind.ABSENT;
  private MemorySegment bytes;
  private long high;
  private int low;
  private long offset;
  private long lengthBytes;
  private String location;
  private Checksum checksum;
  private Asset<?> pinned;
  private NodePath array;
  private int[] coordinates;
  private int rank;

  /// What was found.
  public Kind kind() {
    return kind;
  }

  /// The segment that holds an inline chunk, from [#offset] on.
  public MemorySegment bytes() {
    return bytes;
  }

  /// The first eight bytes of a native chunk's id.
  public long high() {
    return high;
  }

  /// The last four bytes of a native chunk's id.
  public int low() {
    return low;
  }

  /// Where the chunk begins: in [#bytes], in its chunk object, or in its foreign object.
  public long offset() {
    return offset;
  }

  /// The chunk's length.
  public long lengthBytes() {
    return lengthBytes;
  }

  /// The foreign object, as stored.
  public String location() {
    return location;
  }

  /// What the foreign object must be like.
  public Optional<Checksum> checksum() {
    return Optional.ofNullable(checksum);
  }

  /// Makes this an absent chunk.
  public void absent() {
    clear();
  }

  /// Makes this a chunk that lies in `holder`, which must stay valid until the cursor is cleared.
  public void inline(MemorySegment holder, long from, long length) {
    kind = Kind.INLINE;
    bytes = holder;
    offset = from;
    lengthBytes = length;
  }

  /// Makes this a part of a chunk object.
  public void stored(long idHigh, int idLow, long from, long length) {
    kind = Kind.NATIVE;
    high = idHigh;
    low = idLow;
    offset = from;
    lengthBytes = length;
  }

  /// Makes this a part of a foreign object.
  public void virtual(String url, long from, long length, Checksum guard) {
    kind = Kind.VIRTUAL;
    location = url;
    offset = from;
    lengthBytes = length;
    checksum = guard;
  }

  /// Makes this what a reference of a manifest says; the manifest must stay pinned until the cursor
  /// is cleared.
  public void fill(ManifestView view, int array, int ref) {
    switch (view.kind(array, ref)) {
      case INLINE -> {
        long at = view.inline(array, ref);
        inline(view.body(), at + 4, view.inlineLength(at));
      }
      case NATIVE ->
          stored(
              view.chunkIdHigh(array, ref),
              view.chunkIdLow(array, ref),
              view.offset(array, ref),
              view.length(array, ref));
      case VIRTUAL ->
          virtual(
              view.location(array, ref),
              view.offset(array, ref),
              view.length(array, ref),
              view.checksum(array, ref).orElse(null));
    }
  }

  /// What was found as a value that owns its bytes; empty if nothing was.
  public Optional<ChunkPayload> payload() {
    return switch (kind) {
      case ABSENT -> Optional.empty();
      case INLINE ->
          Optional.of(
              new ChunkPayload.Inline(
                  MemorySegment.ofArray(
                      bytes.asSlice(offset, lengthBytes).toArray(ValueLayout.JAVA_BYTE))));
      case NATIVE ->
          Optional.of(new ChunkPayload.Native(new ChunkId(high, low), offset, lengthBytes));
      case VIRTUAL ->
          Optional.of(new ChunkPayload.Virtual(location, offset, lengthBytes, checksum()));
    };
  }

  /// Says whose chunk this is; the coordinates are borrowed until the cursor is cleared.
  void of(NodePath path, int[] at, int atRank) {
    array = path;
    coordinates = at;
    rank = atRank;
  }

  /// What a request for the chunk is for; empty where nobody said whose it is.
  Optional<Purpose> purpose() {
    return array == null
        ? Optional.empty()
        : Optional.of(Purpose.of(array, ChunkIndices.ofUnsigned(coordinates, rank)));
  }

  /// Keeps a pin until the cursor is cleared.
  void keep(Asset<?> asset) {
    pinned = asset;
  }

  /// Forgets what was found and unpins it.
  public void clear() {
    kind = Kind.ABSENT;
    bytes = null;
    location = null;
    checksum = null;
    lengthBytes = 0;
    array = null;
    coordinates = null;
    if (pinned != null) {
      Asset<?> held = pinned;
      pinned = null;
      held.unpin();
    }
  }
}
