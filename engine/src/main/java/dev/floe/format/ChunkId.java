package dev.floe.format;

import java.lang.foreign.MemorySegment;
import java.util.random.RandomGenerator;

/// The id of a chunk; its object is `chunks/<text>`.
public record ChunkId(long high, int low) implements ObjectId, Comparable<ChunkId> {
  /// Reads an id from its text form, in either case; anything but twelve bytes' worth is refused.
  public static ChunkId parse(String text) {
    return new ChunkId(
        CrockfordBase32.high(text, 0, "chunk id"), CrockfordBase32.low(text, 0, "chunk id"));
  }

  /// Reads the twelve bytes at `offset` of `source`.
  public static ChunkId at(MemorySegment source, long offset) {
    return new ChunkId(source.get(HIGH, offset), source.get(LOW, offset + 8));
  }

  /// A fresh id.
  public static ChunkId random(RandomGenerator random) {
    return new ChunkId(random.nextLong(), random.nextInt());
  }

  /// The key of the object this id names.
  public String key() {
    return CrockfordBase32.encode("chunks/", high, low);
  }

  @Override
  public int compareTo(ChunkId other) {
    return ObjectId.compare(high, low, other.high, other.low);
  }

  @Override
  public String toString() {
    return text();
  }
}
