package dev.floe.internal.commit;

import dev.floe.config.ManifestConfig;
import dev.floe.config.ManifestSplittingConfig;
import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.format.DimensionShape;
import dev.floe.format.ManifestExtents;
import dev.floe.format.NodeData;
import dev.floe.format.NodePath;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;

/// How the chunk grid of an array is cut into boxes, each the realm of manifests of its own. A pure
/// function of the configuration and the array; the boxes are counted, never listed, for there may
/// be more than there is memory.
///
/// ```
/// axis with 25 chunks, 12 a manifest     0 ........ 12 ........ 24 25
/// ordinals                               |    0     |    1     | 2 |
/// ```
///
/// A box is named by its ordinals, one an axis, unsigned. A scalar has one box, without axes. An
/// axis of no chunks that a rule is for has no box at all; one that no rule is for has an empty
/// box.
public final class ManifestSplits {
  private final long[] chunkCounts;
  private final long[] sizes;
  private final boolean[] split;
  private final boolean automatic;

  private ManifestSplits(long[] chunkCounts, long[] sizes, boolean[] split, boolean automatic) {
    this.chunkCounts = chunkCounts;
    this.sizes = sizes;
    this.split = split;
    this.automatic = automatic;
  }

  /// The boxes of an array: those of the rules that were configured, else, where none of them is
  /// for the array, those of [AutomaticSplits].
  ///
  /// @param refs how many references the array has or will have, at most
  /// @throws InvalidInputException as [#compute]
  public static ManifestSplits of(
      NodePath path, NodeData.Array array, ManifestConfig config, long refs) {
    Optional<ManifestSplittingConfig> rules =
        config
            .value(ManifestConfig.SPLITTING)
            .filter(set -> set.value(ManifestSplittingConfig.SPLIT_SIZES).isPresent());
    if (rules.isPresent()) {
      ManifestSplits configured = compute(path, array, rules.get());
      if (configured.isSplit()) {
        return configured;
      }
    }
    long[] chunkCounts = array.shape().stream().mapToLong(DimensionShape::chunkCount).toArray();
    return new ManifestSplits(
        chunkCounts,
        AutomaticSplits.sizes(chunkCounts, refs),
        new boolean[chunkCounts.length],
        true);
  }

  private boolean isSplit() {
    for (boolean axis : split) {
      if (axis) {
        return true;
      }
    }
    return false;
  }

  /// Whether no rule asked for these boxes, so that manifests of other boxes may stay.
  boolean isAutomatic() {
    return automatic;
  }

  /// The boxes of an array by the rules of a configuration alone.
  ///
  /// @throws InvalidInputException `invalid-commit-configuration` where a rule that applies asks
  ///   for no chunks in a manifest
  public static ManifestSplits compute(
      NodePath path, NodeData.Array array, ManifestSplittingConfig config) {
    List<DimensionShape> shape = array.shape();
    long[] chunkCounts = new long[shape.size()];
    long[] sizes = new long[shape.size()];
    boolean[] split = new boolean[shape.size()];
    for (int axis = 0; axis < sizes.length; axis++) {
      OptionalLong size = config.chunksPerManifest(path, axis, name(array, axis));
      if (size.isPresent() && size.getAsLong() == 0) {
        throw new InvalidInputException(
            ErrorKind.INVALID_COMMIT_CONFIGURATION,
            "manifest splitting of "
                + path
                + ": expected at least 1 chunk a manifest on axis "
                + axis
                + ", found 0");
      }
      chunkCounts[axis] = shape.get(axis).chunkCount();
      sizes[axis] = size.orElse(Math.max(1, chunkCounts[axis]));
      split[axis] = size.isPresent();
    }
    return new ManifestSplits(chunkCounts, sizes, split, false);
  }

  /// An empty name reads as none, and so do the axes that a short list leaves over.
  private static Optional<String> name(NodeData.Array array, int axis) {
    return array
        .dimensionNames()
        .filter(names -> axis < names.size())
        .flatMap(names -> names.get(axis))
        .filter(name -> !name.isEmpty());
  }

  /// How many axes there are.
  public int rank() {
    return sizes.length;
  }

  /// How many boxes there are along an axis.
  private long boxesAlong(int axis) {
    long boxes = (chunkCounts[axis] + sizes[axis] - 1) / sizes[axis];
    return boxes == 0 && !split[axis] ? 1 : boxes;
  }

  /// How many boxes there are; [Long#MAX_VALUE] stands for more.
  public long count() {
    long count = 1;
    for (int axis = 0; axis < sizes.length; axis++) {
      long along = boxesAlong(axis);
      if (along == 0) {
        return 0;
      }
      count = count > Long.MAX_VALUE / along ? Long.MAX_VALUE : count * along;
    }
    return count;
  }

  /// Finds the box of the first `rank` of `indices` (bits of unsigned numbers) and writes its
  /// ordinals; false if they are in none.
  public boolean find(int[] indices, int rank, int[] ordinals) {
    if (rank != sizes.length) {
      return false;
    }
    for (int axis = 0; axis < rank; axis++) {
      long index = Integer.toUnsignedLong(indices[axis]);
      if (index >= chunkCounts[axis]) {
        return false;
      }
      ordinals[axis] = (int) (index / sizes[axis]);
    }
    return true;
  }

  /// How many chunks from one that is in a box on, along an axis, are in that box.
  int leftInBox(int[] indices, int axis) {
    long index = Integer.toUnsignedLong(indices[axis]);
    long end = Math.min((index / sizes[axis] + 1) * sizes[axis], chunkCounts[axis]);
    return (int) Math.min(Integer.MAX_VALUE, end - index);
  }

  /// The box of some coordinates.
  public Optional<ManifestExtents> find(int... indices) {
    int[] ordinals = new int[indices.length];
    return find(indices, indices.length, ordinals)
        ? Optional.of(extents(ordinals))
        : Optional.empty();
  }

  /// The box of ordinals.
  public ManifestExtents extents(int[] ordinals) {
    int[] from = new int[sizes.length];
    int[] to = new int[sizes.length];
    for (int axis = 0; axis < sizes.length; axis++) {
      long start = Integer.toUnsignedLong(ordinals[axis]) * sizes[axis];
      from[axis] = (int) start;
      to[axis] = (int) Math.min(start + sizes[axis], chunkCounts[axis]);
    }
    return ManifestExtents.ofUnsigned(from, to);
  }

  /// Whether a box of the grid of chunks, not empty on any axis, lies within the grid.
  boolean contains(ManifestExtents extents) {
    if (extents.rank() != sizes.length || sizes.length == 0) {
      return false;
    }
    for (int axis = 0; axis < sizes.length; axis++) {
      if (extents.from(axis) >= extents.to(axis) || extents.to(axis) > chunkCounts[axis]) {
        return false;
      }
    }
    return true;
  }

  /// Whether the box of ordinals and another one have a place in common.
  boolean overlaps(int[] ordinals, ManifestExtents extents) {
    for (int axis = 0; axis < sizes.length; axis++) {
      long start = Integer.toUnsignedLong(ordinals[axis]) * sizes[axis];
      if (start >= extents.to(axis) || start + sizes[axis] <= extents.from(axis)) {
        return false;
      }
    }
    return true;
  }

  /// All boxes, the last axis fastest, made one by one.
  public Iterable<ManifestExtents> all() {
    return AllExtents::new;
  }

  /// Counts through the ordinals.
  private final class AllExtents implements Iterator<ManifestExtents> {
    private final int[] next = new int[sizes.length];
    private boolean more = count() > 0;

    @Override
    public boolean hasNext() {
      return more;
    }

    @Override
    public ManifestExtents next() {
      if (!more) {
        throw new NoSuchElementException();
      }
      ManifestExtents extents = extents(next);
      int axis = sizes.length - 1;
      while (axis >= 0 && Integer.toUnsignedLong(++next[axis]) == boxesAlong(axis)) {
        next[axis--] = 0;
      }
      more = axis >= 0;
      return extents;
    }
  }
}
