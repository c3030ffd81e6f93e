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

  /// The location of the last virtual reference that a manifest held: most references follow one
  /// with the same.
  private ManifestView lastManifest;

  private long lastStored;
  private int lastNumber;

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
    long stored = manifest.storedLocation(of, ref);
    if (manifest != lastManifest || !sameAsLast(manifest.body(), stored)) {
      if (manifest.isLocationCompressed(of, ref)) {
        MemorySegment utf8 = manifest.locationUtf8(of, ref);
        lastNumber = locations.number(utf8, 0, utf8.byteSize());
      } else {
        int length = manifest.body().get(STORED_LENGTH, stored);
        lastNumber = locations.number(manifest.body(), stored + 4, length);
      }
    }
    lastManifest = manifest;
    lastStored = stored;
    return lastNumber;
  }

  /// Whether length and bytes are those of the last location.
  private boolean sameAsLast(MemorySegment body, long stored) {
    if (stored == lastStored) {
      return true;
    }
    int length = body.get(STORED_LENGTH, stored);
    return body.get(STORED_LENGTH, lastStored) == length
        && MemorySegment.mismatch(
                body, stored, stored + 4 + length, body, lastStored, lastStored + 4 + length)
            < 0;
  }

  @Override
  public void close() {
    lastManifest = null;
    scan.close();
    locations.close();
  }
}
