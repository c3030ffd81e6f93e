package dev.floe.zarr;

import dev.floe.format.ChunkType;
import dev.floe.internal.binary.ManifestView;
import dev.floe.internal.commit.ChunkScan;
import dev.floe.internal.commit.RecordedChunk;
import dev.floe.internal.commit.ResolvedArray;
import dev.floe.memory.SegmentPool;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.IdentityHashMap;
import java.util.Map;

/// The references of all chunks of an array's grid, in the order of their coordinates, copied out
/// batch by batch into [ChunkReferenceColumns]; no object is made for a reference. Whoever opens a
/// scan closes it, columns that it leased too. One thread at a time.
///
/// ```java
/// try (ChunkReferenceScan scan = session.chunkRefs(path);
///     ChunkReferenceColumns columns = scan.columns(10_000)) {
///   while (scan.fill(columns) > 0) {
///     use(columns, scan.locations());
///   }
/// }
/// ```
public final class ChunkReferenceScan implements AutoCloseable {
  private static final ValueLayout.OfInt STORED_LENGTH =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final ResolvedArray array;
  private final ChunkScan scan;
  private final SegmentPool pool;
  private final ChunkLocations locations;

  /// The location of the last virtual reference from a manifest: most references follow one with
  /// the same.
  private static final class Last {
    private final ManifestView manifest;
    private long stored = -1;
    private int number;

    private Last(ManifestView manifest) {
      this.manifest = manifest;
    }
  }

  /// By manifest: in the order of coordinates the boxes of several may take turns.
  private final Map<ManifestView, Last> lasts = new IdentityHashMap<>();

  private Last last = new Last(null);

  ChunkReferenceScan(ResolvedArray array, ChunkScan scan, SegmentPool pool) {
    this.array = array;
    this.scan = scan;
    this.pool = pool;
    this.locations = new ChunkLocations(pool);
  }

  /// How many dimensions the array has.
  public int rank() {
    return array.chunks().rank();
  }

  /// Columns for the references of this array, in leased memory; the caller closes them.
  public ChunkReferenceColumns columns(int capacity) {
    return ChunkReferenceColumns.leased(pool, rank(), capacity);
  }

  /// The locations that the virtual references filled in so far have, each once.
  public ChunkLocations locations() {
    return locations;
  }

  /// Fills columns with the next references from their first row on, in place of what they held.
  ///
  /// @return how many rows were filled; 0 at the end
  public int fill(ChunkReferenceColumns columns) {
    if (columns.rank() != rank()) {
      throw new IllegalArgumentException(
          "columns: expected those of " + rank() + " dimensions, found " + columns.rank());
    }
    columns.clear();
    while (!columns.isFull() && scan.next()) {
      if (array.chunks().contains(scan.indices(), scan.rank())) {
        if (scan.recorded() == null) {
          add(columns, scan.manifest(), scan.arrayInManifest(), scan.placeInManifest());
        } else {
          add(columns, scan.recorded());
        }
      }
    }
    return columns.count();
  }

  /// Copies the coordinates alone of the next references, for whoever wants to know which chunks
  /// there are: row by row, [#rank] unsigned 32-bit numbers each, in native order. It reads nothing
  /// else of a reference, so it is several times as fast as [#fill].
  ///
  /// @param rows filled from its beginning on, with as many whole rows as there is room for
  /// @return how many rows were filled; 0 at the end
  /// @throws IllegalArgumentException if there is not room for one row
  public int fillCoordinates(MemorySegment rows) {
    if (rows.byteSize() < 4L * rank()) {
      throw new IllegalArgumentException(
          "coordinates: expected room for a row of "
              + 4L * rank()
              + " bytes, found "
              + rows.byteSize());
    }
    return scan.copyCoordinates(rows);
  }

  private void add(ChunkReferenceColumns columns, RecordedChunk chunk) {
    switch (chunk.kind()) {
      case DELETED -> {}
      case INLINE -> columns.add(scan.indices(), ChunkType.INLINE, 0, chunk.lengthBytes());
      case NATIVE -> {
        columns.add(scan.indices(), ChunkType.NATIVE, chunk.offset(), chunk.lengthBytes());
        columns.id(chunk.idHigh(), chunk.idLow());
      }
      case VIRTUAL, VIRTUAL_ETAG, VIRTUAL_LAST_MODIFIED -> {
        columns.add(scan.indices(), ChunkType.VIRTUAL, chunk.offset(), chunk.lengthBytes());
        MemorySegment utf8 = chunk.locationUtf8();
        columns.locate(locations.number(utf8, 0, utf8.byteSize()));
      }
    }
  }

  private void add(ChunkReferenceColumns columns, ManifestView manifest, int of, int ref) {
    switch (manifest.kind(of, ref)) {
      case INLINE ->
          columns.add(scan.indices(), ChunkType.INLINE, 0, manifest.inlineLength(of, ref));
      case NATIVE -> {
        columns.add(
            scan.indices(), ChunkType.NATIVE, manifest.offset(of, ref), manifest.length(of, ref));
        columns.id(manifest.chunkIdHigh(of, ref), manifest.chunkIdLow(of, ref));
      }
      case VIRTUAL -> {
        columns.add(
            scan.indices(), ChunkType.VIRTUAL, manifest.offset(of, ref), manifest.length(of, ref));
        columns.locate(location(manifest, of, ref));
      }
    }
  }

  private int location(ManifestView manifest, int of, int ref) {
    if (last.manifest != manifest) {
      last = lasts.computeIfAbsent(manifest, Last::new);
    }
    long stored = manifest.storedLocation(of, ref);
    if (!isSame(manifest.body(), stored, last.stored)) {
      if (manifest.isLocationCompressed(of, ref)) {
        MemorySegment utf8 = manifest.locationUtf8(of, ref);
        last.number = locations.number(utf8, 0, utf8.byteSize());
      } else {
        int length = manifest.body().get(STORED_LENGTH, stored);
        last.number = locations.number(manifest.body(), stored + 4, length);
      }
    }
    last.stored = stored;
    return last.number;
  }

  /// Whether length and bytes of two stored locations are the same.
  private static boolean isSame(MemorySegment body, long a, long b) {
    if (a == b || b < 0) {
      return a == b;
    }
    int length = body.get(STORED_LENGTH, a);
    return body.get(STORED_LENGTH, b) == length
        && MemorySegment.mismatch(body, a + 4, a + 4 + length, body, b + 4, b + 4 + length) < 0;
  }

  @Override
  public void close() {
    lasts.clear();
    scan.close();
    locations.close();
  }
}
