package dev.floe.internal.commit;

import dev.floe.format.ManifestExtents;
import dev.floe.format.ManifestRef;
import dev.floe.internal.asset.Asset;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.binary.ManifestView;
import dev.floe.internal.read.ArrayChunks;
import dev.floe.internal.read.ChunkCursor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// The references of one array in the order of their coordinates: what the session recorded laid
/// over what its manifests hold. A manifest is opened when the scan comes to its box and left when
/// the scan is through it. One thread at a time; closed by whoever opened it.
public final class ChunkScan implements AutoCloseable {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final long MOST_ROWS = 1 << 30;
  private static final Comparator<Run> ORDER =
      (a, b) -> {
        int order = compare(a.at, a.rank, b.at, b.rank);
        return order != 0 ? order : Integer.compare(a.order, b.order);
      };

  /// One sorted run of references: a manifest, or the session's changes, which come first among
  /// equals.
  private final class Run {
    private final int order;
    private final ManifestRef ref;
    private final boolean overlapsEarlier;
    private Asset<ManifestView> manifest;
    private int array;
    private int position;
    private int[] at = new int[8];
    private int rank;

    private Run(int order, ManifestRef ref, boolean overlapsEarlier) {
      this.order = order;
      this.ref = ref;
      this.overlapsEarlier = overlapsEarlier;
    }

    /// Moves to the first reference not below `from`; false if there is none.
    private boolean seek(int[] from, int fromRank) {
      if (ref == null) {
        position = lowerBoundOfChanges(from, fromRank);
        return load();
      }
      ManifestExtents box = ref.extents();
      if (manifest == null && box.rank() > 0) {
        at = new int[box.rank()];
        rank = box.rank();
        for (int i = 0; i < rank; i++) {
          at[i] = (int) box.from(i);
        }
        if (compare(at, rank, from, fromRank) >= 0) {
          position = -1;
          return true;
        }
      }
      open();
      position = array < 0 ? 0 : manifest.value().lowerBound(array, from, fromRank);
      return load();
    }

    private void open() {
      if (manifest == null) {
        long sizeBytes = sizes.applyAsLong(ref.id());
        manifest = assets.manifest(ref.id(), sizeBytes, resolved.node().path());
        array = manifest.value().arrayIndex(resolved.node().id());
      }
    }

    /// Goes on to the next reference; false at the end.
    private boolean advance() {
      if (ref != null && position < 0) {
        open();
      }
      position++;
      return load();
    }

    private boolean load() {
      if (ref == null) {
        if (position >= changes.size()) {
          return false;
        }
        rank = changes.rank();
        at = fitting(rank);
        for (int i = 0; i < rank; i++) {
          at[i] = changes.indexAt(position, i);
        }
        return true;
      }
      if (array < 0 || position >= manifest.value().refCount(array)) {
        leave();
        return false;
      }
      rank = manifest.value().coords(array, position, at);
      if (rank > at.length) {
        at = new int[rank];
        manifest.value().coords(array, position, at);
      }
      return true;
    }

    /// Copies the coordinates from this reference on that lie in the grid, up to where another run
    /// goes on, and stays at the last of them.
    private int copyCoordinates(int[] grid, MemorySegment rows, int most) {
      int end = position + Math.clamp(end() - position, 1, most);
      int copied = manifest.value().copyCoordinates(array, position, end, grid, rows);
      goTo(end - 1);
      return copied;
    }

    /// As [ChunkScan#copyNumbers].
    private int copyNumbers(int[] prefix, int[] into, int from) {
      int next = position + 1;
      int end = Math.min(end(), next + into.length - from);
      if (end <= next || rank <= prefix.length) {
        return 0;
      }
      ManifestView view = manifest.value();
      int copied = view.copyNumbers(array, next, end, prefix, at[prefix.length], into, from);
      goTo(position + copied);
      return copied;
    }

    /// The place of the first reference behind those before which no other run goes on.
    private int end() {
      ManifestView view = manifest.value();
      Run other = queue.peek();
      int count = view.refCount(array);
      return other == null ? count : Math.min(count, view.lowerBound(array, other.at, other.rank));
    }

    private void goTo(int place) {
      if (place > position) {
        position = place;
        load();
        remember(this);
      }
    }

    private int[] fitting(int length) {
      return at.length >= length ? at : new int[length];
    }

    private void leave() {
      if (manifest != null) {
        manifest.unpin();
        manifest = null;
      }
    }
  }

  private final AssetManager assets;
  private final java.util.function.ToLongFunction<dev.floe.format.ManifestId> sizes;
  private final ResolvedArray resolved;
  private final SortedChunks changes;
  private final List<Run> runs = new ArrayList<>();
  private final PriorityQueue<Run> queue = new PriorityQueue<>(ORDER);
  private final RecordedChunk recorded = new RecordedChunk();
  private Run current;
  private int[] last = new int[8];
  private int lastRank = -1;

  /// A scan from the first reference on.
  public ChunkScan(SessionCore core, SessionCore.State state, ResolvedArray resolved) {
    this.assets = core.services().assets();
    this.sizes = state.base()::manifestSizeBytes;
    this.resolved = resolved;
    core.scanned(state, resolved);
    ChunkTable table = state.readOnly() ? null : state.changes().chunks(resolved.node().id());
    this.changes = table == null ? null : table.sorted();
    if (changes != null) {
      runs.add(new Run(0, null, false));
    }
    List<ManifestRef> refs = resolved.array().manifests();
    for (int i = 0; i < refs.size(); i++) {
      runs.add(new Run(i + 1, refs.get(i), overlapsEarlier(refs, i)));
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

  private static int compare(int[] a, int rankA, int[] b, int rankB) {
    return Arrays.compareUnsigned(a, 0, rankA, b, 0, rankB);
  }

  private int lowerBoundOfChanges(int[] from, int rank) {
    int low = 0;
    int high = changes.size();
    int[] at = new int[changes.rank()];
    while (low < high) {
      int middle = (low + high) >>> 1;
      for (int i = 0; i < at.length; i++) {
        at[i] = changes.indexAt(middle, i);
      }
      if (compare(at, at.length, from, rank) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// Goes to where the next reference is the first whose coordinates are not below the first `rank`
  /// of `from`.
  public void seek(int[] from, int rank) {
    queue.clear();
    current = null;
    lastRank = -1;
    for (Run run : runs) {
      if (run.seek(from, rank)) {
        queue.add(run);
      }
    }
  }

  /// Goes to the next reference; false at the end.
  public boolean next() {
    while (true) {
      Run run = nextRun();
      if (run == null) {
        return false;
      }
      if (run.ref != null && run.position < 0) {
        // So far only the corner of the box was known.
        run.open();
        run.position = 0;
        if (run.load()) {
          queue.add(run);
        }
        continue;
      }
      current = run;
      boolean repeated = lastRank >= 0 && compare(run.at, run.rank, last, lastRank) == 0;
      remember(run);
      if (!repeated && isVisible(run)) {
        return true;
      }
    }
  }

  /// Whose reference is next; null at the end. Mostly it is whose was the last.
  private Run nextRun() {
    Run run = current;
    current = null;
    if (run == null || !run.advance()) {
      return queue.poll();
    }
    Run other = queue.peek();
    if (other == null || ORDER.compare(run, other) < 0) {
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
      if (current.ref == null || current.overlapsEarlier) {
        if (chunks.contains(current.at, current.rank)) {
          MemorySegment.copy(current.at, 0, rows, INT, filled * rowBytes, current.rank);
          filled++;
        }
      } else {
        filled += current.copyCoordinates(grid, rows.asSlice(filled * rowBytes), capacity - filled);
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
    return current == null || current.ref == null || current.overlapsEarlier
        ? 0
        : current.copyNumbers(prefix, into, from);
  }

  private void remember(Run run) {
    if (last.length < run.rank) {
      last = new int[run.rank];
    }
    System.arraycopy(run.at, 0, last, 0, run.rank);
    lastRank = run.rank;
  }

  private boolean isVisible(Run run) {
    if (run.ref == null) {
      changes.read(run.position, recorded);
      return recorded.kind() != RecordedChunk.Kind.DELETED;
    }
    if (run.overlapsEarlier) {
      for (Run earlier : runs) {
        if (earlier.order >= run.order) {
          break;
        }
        if (earlier.ref != null && earlier.ref.extents().contains(run.at, run.rank)) {
          return false;
        }
      }
    }
    return true;
  }

  /// The bits of the coordinates of the reference; the first [#rank] elements count, until the next
  /// move.
  public int[] indices() {
    return current.at;
  }

  /// How many coordinates the reference has, which need not be the array's rank.
  public int rank() {
    return current.rank;
  }

  /// What the session recorded for the reference, until the next move; null if it is in
  /// [#manifest].
  public RecordedChunk recorded() {
    return current.ref == null ? recorded : null;
  }

  /// The manifest that holds the reference, until the next move; null if it is [#recorded].
  public ManifestView manifest() {
    return current.ref == null ? null : current.manifest.value();
  }

  /// The number of the array in [#manifest].
  public int arrayInManifest() {
    return current.array;
  }

  /// The number of the reference in [#manifest].
  public int placeInManifest() {
    return current.position;
  }

  /// The length of the chunk.
  public long lengthBytes() {
    if (current.ref == null) {
      return recorded.lengthBytes();
    }
    ManifestView view = current.manifest.value();
    return view.kind(current.array, current.position) == ManifestView.Kind.INLINE
        ? view.inlineLength(current.array, current.position)
        : view.length(current.array, current.position);
  }

  /// Fills a cursor with the reference; it points into memory that this scan holds.
  public void fill(ChunkCursor cursor) {
    cursor.clear();
    if (current.ref == null) {
      RecordedChanges.fill(recorded, cursor);
    } else {
      cursor.fill(current.manifest.value(), current.array, current.position);
    }
  }

  @Override
  public void close() {
    queue.clear();
    runs.forEach(Run::leave);
  }
}
