package dev.floe.internal.commit;

import dev.floe.format.Checksum;
import dev.floe.format.ChunkId;
import dev.floe.format.ChunkIndices;
import dev.floe.format.ChunkPayload;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;

/// What a change set holds for one chunk, copied out so that a look-up allocates nothing: a thread
/// keeps one and reuses it. It stays valid when the chunk is recorded anew afterwards.
public final class RecordedChunk {
  /// What was recorded.
  public enum Kind {
    /// The chunk was deleted, whether it existed or not.
    DELETED,
    /// The bytes are in the change set.
    INLINE,
    /// A part of a chunk object of the repository.
    NATIVE,
    /// A part of a foreign object.
    VIRTUAL,
    /// A part of a foreign object with a certain etag.
    VIRTUAL_ETAG,
    /// A part of a foreign object not modified since a time.
    VIRTUAL_LAST_MODIFIED
  }

  private static final Kind[] KINDS = Kind.values();

  private int[] indices = new int[0];
  private int rank;
  private Kind kind;
  private long offset;
  private long lengthBytes;
  private long first;
  private int last;
  private MemorySegment inlinePage;
  private TextDictionary locations;
  private TextDictionary etags;

  /// The kind with a number, as rows hold it.
  static Kind kind(int number) {
    return KINDS[number];
  }

  void position(MemorySegment row, long at, int newRank) {
    if (indices.length < newRank) {
      indices = new int[newRank];
    }
    rank = newRank;
    for (int i = 0; i < newRank; i++) {
      indices[i] = row.get(ChunkRows.INT, at + 4L * i);
    }
  }

  /// Of the chunk some places behind the first ones in a dimension.
  void position(int[] first, int axis, int place) {
    if (indices.length < first.length) {
      indices = new int[first.length];
    }
    rank = first.length;
    System.arraycopy(first, 0, indices, 0, rank);
    indices[axis] += place;
  }

  void fill(Kind newKind, long newOffset, long newLength, long newFirst, int newLast) {
    kind = newKind;
    offset = newOffset;
    lengthBytes = newLength;
    first = newFirst;
    last = newLast;
  }

  void resolveWith(BytePages payloads, TextDictionary ofLocations, TextDictionary ofEtags) {
    inlinePage = kind == Kind.INLINE ? payloads.page(first) : null;
    locations = ofLocations;
    etags = ofEtags;
  }

  /// What was recorded.
  public Kind kind() {
    return kind;
  }

  /// How many dimensions the chunk's coordinates have.
  public int rank() {
    return rank;
  }

  /// The bits of the coordinates, the first [#rank] of this array; overwritten by the next use.
  public int[] unsignedIndices() {
    return indices;
  }

  /// The coordinates as a value.
  public ChunkIndices indices() {
    return ChunkIndices.ofUnsigned(indices, rank);
  }

  /// The length of the chunk; 0 for a deletion.
  public long lengthBytes() {
    return lengthBytes;
  }

  /// Where the chunk begins in its object; 0 for inline ones.
  public long offset() {
    return offset;
  }

  /// The first eight bytes of the id of a native chunk.
  public long idHigh() {
    return first;
  }

  /// The last four bytes of the id of a native chunk.
  public int idLow() {
    return last;
  }

  /// The memory that holds an inline chunk, from [#inlineOffset] on.
  public MemorySegment inlinePage() {
    return inlinePage;
  }

  /// Where an inline chunk begins in [#inlinePage].
  public long inlineOffset() {
    return BytePages.offset(first);
  }

  /// The location of a virtual chunk.
  public String location() {
    return locations.text((int) first);
  }

  /// The location of a virtual chunk as UTF-8, where it lies.
  public MemorySegment locationUtf8() {
    return locations.utf8((int) first);
  }

  /// What guards a virtual chunk.
  public Optional<Checksum> checksum() {
    return switch (kind) {
      case DELETED, INLINE, NATIVE, VIRTUAL -> Optional.empty();
      case VIRTUAL_ETAG -> Optional.of(new Checksum.ETag(etags.text((int) (first >>> 32))));
      case VIRTUAL_LAST_MODIFIED ->
          Optional.of(new Checksum.LastModified(Integer.toUnsignedLong(last)));
    };
  }

  /// The payload as a value; empty for a deletion. Inline bytes are a slice of the change set's.
  public Optional<ChunkPayload> payload() {
    return switch (kind) {
      case DELETED -> Optional.empty();
      case INLINE ->
          Optional.of(new ChunkPayload.Inline(inlinePage.asSlice(inlineOffset(), lengthBytes)));
      case NATIVE ->
          Optional.of(new ChunkPayload.Native(new ChunkId(first, last), offset, lengthBytes));
      case VIRTUAL, VIRTUAL_ETAG, VIRTUAL_LAST_MODIFIED ->
          Optional.of(new ChunkPayload.Virtual(location(), offset, lengthBytes, checksum()));
    };
  }

  @Override
  public String toString() {
    return Arrays.toString(indices().toLongs()) + " " + payload();
  }
}
