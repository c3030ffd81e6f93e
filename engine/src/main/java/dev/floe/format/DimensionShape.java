package dev.floe.format;

/// One dimension of an array: its length in elements and how many chunks cover it (below 2³²).
public record DimensionShape(long arrayLength, long chunkCount) {
  public DimensionShape {
    if (chunkCount < 0 || chunkCount > 0xffff_ffffL) {
      throw new IllegalArgumentException("chunkCount does not fit u32: " + chunkCount);
    }
  }
}
