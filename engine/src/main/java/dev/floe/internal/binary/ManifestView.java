package dev.floe.internal.binary;

import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.format.Checksum;
import dev.floe.format.ChunkId;
import dev.floe.format.ChunkIndices;
import dev.floe.format.ChunkPayload;
import dev.floe.format.ManifestId;
import dev.floe.format.NodeId;
import dev.floe.format.ObjectId;
import dev.floe.internal.binary.ManifestLayout.ArrayManifest;
import dev.floe.internal.binary.ManifestLayout.ChunkRef;
import dev.floe.internal.binary.ManifestLayout.Manifest;
import dev.floe.internal.codec.Zstd;
import dev.floe.internal.codec.ZstdDictionary;
import dev.floe.internal.flatbuffers.FlatBuffer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/// A manifest read where it lies: opening one makes no object for any reference, and lookups
/// allocate nothing.
///
/// A reference is named by two numbers: the `array` it belongs to, from [#arrayIndex], and its
/// place among that array's references, `ref`, from [#find] or [#lowerBound]. References are in the
/// order of their coordinates, which are unsigned 32-bit numbers handed around as `int` bits.
///
/// Owns nothing: `body` must outlive this view, and every inline payload it hands out. Safe on any
/// thread that may read the body. Damage, wherever it is met, is a [FormatException].
public final class ManifestView {
  /// What a reference points to.
  public enum Kind {
    INLINE,
    NATIVE,
    VIRTUAL
  }

  /// The most bytes that a compressed location may stand for.
  static final int MAX_LOCATION_BYTES = 1024;

  /// Writers make dictionaries of a few kilobytes; longer ones would only fill memory.
  private static final int MAX_DICTIONARY_BYTES = 16 << 20;

  /// For so many arrays a view remembers where their references are.
  private static final int MAX_KNOWN = 16;

  private final FlatBuffer buffer;
  private final Zstd zstd;
  private final ManifestId id;
  private final long arrays;
  private final byte[] dictionary;
  private final Object dictionaryKey = new Object();
  private final long root;
  private final RefVector[] known;

  private ManifestView(FlatBuffer buffer, Zstd zstd) {
    this.buffer = buffer;
    this.zstd = zstd;
    this.root = buffer.root(Layout.IDENTIFIER);
    this.id =
        ManifestId.at(
            buffer.segment(), buffer.required(root, Manifest.ID, Layout.ID12, "Manifest.id"));
    this.arrays = buffer.requiredVector(root, Manifest.ARRAYS, 4, "Manifest.arrays");
    this.dictionary = readDictionary();
    this.known = new RefVector[Math.min(arrayCount(), MAX_KNOWN)];
    for (int array = 0; array < known.length; array++) {
      known[array] = openRefs(array);
    }
  }

  /// A view of a decompressed body.
  ///
  /// @param object the object's key, for messages
  public static ManifestView of(MemorySegment body, String object, Zstd zstd) {
    return new ManifestView(new FlatBuffer(body, object), zstd);
  }

  private byte[] readDictionary() {
    long vector = buffer.vector(buffer.field(root, Manifest.LOCATION_DICTIONARY), 1);
    if (buffer.count(vector) == 0 || compressionAlgorithm() != 1) {
      return null;
    }
    if (buffer.count(vector) > MAX_DICTIONARY_BYTES) {
      throw buffer.bad(
          vector,
          "a location dictionary of at most " + MAX_DICTIONARY_BYTES + " bytes",
          buffer.count(vector) + " bytes");
    }
    return buffer.bytes(vector).toArray(ValueLayout.JAVA_BYTE);
  }

  /// The manifest's id.
  public ManifestId id() {
    return id;
  }

  /// The decompressed bytes this view reads.
  public MemorySegment body() {
    return buffer.segment();
  }

  /// The number of the algorithm that locations are compressed with; 1, a zstd dictionary, is also
  /// what files say that have neither the field nor a dictionary.
  public int compressionAlgorithm() {
    return buffer.u8(
        root, Manifest.COMPRESSION_ALGORITHM, Manifest.COMPRESSION_ALGORITHM_IF_ABSENT);
  }

  /// The length of the location dictionary in bytes, 0 if there is none.
  public int dictionaryBytes() {
    return buffer.count(buffer.vector(buffer.field(root, Manifest.LOCATION_DICTIONARY), 1));
  }

  /// How many arrays have references here; usually one.
  public int arrayCount() {
    return buffer.count(arrays);
  }

  /// Whose references `array` holds.
  public NodeId nodeId(int array) {
    return new NodeId(nodeIdBits(array));
  }

  private long nodeIdBits(int array) {
    long table = buffer.tableAt(arrays, array);
    long at = buffer.required(table, ArrayManifest.NODE_ID, Layout.ID8, "ArrayManifest.node_id");
    return Long.reverseBytes(buffer.i64(at));
  }

  /// Where the references of `node` are, or −1 if it has none here.
  public int arrayIndex(NodeId node) {
    int low = 0;
    int high = arrayCount() - 1;
    while (low <= high) {
      int middle = low + high >>> 1;
      int order = Long.compareUnsigned(nodeIdBits(middle), node.value());
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  /// How many references `array` has.
  public int refCount(int array) {
    return refs(array).count();
  }

  /// How many references there are in all.
  public long totalRefCount() {
    long total = 0;
    for (int array = 0; array < arrayCount(); array++) {
      total += refCount(array);
    }
    return total;
  }

  private RefVector refs(int array) {
    return array >= 0 && array < known.length ? known[array] : openRefs(array);
  }

  private RefVector openRefs(int array) {
    return new RefVector(
        buffer,
        buffer.requiredVector(
            buffer.tableAt(arrays, array), ArrayManifest.REFS, 4, "ArrayManifest.refs"));
  }

  /// The reference at the first `rank` of `coords`, or −1.
  public int find(int array, int[] coords, int rank) {
    return refs(array).find(coords, rank);
  }

  /// The first reference whose coordinates are not below the first `rank` of `coords`; [#refCount]
  /// if all are.
  public int lowerBound(int array, int[] coords, int rank) {
    return refs(array).lowerBound(coords, rank);
  }

  private long index(long table) {
    return buffer.requiredVector(table, ChunkRef.INDEX, 4, "ChunkRef.index");
  }

  private long table(int array, int ref) {
    return refs(array).table(ref);
  }

  /// How many coordinates a reference has.
  public int rank(int array, int ref) {
    return buffer.count(index(table(array, ref)));
  }

  /// Copies the coordinates of a reference into `into` and returns how many there are; those that
  /// do not fit are left out.
  public int coords(int array, int ref, int[] into) {
    long index = index(table(array, ref));
    int rank = buffer.count(index);
    for (int i = 0; i < Math.min(rank, into.length); i++) {
      into[i] = buffer.i32(index + 4 + 4L * i);
    }
    return rank;
  }

  /// The coordinates of a reference.
  public ChunkIndices indices(int array, int ref) {
    int[] coords = new int[rank(array, ref)];
    coords(array, ref, coords);
    return ChunkIndices.ofUnsigned(coords);
  }

  /// What a reference points to; the first that is there of chunk id, compressed location, location
  /// and inline bytes.
  public Kind kind(int array, int ref) {
    long table = table(array, ref);
    if (buffer.field(table, ChunkRef.CHUNK_ID) != FlatBuffer.ABSENT) {
      return Kind.NATIVE;
    }
    if (buffer.field(table, ChunkRef.COMPRESSED_LOCATION) != FlatBuffer.ABSENT
        || buffer.field(table, ChunkRef.LOCATION) != FlatBuffer.ABSENT) {
      return Kind.VIRTUAL;
    }
    if (buffer.field(table, ChunkRef.INLINE) != FlatBuffer.ABSENT) {
      return Kind.INLINE;
    }
    throw buffer.bad(table, "a chunk id, a location or inline bytes", "none of them");
  }

  private long inline(int array, int ref) {
    return buffer.requiredVector(table(array, ref), ChunkRef.INLINE, 1, "ChunkRef.inline");
  }

  /// Where in [#body] the bytes of an inline reference begin.
  public long inlineOffset(int array, int ref) {
    return inline(array, ref) + 4;
  }

  /// How many bytes an inline reference has.
  public int inlineLength(int array, int ref) {
    return buffer.count(inline(array, ref));
  }

  /// The first eight bytes of a native reference's chunk id, as [ChunkId#high].
  public long chunkIdHigh(int array, int ref) {
    return buffer.segment().get(ObjectId.HIGH, chunkId(array, ref));
  }

  /// The last four bytes of a native reference's chunk id, as [ChunkId#low].
  public int chunkIdLow(int array, int ref) {
    return buffer.segment().get(ObjectId.LOW, chunkId(array, ref) + 8);
  }

  /// A native reference's chunk id.
  public ChunkId chunkIdOf(int array, int ref) {
    return ChunkId.at(buffer.segment(), chunkId(array, ref));
  }

  private long chunkId(int array, int ref) {
    return buffer.required(table(array, ref), ChunkRef.CHUNK_ID, Layout.ID12, "ChunkRef.chunk_id");
  }

  /// Where in its object the chunk of a native or virtual reference begins.
  public long offset(int array, int ref) {
    return unsigned(table(array, ref), ChunkRef.OFFSET, "offset");
  }

  /// How many bytes the chunk of a native or virtual reference has.
  public long length(int array, int ref) {
    long table = table(array, ref);
    long length = unsigned(table, ChunkRef.LENGTH, "length");
    if (length + unsigned(table, ChunkRef.OFFSET, "offset") < 0) {
      throw buffer.bad(table, "an end below 2^63", "a higher one");
    }
    return length;
  }

  private long unsigned(long table, int slot, String name) {
    long value = buffer.i64(table, slot, 0);
    if (value < 0) {
      throw buffer.bad(table, "a " + name + " below 2^63", Long.toUnsignedString(value));
    }
    return value;
  }

  /// Whether the location of a virtual reference is stored compressed.
  public boolean isLocationCompressed(int array, int ref) {
    return buffer.field(table(array, ref), ChunkRef.COMPRESSED_LOCATION) != FlatBuffer.ABSENT;
  }

  /// The location of a virtual reference.
  public String location(int array, int ref) {
    MemorySegment utf8 = locationUtf8(array, ref);
    return StrictUtf8.decode(utf8, 0, utf8.byteSize(), buffer.object());
  }

  /// The location of a virtual reference as UTF-8: a part of the body, or decompressed.
  public MemorySegment locationUtf8(int array, int ref) {
    long table = table(array, ref);
    long compressed = buffer.vector(buffer.field(table, ChunkRef.COMPRESSED_LOCATION), 1);
    return compressed == FlatBuffer.ABSENT
        ? buffer.bytes(buffer.requiredVector(table, ChunkRef.LOCATION, 1, "ChunkRef.location"))
        : expand(compressed);
  }

  private MemorySegment expand(long compressed) {
    if (dictionary == null) {
      throw new FormatException(
          ErrorKind.DESERIALIZATION,
          buffer.object(),
          compressed,
          "a location dictionary, since locations are compressed",
          "none");
    }
    byte[] source = buffer.bytes(compressed).toArray(ValueLayout.JAVA_BYTE);
    byte[] text = new byte[MAX_LOCATION_BYTES];
    ZstdDictionary digested =
        zstd.dictionaries().acquire(dictionaryKey, dictionary, buffer.object());
    try {
      int length = digested.decompress(source, text, buffer.object());
      return MemorySegment.ofArray(text).asSlice(0, length);
    } finally {
      zstd.dictionaries().release(digested);
    }
  }

  /// The checksum of a virtual reference; an entity tag goes before a time.
  public Optional<Checksum> checksum(int array, int ref) {
    long table = table(array, ref);
    String etag = buffer.text(buffer.vector(buffer.field(table, ChunkRef.CHECKSUM_ETAG), 1));
    if (etag != null) {
      return Optional.of(new Checksum.ETag(etag));
    }
    int seconds = buffer.i32(table, ChunkRef.CHECKSUM_LAST_MODIFIED, 0);
    return seconds == 0
        ? Optional.empty()
        : Optional.of(new Checksum.LastModified(Integer.toUnsignedLong(seconds)));
  }

  /// The whole of a reference. The bytes of an inline one stay where they lie.
  public ChunkPayload payload(int array, int ref) {
    return switch (kind(array, ref)) {
      case NATIVE ->
          new ChunkPayload.Native(chunkIdOf(array, ref), offset(array, ref), length(array, ref));
      case VIRTUAL ->
          new ChunkPayload.Virtual(
              location(array, ref), offset(array, ref), length(array, ref), checksum(array, ref));
      case INLINE ->
          new ChunkPayload.Inline(
              buffer
                  .segment()
                  .asSlice(inlineOffset(array, ref), inlineLength(array, ref))
                  .asReadOnly());
    };
  }

  /// Passes the references from place `from` to place `to` on to `sink`, as they are. `coords` is
  /// scratch of at least the length of the longest coordinates.
  public void copyTo(int array, int from, int to, int[] coords, RefSink sink) {
    for (int ref = from; ref < to; ref++) {
      copyTo(array, ref, coords, sink);
    }
  }

  /// Passes one reference on to `sink`, as it is; `coords` is scratch.
  public void copyTo(int array, int ref, int[] coords, RefSink sink) {
    int rank = coords(array, ref, coords);
    if (rank > coords.length) {
      throw buffer.bad(
          table(array, ref), "at most " + coords.length + " coordinates", Integer.toString(rank));
    }
    switch (kind(array, ref)) {
      case INLINE ->
          sink.inline(
              coords,
              rank,
              buffer.segment().asSlice(inlineOffset(array, ref), inlineLength(array, ref)));
      case NATIVE ->
          sink.nativeChunk(
              coords,
              rank,
              chunkIdHigh(array, ref),
              chunkIdLow(array, ref),
              offset(array, ref),
              length(array, ref));
      case VIRTUAL ->
          sink.virtualChunk(
              coords,
              rank,
              locationUtf8(array, ref),
              offset(array, ref),
              length(array, ref),
              checksum(array, ref).orElse(null));
    }
  }
}
