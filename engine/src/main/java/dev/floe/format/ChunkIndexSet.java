package dev.floe.format;

import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/// A sorted set of chunk coordinates, held as plain numbers: four bytes a dimension instead of
/// several objects an element, for arrays with millions of chunks. Elements may differ in rank,
/// since other writers stored such. Immutable.
///
/// ```
///  numbers | 0 0 | 0 1 | 2 7 | …       element i begins at i·rank, or at starts[i] if ranks differ
/// ```
public final class ChunkIndexSet extends AbstractSet<ChunkIndices> {
  /// The set without elements.
  public static final ChunkIndexSet EMPTY = new Builder(0).build();

  private final int[] numbers;
  private final int[] starts;
  private final int rank;
  private final int size;

  private ChunkIndexSet(int[] numbers, int[] starts, int rank, int size) {
    this.numbers = numbers;
    this.starts = starts;
    this.rank = rank;
    this.size = size;
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
    return size;
  }

  /// The element at one place in the order.
  public ChunkIndices at(int index) {
    int start = start(index);
    return ChunkIndices.ofUnsigned(Arrays.copyOfRange(numbers, start, start + rankAt(index)));
  }

  /// How many dimensions the element at one place has.
  public int rankAt(int index) {
    return starts == null ? rank : start(index + 1) - start(index);
  }

  /// One number of the element at one place, as bits of an unsigned one.
  public int unsignedAt(int index, int dimension) {
    return numbers[start(index) + dimension];
  }

  private int start(int index) {
    return starts == null ? index * rank : starts[index];
  }

  /// Where the first `rank` of `coords` are in the order, or −1.
  public int indexOf(int[] coords, int rank) {
    int low = 0;
    int high = size - 1;
    while (low <= high) {
      int middle = low + high >>> 1;
      int from = start(middle);
      int order = Arrays.compareUnsigned(numbers, from, from + rankAt(middle), coords, 0, rank);
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

  @Override
  public boolean contains(Object element) {
    return element instanceof ChunkIndices indices
        && indexOf(indices.toUnsigned(), indices.rank()) >= 0;
  }

  @Override
  public Iterator<ChunkIndices> iterator() {
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < size;
      }

      @Override
      public ChunkIndices next() {
        if (next == size) {
          throw new NoSuchElementException();
        }
        return at(next++);
      }
    };
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
    int a = 0;
    int b = 0;
    while (a < size || b < other.size) {
      int order = a == size ? 1 : b == other.size ? -1 : compare(a, other, b);
      if (order <= 0) {
        builder.add(numbers, start(a), rankAt(a));
        a++;
      } else {
        builder.add(other.numbers, other.start(b), other.rankAt(b));
        b++;
      }
      b += order == 0 ? 1 : 0;
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

  private int compare(int index, ChunkIndexSet other, int otherIndex) {
    int from = start(index);
    int otherFrom = other.start(otherIndex);
    return Arrays.compareUnsigned(
        numbers,
        from,
        from + rankAt(index),
        other.numbers,
        otherFrom,
        otherFrom + other.rankAt(otherIndex));
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof ChunkIndexSet that)) {
      return super.equals(other);
    }
    if (size != that.size) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      if (compare(i, that, i) != 0) {
        return false;
      }
    }
    return true;
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
    private int rank = -1;
    private int size;
    private boolean sorted = true;

    /// A builder with room for this many numbers at first.
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
      if (size > 0) {
        int order = compareLast(coords, from, rank);
        if (order == 0) {
          return this;
        }
        sorted &= order < 0;
      }
      if (rank > numbers.length - used) {
        numbers = Arrays.copyOf(numbers, Math.addExact(used, Math.max(used / 2, rank + 16)));
      }
      System.arraycopy(coords, from, numbers, used, rank);
      used += rank;
      size++;
      if (starts != null) {
        if (size == starts.length) {
          starts = Arrays.copyOf(starts, size * 2);
        }
        starts[size] = used;
      }
      return this;
    }

    private void beginRagged() {
      starts = new int[size + 16];
      for (int i = 0; i <= size; i++) {
        starts[i] = i * rank;
      }
    }

    private int start(int index) {
      return starts == null ? index * rank : starts[index];
    }

    private int compareLast(int[] coords, int from, int rank) {
      return Arrays.compareUnsigned(numbers, start(size - 1), used, coords, from, from + rank);
    }

    /// The set; the builder is used up.
    public ChunkIndexSet build() {
      if (!sorted) {
        return sortedCopy();
      }
      return new ChunkIndexSet(
          used == numbers.length ? numbers : Arrays.copyOf(numbers, used),
          starts == null ? null : Arrays.copyOf(starts, size + 1),
          Math.max(rank, 0),
          size);
    }

    private ChunkIndexSet sortedCopy() {
      ChunkIndexSet unsorted = new ChunkIndexSet(numbers, starts, rank, size);
      Integer[] order = new Integer[size];
      Arrays.setAll(order, i -> i);
      Arrays.sort(order, (a, b) -> unsorted.compare(a, unsorted, b));
      Builder builder = new Builder(used);
      for (int index : order) {
        builder.add(numbers, start(index), unsorted.rankAt(index));
      }
      return builder.build();
    }
  }
}
