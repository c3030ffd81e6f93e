package dev.floe.virtualize;

import dev.floe.format.Checksum;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// The references of a whole grid of equally long chunks whose offsets are linear in their
/// coordinates, in C order. Holds no columns: a million chunks cost as much as one.
///
/// @param begin the offset of the chunk at the origin
/// @param grid how many chunks there are along each axis
/// @param steps by how many bytes the offset grows with the coordinate along each axis
/// @param chunkBytes the length of each chunk
record GridReferences(
    SourceOrigin origin, long begin, List<Long> grid, List<Long> steps, long chunkBytes)
    implements VirtualReferences {
  GridReferences {
    Objects.requireNonNull(origin, "origin");
    grid = List.copyOf(grid);
    steps = List.copyOf(steps);
  }

  @Override
  public long count() {
    return grid.stream().reduce(1L, Math::multiplyExact);
  }

  @Override
  public String location() {
    return origin.location();
  }

  @Override
  public Optional<Checksum> checksum() {
    return origin.checksum();
  }

  @Override
  public long totalBytes() {
    return count() * chunkBytes;
  }

  @Override
  public void columns(long from, int count, MemorySegment offsets, MemorySegment lengths) {
    Objects.checkFromIndexSize(from, (long) count, count());
    for (int i = 0; i < count; i++) {
      long rest = from + i;
      long offset = begin;
      for (int axis = grid.size() - 1; axis >= 0; axis--) {
        offset += rest % grid.get(axis) * steps.get(axis);
        rest /= grid.get(axis);
      }
      offsets.setAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, i, offset);
      lengths.setAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, i, chunkBytes);
    }
  }
}
