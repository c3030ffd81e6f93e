package dev.floe.fuzz.hostile;

import dev.floe.format.Checksum;
import dev.floe.internal.binary.RefSink;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// Looks at every byte of the references that it is passed.
///
/// @param ranks of those that came
record RefCounter(List<Integer> ranks) implements RefSink {
  @Override
  public void inline(int[] coords, int rank, MemorySegment bytes) {
    bytes.toArray(ValueLayout.JAVA_BYTE);
    ranks.add(rank);
  }

  @Override
  public void nativeChunk(int[] coords, int rank, long high, int low, long offset, long length) {
    ranks.add(rank);
  }

  @Override
  public void virtualChunk(
      int[] coords,
      int rank,
      MemorySegment locationUtf8,
      long offset,
      long length,
      Checksum checksum) {
    locationUtf8.toArray(ValueLayout.JAVA_BYTE);
    ranks.add(rank);
  }
}
