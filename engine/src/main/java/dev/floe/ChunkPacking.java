package dev.floe;

/// Which chunks are gathered into shared chunk objects: those longer than the inline threshold and
/// up to a limit. A runtime option; readers of any kind read the result.
///
/// @param chunkLimitBytes chunks up to this length are packed; 0 packs none
/// @param packBytes a pack is stored when the next chunk would make it longer
public record ChunkPacking(long chunkLimitBytes, long packBytes) {
  /// Every chunk has an object of its own, or is in a manifest.
  public static final ChunkPacking NONE = new ChunkPacking(0, 8 << 20);

  public ChunkPacking {
    if (chunkLimitBytes < 0 || packBytes < 1 || chunkLimitBytes > packBytes) {
      throw new IllegalArgumentException(
          "expected 0 ≤ chunkLimitBytes ≤ packBytes, found " + chunkLimitBytes + ", " + packBytes);
    }
  }

  /// Packs chunks up to a length into objects of 8 MiB.
  public static ChunkPacking upTo(long chunkLimitBytes) {
    return new ChunkPacking(chunkLimitBytes, Math.max(8 << 20, chunkLimitBytes));
  }
}
