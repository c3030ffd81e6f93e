package dev.floe.internal.binary;

import dev.floe.format.Checksum;
import dev.floe.internal.binary.ManifestLayout.ChunkRef;
import dev.floe.internal.flatbuffers.FlatBuffer;
import dev.floe.internal.flatbuffers.FlatBufferBuilder;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// A manifest with some references replaced, inserted or taken out: the tables of the others are
/// copied as they lie, in one piece, and only the vector that names them is written anew.
///
/// ```
/// old   | header | vector ········ | tables, coordinates, locations … |
///                                  `---------------- tail ------------'
/// new   | header | vector ·········· | the same tail                      | new tables … |
/// ```
///
/// Tables that were replaced stay behind as dead bytes; where they are more than a quarter, or the
/// file is laid out in another way than this, nothing is written and the manifest is to be written
/// from its references. One use, one thread.
public final class ManifestPatch {
  /// A table that lives, its coordinates and its payload take at least so many bytes.
  private static final int LEAST_LIVE_BYTES = 20;

  /// References that are looked at to tell how many bytes are dead.
  private static final int SAMPLES = 64;

  private final ManifestView base;
  private final FlatBuffer buffer;
  private final RefPatch patch;
  private int[] positions;
  private int count;

  /// @param base pinned; with the references of one array
  public ManifestPatch(ManifestView base, RefPatch patch) {
    this.base = base;
    this.buffer = base.buffer();
    this.patch = patch;
  }

  ManifestView base() {
    return base;
  }

  /// Where the tables are in the new buffer, in order; the first [#count] elements count.
  int[] positions() {
    return positions;
  }

  int count() {
    return count;
  }

  /// Writes the tables into an empty builder; false if there is nothing to be gained, or left.
  boolean write(FlatBufferBuilder builder) {
    int refs = base.arrayCount() == 1 ? base.refCount(0) : 0;
    long vector = refs == 0 ? 0 : base.refVector(0);
    long tail = vector + 4 + 4L * refs;
    if (refs == 0 || !isTail(vector, refs, tail) || isMostlyDead(refs, tail)) {
      return false;
    }
    Changes changes = new Changes(builder);
    patch.forEach(changes);
    if (changes.kept(refs) + changes.tables.count() == 0) {
      return false;
    }
    int begin = builder.copied(buffer.segment(), tail);
    changes.place(vector, refs, begin, tail);
    return true;
  }

  /// Whether all tables and what describes them lie behind the vector. Whatever they refer to does
  /// then, for offsets point forward.
  private boolean isTail(long vector, int refs, long tail) {
    for (int ref = 0; ref < refs; ref++) {
      long table = buffer.tableAt(vector, ref);
      if (table < tail || buffer.vtable(table) < tail) {
        return false;
      }
    }
    return true;
  }

  private boolean isMostlyDead(int refs, long tail) {
    double most = (buffer.sizeBytes() - tail) * 0.75 - 1024;
    if ((long) LEAST_LIVE_BYTES * refs >= most) {
      return false;
    }
    int step = Math.max(1, refs / SAMPLES);
    long live = 0;
    int looked = 0;
    for (int ref = 0; ref < refs; ref += step) {
      live += liveBytes(ref);
      looked++;
    }
    return (double) live / looked * refs < most;
  }

  /// How many bytes a reference takes; a location that it shares with the one before counts there.
  private long liveBytes(int ref) {
    long table = buffer.tableAt(base.refVector(0), ref);
    long bytes = buffer.u16(buffer.vtable(table) + 2) + vectorBytes(table, ChunkRef.INDEX, 4);
    bytes += vectorBytes(table, ChunkRef.INLINE, 1) + vectorBytes(table, ChunkRef.CHECKSUM_ETAG, 1);
    long before = ref == 0 ? -1 : buffer.tableAt(base.refVector(0), ref - 1);
    for (int slot : new int[] {ChunkRef.LOCATION, ChunkRef.COMPRESSED_LOCATION}) {
      if (before < 0 || vectorAt(before, slot) != vectorAt(table, slot)) {
        bytes += vectorBytes(table, slot, 1);
      }
    }
    return bytes;
  }

  private long vectorAt(long table, int slot) {
    return buffer.vector(buffer.field(table, slot), 1);
  }

  private long vectorBytes(long table, int slot, int elementBytes) {
    long vector = buffer.vector(buffer.field(table, slot), elementBytes);
    return vector == FlatBuffer.ABSENT
        ? 0
        : 4 + (long) elementBytes * buffer.count(vector) + 3 & ~3L;
  }

  /// Writes what is new and notes at which of the old references it belongs.
  private final class Changes implements RefPatch.Sink {
    private final RefTables tables;

    /// For each change the first old reference that is not before it, and what it does.
    private int[] places = new int[8];

    private boolean[] replaces = new boolean[8];
    private boolean[] adds = new boolean[8];
    private int size;

    Changes(FlatBufferBuilder builder) {
      this.tables = new RefTables(builder, null);
    }

    private void note(int[] coords, int rank, boolean isNew) {
      if (size == places.length) {
        places = Arrays.copyOf(places, 2 * size);
        replaces = Arrays.copyOf(replaces, 2 * size);
        adds = Arrays.copyOf(adds, 2 * size);
      }
      int known = base.find(0, coords, rank);
      places[size] = known >= 0 ? known : base.lowerBound(0, coords, rank);
      replaces[size] = known >= 0;
      adds[size++] = isNew;
    }

    @Override
    public void deleted(int[] coords, int rank) {
      note(coords, rank, false);
    }

    @Override
    public void inline(int[] coords, int rank, MemorySegment bytes) {
      note(coords, rank, true);
      tables.inline(coords, rank, bytes);
    }

    @Override
    public void nativeChunk(
        int[] coords, int rank, long idHigh, int idLow, long offset, long length) {
      note(coords, rank, true);
      tables.nativeChunk(coords, rank, idHigh, idLow, offset, length);
    }

    @Override
    public void virtualChunk(
        int[] coords,
        int rank,
        MemorySegment locationUtf8,
        long offset,
        long length,
        Checksum checksum) {
      note(coords, rank, true);
      tables.virtualChunk(coords, rank, locationUtf8, offset, length, checksum);
    }

    /// How many of the old references stay.
    int kept(int refs) {
      int kept = refs;
      for (int i = 0; i < size; i++) {
        kept -= replaces[i] ? 1 : 0;
      }
      return kept;
    }

    /// Lists the old tables, which now lie from `begin` on, and the new ones between them.
    void place(long vector, int refs, int begin, long tail) {
      positions = new int[kept(refs) + tables.count()];
      int old = 0;
      int fresh = 0;
      for (int i = 0; i < size; i++) {
        old = copyOld(vector, old, places[i], begin, tail);
        if (adds[i]) {
          positions[count++] = tables.positions()[fresh++];
        }
        old += replaces[i] ? 1 : 0;
      }
      copyOld(vector, old, refs, begin, tail);
    }

    private int copyOld(long vector, int from, int to, int begin, long tail) {
      for (int ref = from; ref < to; ref++) {
        positions[count++] = begin - (int) (buffer.tableAt(vector, ref) - tail);
      }
      return to;
    }
  }
}
