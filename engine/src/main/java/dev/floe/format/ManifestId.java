package dev.floe.format;

import java.lang.foreign.MemorySegment;
import java.util.random.RandomGenerator;

/// The id of a manifest; its object is `manifests/<text>`.
public record ManifestId(long high, int low) implements ObjectId, Comparable<ManifestId> {
  /// Reads an id from its text form, in either case; anything but twelve bytes' worth is refused.
  public static ManifestId parse(String text) {
    return new ManifestId(
        CrockfordBase32.high(text, 0, "manifest id"), CrockfordBase32.low(text, 0, "manifest id"));
  }

  /// Reads the twelve bytes at `offset` of `source`.
  public static ManifestId at(MemorySegment source, long offset) {
    return new ManifestId(source.get(HIGH, offset), source.get(LOW, offset + 8));
  }

  /// A fresh id.
  public static ManifestId random(RandomGenerator random) {
    return new ManifestId(random.nextLong(), random.nextInt());
  }

  /// The key of the object this id names.
  public String key() {
    return CrockfordBase32.encode("manifests/", high, low);
  }

  @Override
  public int compareTo(ManifestId other) {
    return ObjectId.compare(high, low, other.high, other.low);
  }

  @Override
  public String toString() {
    return text();
  }
}
