package dev.floe.internal.commit;

import dev.floe.format.ManifestExtents;
import dev.floe.format.ManifestRef;
import dev.floe.format.NodeSnapshot;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.binary.ManifestView;
import dev.floe.internal.read.ArrayChunks;
import dev.floe.internal.read.ChunkCursor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/// The references of one array in the order of their coordinates: what the session recorded laid
/// over what its manifests hold. A manifest is opened when the scan comes to its box and left when
/// the scan is through it. One thread at a time; closed by whoever opened it.
public final class ChunkScan implements AutoCloseable {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final long MOST_ROWS = 1 << 30;

  private final ResolvedArray resolved;
  private final SortedChunks changes;
  private final List<ScanRun> runs = new ArrayList<>();
  private final PriorityQueue<ScanRun> queue = new PriorityQueue<>(ScanRun.ORDER);
  private final RecordedChunk recorded = new RecordedChunk();
  private ScanRun current;
  private int[] last = new int[8];
  private int lastRank = -1;

  /// A scan from the first reference on.
  public ChunkScan(SessionCore core, SessionCore.State state, ResolvedArray resolved) {
    this.resolved = resolved;
    core.scanned(state, resolved);
    ChunkTable table = state.readOnly() ? null : state.changes().chunks(resolved.node().id());
    this.changes = table == null ? null : table.sorted();
    if (changes != null) {
      runs.add(new ScanRun(changes));
    }
    AssetManager assets = core.services().assets();
    NodeSnapshot node = resolved.node();
    List<ManifestRef> refs = resolved.array().manifests();
    for (int i = 0; i < refs.size(); i++) {
      ManifestRef ref = refs.get(i);
      runs.add(
          new ScanRun(
              ref,
              node.id(),
              () ->
                  assets.manifest(ref.id(), state.base().manifestSizeBytes(ref.id()), node.path()),
              i,
              overlapsEarlier(refs, i)));
    }
    seek(new int[0], 0);
  }

  private static boolean overlapsEarlier(List<ManifestRef> refs, int index) {
    ManifestExtents box = refs.get(index).extents();
    for (int i = 0; i < index; i++) {
      if (refs.get(i).extents().overlap(box) != ManifestExtents.Overlap.NONE) {
        return true;
      }
    }
    return false;
  }

  /// Goes to where the next reference is the first whose coordinates are not below the first `rank`
  /// of `from`.
  public void seek(int[] from, int rank) {
    queue.clear();
    current = null;
    lastRank = -1;
    for (ScanRun run : runs) {
      if (run.seek(from, rank)) {
        queue.add(run);
      }
    }
  }

  /// Goes to the next reference; false at the end.
  public boolean next() {
    while (true) {
      ScanRun run = nextRun();
      if (run == null) {
        return false;
      }
      if (run.isAtCorner()) {
        if (run.advance()) {
          queue.add(run);
        }
        continue;
      }
      current = run;
      boolean repeated =
          lastRank >= 0 && ScanRun.compare(run.at(), run.rank(), last, lastRank) == 0;
      remember(run);
      if (!repeated && isVisible(run)) {
        return true;
      }
    }
  }

  /// Whose reference is next; null at the end. Mostly it is whose was the last.
  private ScanRun nextRun() {
    ScanRun run = current;
    current = null;
    if (run == null || !run.advance()) {
      return queue.poll();
    }
    ScanRun other = queue.peek();
    if (other == null || ScanRun.ORDER.compare(run, other) < 0) {
      return run;
    }
    queue.add(run);
    return queue.poll();
  }

  /// Copies the coordinates of the references that come next and lie in the array's grid: row by
  /// row, `rank` unsigned 32-bit numbers each, until the memory is full.
  ///
  /// @return how many rows; 0 at the end
  public int copyCoordinates(MemorySegment rows) {
    ArrayChunks chunks = resolved.chunks();
    int[] grid = chunks.chunkCounts();
    long rowBytes = 4L * grid.length;
    int capacity = (int) Math.min(MOST_ROWS, rows.byteSize() / Math.max(1, rowBytes));
    int filled = 0;
    while (filled < capacity && next()) {
      if (current.isOfChanges() || current.overlapsEarlier()) {
        if (chunks.contains(current.at(), current.rank())) {
          MemorySegment.copy(current.at(), 0, rows, INT, filled * rowBytes, current.rank());
          filled++;
        }
      } else {
        MemorySegment left = rows.asSlice(filled * rowBytes);
        filled += current.copyCoordinates(grid, left, capacity - filled, queue.peek());
        remember(current);
      }
    }
    return filled;
  }

  /// Copies the coordinate behind `prefix` of each of the references that come next, as long as
  /// they begin with the prefix and none repeats the number before, and goes to the last of them.
  /// It may copy fewer, none too, before what only [#next] can tell.
  ///
  /// @param from where in `into` the first goes
  /// @return how many numbers
  public int copyNumbers(int[] prefix, int[] into, int from) {
    if (current == null || current.isOfChanges() || current.overlapsEarlier()) {
      return 0;
    }
    int copied = current.copyNumbers(prefix, into, from, queue.peek());
    if (copied > 0) {
      remember(current);
    }
    return copied;
  }

  private void remember(ScanRun run) {
    if (last.length < run.rank()) {
      last = new int[run.rank()];
    }
    System.arraycopy(run.at(), 0, last, 0, run.rank());
    lastRank = run.rank();
  }

  private boolean isVisible(ScanRun run) {
    if (run.isOfChanges()) {
      changes.read(run.position(), recorded);
      return recorded.kind() != RecordedChunk.Kind.DELETED;
    }
    if (run.overlapsEarlier()) {
      for (ScanRun earlier : runs) {
        if (earlier == run) {
          break;
        }
        if (earlier.covers(run.at(), run.rank())) {
          return false;
        }
      }
    }
    return true;
  }

  /// The bits of the coordinates of the reference; the first [#rank] elements count, until the next
  /// move.
  public int[] indices() {
    return current.at();
  }

  /// How many coordinates the reference has, which need not be the array's rank.
  public int rank() {
    return current.rank();
  }

  /// What the session recorded for the reference, until the next move; null if it is in
  /// [#manifest].
  public RecordedChunk recorded() {
    return current.isOfChanges() ? recorded : null;
  }

  /// The manifest that holds the reference, until the next move; null if it is [#recorded].
  public ManifestView manifest() {
    return current.isOfChanges() ? null : current.manifest();
  }

  /// The number of the array in [#manifest].
  public int arrayInManifest() {
    return current.array();
  }

  /// The number of the reference in [#manifest].
  public int placeInManifest() {
    return current.position();
  }

  /// The length of the chunk.
  public long lengthBytes() {
    if (current.isOfChanges()) {
      return recorded.lengthBytes();
    }
    ManifestView view = current.manifest();
    return view.kind(current.array(), current.position()) == ManifestView.Kind.INLINE
        ? view.inlineLength(current.array(), current.position())
        : view.length(current.array(), current.position());
  }

  /// Fills a cursor with the reference; it points into memory that this scan holds.
  public void fill(ChunkCursor cursor) {
    cursor.clear();
    if (current.isOfChanges()) {
      RecordedChanges.fill(recorded, cursor);
    } else {
      cursor.fill(current.manifest(), current.array(), current.position());
    }
  }

  @Override
  public void close() {
    queue.clear();
    runs.forEach(ScanRun::leave);
  }
}
