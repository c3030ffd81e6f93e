package dev.floe.format;

import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;

/// A sorted set of chunk coordinates, held as runs of neighbours along one dimension: whole boxes
/// of an array take a few bytes a row, and a chunk without neighbours four bytes a dimension and
/// five more. Elements may differ in rank, since other writers stored such. Immutable.
///
/// ```
///  numbers | 0 0 | 2 7 | 2 9 | …   where run r begins: at r·rank; at starts[r] if ranks differ
///  axes    |  1  |  −1 |  0  | …   along which dimension it goes; −1 if it has one element
///  ends    |  2  |  3  |  5  | …   so many elements are in it and in those before it
///            00 01  27    29 39
/// ```
public final class ChunkIndexSet extends AbstractSet<ChunkIndices> {
  /// The set without elements.
  public static final ChunkIndexSet EMPTY = new Builder(0).build();

  private final int[] numbers;
  private final int[] starts;
  private final byte[] axes;
  private final int[] ends;
  private final int rank;
  private final int runs;

  /// Takes what a builder has.
  private ChunkIndexSet(Builder of) {
    this.runs = of.runs;
    this.rank = Math.max(of.rank, 0);
    this.numbers = of.used == of.numbers.length ? of.numbers : Arrays.copyOf(of.numbers, of.used);
    this.starts = of.starts == null ? null : Arrays.copyOf(of.starts, runs + 1);
    this.axes = Arrays.copyOf(of.axes, runs);
    this.ends = Arrays.copyOf(of.ends, runs);
  }

  /// A set of these, in whatever order they come.
  public static ChunkIndexSet of(Iterable<ChunkIndices> elements) {
    if (elements instanceof ChunkIndexSet set) {
      return set;
    }
    Builder builder = new Builder(16);
    elements.forEach(builder::add);
    return builder.build();
  }

  @Override
  public int size() {
    return runs == 0 ? 0 : ends[runs - 1];
  }

  /// How many runs of neighbours there are, which is what a set takes memory for.
  public int runCount() {
    return runs;
  }

  /// The element at one place in the order.
  public ChunkIndices at(int index) {
    Cursor cursor = new Cursor();
    cursor.seek(Objects.checkIndex(index, size()));
    return cursor.indices();
  }

  private int start(int run) {
    return starts == null ? run * rank : starts[run];
  }

  private int rankOf(int run) {
    return starts == null ? rank : starts[run + 1] - starts[run];
  }

  private int first(int run) {
    return run == 0 ? 0 : ends[run - 1];
  }

  /// Where the first `rank` of `coords` are in the order, or −1.
  public int indexOf(int[] coords, int rank) {
    int low = 0;
    int high = runs - 1;
    while (low <= high) {
      int middle = low + high >>> 1;
      int from = start(middle);
      int order = Arrays.compareUnsigned(numbers, from, from + rankOf(middle), coords, 0, rank);
      if (order == 0) {
        return first(middle);
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high < 0 ? -1 : indexWithin(high, coords, rank);
  }

  /// Where coordinates are that come after the first element of a run, or −1.
  private int indexWithin(int run, int[] coords, int rank) {
    int from = start(run);
    int axis = axes[run];
    if (axis < 0 || rankOf(run) != rank) {
      return -1;
    }
    int distance = coords[axis] - numbers[from + axis];
    boolean inside = Integer.compareUnsigned(distance, ends[run] - first(run)) < 0;
    for (int d = 0; d < rank; d++) {
      inside &= d == axis || coords[d] == numbers[from + d];
    }
    return inside ? first(run) + distance : -1;
  }

  @Override
  public boolean contains(Object element) {
    return element instanceof ChunkIndices indices
        && indexOf(indices.toUnsigned(), indices.rank()) >= 0;
  }

  @Override
  public Iterator<ChunkIndices> iterator() {
    Cursor cursor = new Cursor();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return cursor.next < size();
      }

      @Override
      public ChunkIndices next() {
        if (!cursor.advance()) {
          throw new NoSuchElementException();
        }
        return cursor.indices();
      }
    };
  }

  /// A cursor before the first element.
  public Cursor cursor() {
    return new Cursor();
  }

  /// Goes through the elements in their order, without an object for each. One thread.
  public final class Cursor {
    private int next;
    private int run = -1;
    private int from;
    private int within;
    private int[] scratch = new int[8];

    private Cursor() {}

    /// Goes to the next element; false if there is none.
    public boolean advance() {
      if (next == size()) {
        return false;
      }
      if (run < 0 || next == ends[run]) {
        run++;
        from = start(run);
      }
      within = next++ - first(run);
      return true;
    }

    private void seek(int index) {
      int place = Arrays.binarySearch(ends, 0, runs, index);
      run = place < 0 ? -place - 1 : place + 1;
      from = start(run);
      within = index - first(run);
      next = index + 1;
    }

    /// How many dimensions the element has.
    public int rank() {
      return rankOf(run);
    }

    /// One number of the element, as bits of an unsigned one.
    public int unsignedAt(int dimension) {
      int number = numbers[from + dimension];
      return dimension == axes[run] ? number + within : number;
    }

    /// How many elements of its run of neighbours come after the element.
    public int leftInRun() {
      return ends[run] - next;
    }

    /// How many of them come before it.
    public int placeInRun() {
      return within;
    }

    /// Along which dimension the neighbours lie; -1 where there are none.
    public int axis() {
      return axes[run];
    }

    /// Passes over the next elements of the same run.
    public void skip(int count) {
      next += count;
      within += count;
    }

    /// Copies the numbers of the element into an array that has room for them.
    public void copyTo(int[] coords) {
      System.arraycopy(numbers, from, coords, 0, rank());
      if (within > 0) {
        coords[axes[run]] += within;
      }
    }

    /// The element.
    public ChunkIndices indices() {
      int[] coords = new int[rank()];
      copyTo(coords);
      return ChunkIndices.ofUnsigned(coords);
    }

    private int compareTo(Cursor other) {
      int shared = Math.min(rank(), other.rank());
      for (int d = 0; d < shared; d++) {
        int order = Integer.compareUnsigned(unsignedAt(d), other.unsignedAt(d));
        if (order != 0) {
          return order;
        }
      }
      return Integer.compare(rank(), other.rank());
    }

    private void addTo(Builder builder) {
      int rank = rank();
      if (rank > scratch.length) {
        scratch = new int[rank];
      }
      copyTo(scratch);
      builder.add(scratch, 0, rank);
    }
  }

  /// The elements of either.
  public ChunkIndexSet union(ChunkIndexSet other) {
    if (other.isEmpty() || other == this) {
      return this;
    }
    if (isEmpty()) {
      return other;
    }
    Builder builder = new Builder(numbers.length + other.numbers.length);
    Cursor ours = new Cursor();
    Cursor theirs = other.new Cursor();
    boolean left = ours.advance();
    boolean right = theirs.advance();
    while (left || right) {
      int order = !left ? 1 : !right ? -1 : ours.compareTo(theirs);
      (order <= 0 ? ours : theirs).addTo(builder);
      left = order <= 0 ? ours.advance() : left;
      right = order >= 0 ? theirs.advance() : right;
    }
    return builder.build();
  }

  /// The elements of all of them. Sets are united in pairs, and the results in pairs again, so that
  /// no element is looked at more often than there are such rounds.
  public static ChunkIndexSet union(List<ChunkIndexSet> sets) {
    List<ChunkIndexSet> round = sets;
    while (round.size() > 1) {
      List<ChunkIndexSet> next = new ArrayList<>(round.size() / 2 + 1);
      for (int i = 0; i + 1 < round.size(); i += 2) {
        next.add(round.get(i).union(round.get(i + 1)));
      }
      if (round.size() % 2 == 1) {
        next.add(round.getLast());
      }
      round = next;
    }
    return round.isEmpty() ? EMPTY : round.getFirst();
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof ChunkIndexSet that)) {
      return super.equals(other);
    }
    return runs == that.runs
        && Arrays.equals(numbers, that.numbers)
        && Arrays.equals(axes, that.axes)
        && Arrays.equals(ends, that.ends)
        && Arrays.equals(starts, that.starts);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }

  /// Collects a set. Elements that come in order cost no sorting; what comes twice is kept once.
  /// One thread.
  public static final class Builder {
    private int[] numbers;
    private int used;
    private int[] starts;
    private byte[] axes = new byte[4];
    private int[] ends = new int[4];
    private int rank = -1;
    private int runs;
    private int size;
    private boolean sorted = true;

    private int[] last = new int[8];
    private int lastRank;

    /// A builder with room for this many numbers at first: those of the elements that runs begin
    /// with.
    public Builder(int expectedNumbers) {
      numbers = new int[expectedNumbers];
    }

    /// Adds coordinates.
    public Builder add(ChunkIndices indices) {
      return add(indices.toUnsigned(), 0, indices.rank());
    }

    /// Adds the coordinates in `rank` elements of an array of unsigned numbers' bits.
    public Builder add(int[] coords, int from, int rank) {
      if (starts == null && this.rank != rank) {
        if (this.rank >= 0) {
          beginRagged();
        } else {
          this.rank = rank;
        }
      }
      int order =
          size == 0 ? -1 : Arrays.compareUnsigned(last, 0, lastRank, coords, from, from + rank);
      if (order == 0) {
        return this;
      }
      sorted &= order < 0;
      int axis = size > 0 && order < 0 ? neighbour(coords, from, rank) : -1;
      boolean single = size > 0 && axes[runs - 1] < 0;
      size = Math.addExact(size, 1);
      if (axis >= 0 && (single || axes[runs - 1] == axis)) {
        axes[runs - 1] = (byte) axis;
        ends[runs - 1] = size;
      } else {
        begin(coords, from, rank);
      }
      remember(coords, from, rank);
      return this;
    }

    /// Adds so many coordinates side by side in a dimension.
    ///
    /// @param coords of the first; those of the last afterwards
    public Builder addRun(int[] coords, int rank, int axis, int count) {
      int one = 0;
      while (one < count && (one < 2 || !sorted || axes[runs - 1] != axis)) {
        coords[axis] += one == 0 ? 0 : 1;
        add(coords, 0, rank);
        one++;
      }
      int rest = count - one;
      if (rest > 0) {
        coords[axis] += rest;
        size = Math.addExact(size, rest);
        ends[runs - 1] = size;
        remember(coords, 0, rank);
      }
      return this;
    }

    /// Along which dimension something follows the last element, or −1.
    private int neighbour(int[] coords, int from, int rank) {
      int axis = -1;
      if (rank != lastRank || rank > Byte.MAX_VALUE) {
        return -1;
      }
      for (int d = 0; d < rank; d++) {
        int step = coords[from + d] - last[d];
        if (step != 0 && (step != 1 || axis >= 0)) {
          return -1;
        }
        axis = step == 1 ? d : axis;
      }
      return axis;
    }

    private void remember(int[] coords, int from, int rank) {
      if (rank > last.length) {
        last = new int[rank];
      }
      System.arraycopy(coords, from, last, 0, rank);
      lastRank = rank;
    }

    private void begin(int[] coords, int from, int rank) {
      if (rank > numbers.length - used) {
        numbers = Arrays.copyOf(numbers, Math.addExact(used, Math.max(used / 2, rank + 16)));
      }
      System.arraycopy(coords, from, numbers, used, rank);
      used += rank;
      if (runs == ends.length) {
        ends = Arrays.copyOf(ends, runs + runs / 2);
        axes = Arrays.copyOf(axes, ends.length);
      }
      axes[runs] = -1;
      ends[runs++] = size;
      if (starts != null) {
        if (runs == starts.length) {
          starts = Arrays.copyOf(starts, runs * 2);
        }
        starts[runs] = used;
      }
    }

    private void beginRagged() {
      starts = new int[runs + 16];
      for (int i = 0; i <= runs; i++) {
        starts[i] = i * rank;
      }
    }

    /// The set; the builder is used up.
    public ChunkIndexSet build() {
      ChunkIndexSet set = new ChunkIndexSet(this);
      if (sorted) {
        return set;
      }
      ChunkIndices[] elements = set.toArray(ChunkIndices[]::new);
      Arrays.sort(elements);
      Builder builder = new Builder(used);
      for (ChunkIndices element : elements) {
        builder.add(element);
      }
      return builder.build();
    }
  }
}
