package dev.floe.format;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import java.io.Serializable;
import java.util.Arrays;

/// The coordinates of one chunk in the chunk grid: one unsigned 32-bit index for each dimension,
/// none for a scalar. Ordered element by element, unsigned; a prefix comes first.
public final class ChunkIndices implements Serializable, Comparable<ChunkIndices> {
  private static final long serialVersionUID = 1L;

  /// The coordinates of the only chunk of a scalar array.
  public static final ChunkIndices SCALAR = new ChunkIndices(new int[0]);

  private final int[] indices;

  private ChunkIndices(int[] indices) {
    this.indices = indices;
  }

  /// Coordinates from numbers between 0 and 2³²−1.
  public static ChunkIndices of(long... indices) {
    int[] narrow = new int[indices.length];
    for (int i = 0; i < indices.length; i++) {
      if (indices[i] < 0 || indices[i] > 0xffff_ffffL) {
        throw new InvalidInputException(
            ErrorKind.INVALID_CHUNK_INDEX,
            "chunk index: expected 0 to 4294967295 in each dimension, found "
                + Arrays.toString(indices));
      }
      narrow[i] = (int) indices[i];
    }
    return new ChunkIndices(narrow);
  }

  /// Coordinates from the bits of unsigned numbers; the array is copied.
  public static ChunkIndices ofUnsigned(int... indices) {
    return new ChunkIndices(indices.clone());
  }

  /// Coordinates from the first `rank` elements of a scratch array; they are copied.
  public static ChunkIndices ofUnsigned(int[] indices, int rank) {
    return new ChunkIndices(Arrays.copyOf(indices, rank));
  }

  /// How many dimensions.
  public int rank() {
    return indices.length;
  }

  /// The index in one dimension.
  public long at(int dimension) {
    return Integer.toUnsignedLong(indices[dimension]);
  }

  /// The bits of the index in one dimension.
  public int unsignedAt(int dimension) {
    return indices[dimension];
  }

  /// A copy of the bits.
  public int[] toUnsigned() {
    return indices.clone();
  }

  /// The indices as numbers.
  public long[] toLongs() {
    long[] longs = new long[indices.length];
    for (int i = 0; i < longs.length; i++) {
      longs[i] = at(i);
    }
    return longs;
  }

  @Override
  public int compareTo(ChunkIndices other) {
    return Arrays.compareUnsigned(indices, other.indices);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChunkIndices that && Arrays.equals(indices, that.indices);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(indices);
  }

  /// The indices as they end a Zarr key: `1/2/3`; empty for a scalar.
  public String keySuffix() {
    StringBuilder text = new StringBuilder(indices.length * 4);
    for (int i = 0; i < indices.length; i++) {
      if (i > 0) {
        text.append('/');
      }
      text.append(at(i));
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return Arrays.toString(toLongs());
  }
}
