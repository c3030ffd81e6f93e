package dev.floe.format;

import java.util.Arrays;

/// A box of the chunk grid: half open, one `[from, to)` for each dimension, unsigned 32 bits each.
/// Without dimensions it contains everything.
public final class ManifestExtents {
  /// The box that contains everything.
  public static final ManifestExtents UNIVERSAL = new ManifestExtents(new int[0], new int[0]);

  /// How one box covers another; see [#overlap].
  public enum Overlap {
    NONE,
    PARTIAL,
    COMPLETE
  }

  private final int[] from;
  private final int[] to;

  private ManifestExtents(int[] from, int[] to) {
    this.from = from;
    this.to = to;
  }

  /// A box from the bits of unsigned numbers; both arrays have one element for each dimension.
  public static ManifestExtents ofUnsigned(int[] from, int[] to) {
    if (from.length != to.length) {
      throw new IllegalArgumentException(from.length + " lower and " + to.length + " upper bounds");
    }
    return from.length == 0 ? UNIVERSAL : new ManifestExtents(from.clone(), to.clone());
  }

  /// How many dimensions; none for the universal box.
  public int rank() {
    return from.length;
  }

  /// The first index in one dimension.
  public long from(int dimension) {
    return Integer.toUnsignedLong(from[dimension]);
  }

  /// The index behind the last in one dimension.
  public long to(int dimension) {
    return Integer.toUnsignedLong(to[dimension]);
  }

  /// Whether the first `rank` elements of `indices` (bits of unsigned numbers) lie within, as far
  /// as both go: other writers stored references of a wrong rank, and they are found where they
  /// are.
  public boolean contains(int[] indices, int rank) {
    for (int i = 0; i < Math.min(rank, from.length); i++) {
      if (Integer.compareUnsigned(indices[i], from[i]) < 0
          || Integer.compareUnsigned(indices[i], to[i]) >= 0) {
        return false;
      }
    }
    return true;
  }

  /// Whether `indices` lie within.
  public boolean contains(ChunkIndices indices) {
    if (from.length == 0) {
      return true;
    }
    if (indices.rank() != from.length) {
      return false;
    }
    for (int i = 0; i < from.length; i++) {
      if (indices.at(i) < from(i) || indices.at(i) >= to(i)) {
        return false;
      }
    }
    return true;
  }

  /// How this box, a manifest's, lies in `extent`, one of a split: asymmetric. A universal extent
  /// holds any box completely; a universal box is held by any other extent only in part.
  public Overlap overlap(ManifestExtents extent) {
    if (extent.from.length == 0) {
      return Overlap.COMPLETE;
    }
    if (from.length == 0) {
      return Overlap.PARTIAL;
    }
    boolean inside = true;
    for (int i = 0; i < Math.min(from.length, extent.from.length); i++) {
      if (to(i) <= extent.from(i) || from(i) >= extent.to(i)) {
        return Overlap.NONE;
      }
      inside &= from(i) >= extent.from(i) && to(i) <= extent.to(i);
    }
    return inside ? Overlap.COMPLETE : Overlap.PARTIAL;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ManifestExtents that
        && Arrays.equals(from, that.from)
        && Arrays.equals(to, that.to);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(from) + Arrays.hashCode(to);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < from.length; i++) {
      text.append(i > 0 ? ", " : "").append(from(i)).append("..").append(to(i));
    }
    return text.append(']').toString();
  }
}
