package dev.floe.internal.binary;

import dev.floe.error.FormatException;
import dev.floe.format.Checksum;
import dev.floe.format.ChunkId;
import dev.floe.format.ChunkIndices;
import dev.floe.format.ChunkPayload;
import dev.floe.format.ManifestId;
import dev.floe.format.NodeId;
import dev.floe.internal.binary.ManifestLayout.ArrayManifest;
import dev.floe.internal.binary.ManifestLayout.Manifest;
import dev.floe.internal.codec.Zstd;
import dev.floe.internal.flatbuffers.FlatBuffer;
import java.lang.foreign.MemorySegment;
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

  /// For so many arrays a view remembers where their references are.
  private static final int MAX_KNOWN = 16;

  private final FlatBuffer buffer;
  private final ManifestId id;
  private final long arrays;
  private final RefShape shape;
  private final RefTable tables;
  private final long root;
  private final RefVector[] known;

  private ManifestView(FlatBuffer buffer, Zstd zstd) {
    this.buffer = buffer;
    this.root = buffer.root(Layout.IDENTIFIER);
    this.id =
        ManifestId.at(
            buffer.segment(), buffer.required(root, Manifest.ID, Layout.ID12, "Manifest.id"));
    this.arrays = buffer.requiredVector(root, Manifest.ARRAYS, 4, "Manifest.arrays");
    LocationDictionary dictionary = new LocationDictionary(buffer, root, zstd);
    this.shape = shape();
    this.tables = new RefTable(buffer, dictionary, shape);
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
    return LocationDictionary.algorithm(buffer, root);
  }

  /// The length of the location dictionary in bytes, 0 if there is none.
  public int dictionaryBytes() {
    return buffer.count(LocationDictionary.vector(buffer, root));
  }

  /// The bytes of the location dictionary; null if there is none.
  MemorySegment dictionary() {
    long vector = LocationDictionary.vector(buffer, root);
    return buffer.count(vector) == 0 ? null : buffer.bytes(vector);
  }

  FlatBuffer buffer() {
    return buffer;
  }

  /// Where the vector of the references of an array is.
  long refVector(int array) {
    return refs(array).position();
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
    return new RefVector(buffer, shape, refs(buffer.tableAt(arrays, array)));
  }

  private long refs(long array) {
    return buffer.requiredVector(array, ArrayManifest.REFS, 4, "ArrayManifest.refs");
  }

  /// The shape of the last reference of the first array: the first one often begins where its file
  /// does, and has no offset.
  private RefShape shape() {
    try {
      long refs = arrayCount() == 0 ? FlatBuffer.ABSENT : refs(buffer.tableAt(arrays, 0));
      int count = buffer.count(refs);
      if (count > 0) {
        return new RefShape(buffer, buffer.tableAt(refs, count - 1));
      }
    } catch (FormatException e) {
      // Damage is told by who comes across it, not by who has a look ahead.
    }
    return new RefShape(buffer);
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

  private long table(int array, int ref) {
    return refs(array).table(ref);
  }

  /// How many coordinates a reference has.
  public int rank(int array, int ref) {
    return tables.rank(table(array, ref));
  }

  /// Copies the coordinates of a reference into `into` and returns how many there are; those that
  /// do not fit are left out.
  public int coords(int array, int ref, int[] into) {
    return tables.coords(table(array, ref), into);
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
    return tables.kind(table(array, ref));
  }

  /// Where in [#body] the bytes of an inline reference are, behind their number in four bytes.
  public long inline(int array, int ref) {
    return tables.inline(table(array, ref));
  }

  /// How many bytes an inline reference has, by where they are.
  public int inlineLength(long inline) {
    return buffer.count(inline);
  }

  /// How many bytes an inline reference has.
  public int inlineLength(int array, int ref) {
    return buffer.count(tables.inline(table(array, ref)));
  }

  /// The first eight bytes of a native reference's chunk id, as [ChunkId#high].
  public long chunkIdHigh(int array, int ref) {
    return tables.chunkIdHigh(table(array, ref));
  }

  /// The last four bytes of a native reference's chunk id, as [ChunkId#low].
  public int chunkIdLow(int array, int ref) {
    return tables.chunkIdLow(table(array, ref));
  }

  /// A native reference's chunk id.
  public ChunkId chunkIdOf(int array, int ref) {
    return new ChunkId(chunkIdHigh(array, ref), chunkIdLow(array, ref));
  }

  /// Where in its object the chunk of a native or virtual reference begins.
  public long offset(int array, int ref) {
    return tables.offset(table(array, ref));
  }

  /// How many bytes the chunk of a native or virtual reference has.
  public long length(int array, int ref) {
    return tables.length(table(array, ref));
  }

  /// Whether the location of a virtual reference is stored compressed.
  public boolean isLocationCompressed(int array, int ref) {
    return tables.isLocationCompressed(table(array, ref));
  }

  /// The location of a virtual reference.
  public String location(int array, int ref) {
    return tables.location(table(array, ref));
  }

  /// Where in [#body] the location of a virtual reference is stored, compressed or not; behind its
  /// length in four bytes. Equal bytes of one manifest stand for equal locations.
  public long storedLocation(int array, int ref) {
    return tables.storedLocation(table(array, ref));
  }

  /// The location of a virtual reference as UTF-8: a part of the body, or decompressed.
  public MemorySegment locationUtf8(int array, int ref) {
    return tables.locationUtf8(table(array, ref));
  }

  /// The checksum of a virtual reference; an entity tag goes before a time.
  public Optional<Checksum> checksum(int array, int ref) {
    return Optional.ofNullable(tables.checksum(table(array, ref)));
  }

  /// The whole of a reference. The bytes of an inline one stay where they lie.
  public ChunkPayload payload(int array, int ref) {
    return tables.payload(table(array, ref));
  }

  /// Copies the coordinates of the references from place `from` to place `to` that lie in a grid
  /// and have its rank, each once: row by row, in native order.
  ///
  /// @param grid how long the grid is in each dimension (bits of unsigned numbers)
  /// @return how many rows
  public int copyCoordinates(int array, int from, int to, int[] grid, MemorySegment rows) {
    return refs(array).coordinates().copy(from, to, grid, rows);
  }

  /// Copies the coordinate behind `prefix` of each reference from place `from` to place `to`, up to
  /// the first that does not begin with the prefix or repeats the number before.
  ///
  /// @param before the number before the first
  /// @param at where in `into` the first goes
  /// @return how many numbers
  public int copyNumbers(
      int array, int from, int to, int[] prefix, int before, int[] into, int at) {
    return refs(array).coordinates().numbers(from, to, prefix, before, into, at);
  }

  /// Passes the references from place `from` to place `to` on to `sink`, as they are. `coords` is
  /// scratch of at least the length of the longest coordinates.
  public void copyTo(int array, int from, int to, int[] coords, RefSink sink) {
    RefVector refs = refs(array);
    for (int ref = from; ref < to; ref++) {
      tables.copyTo(refs.table(ref), coords, sink);
    }
  }

  /// Passes one reference on to `sink`, as it is; `coords` is scratch.
  public void copyTo(int array, int ref, int[] coords, RefSink sink) {
    tables.copyTo(table(array, ref), coords, sink);
  }
}
