package dev.floe.format;

import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.random.RandomGenerator;

/// The id of a snapshot; its object is `snapshots/<text>`.
public record SnapshotId(long high, int low)
    implements ObjectId, Serializable, Comparable<SnapshotId> {
  /// The id of the first snapshot of every repository, `1CECHNKREP0F1RSTCMT0`.
  public static final SnapshotId INITIAL = new SnapshotId(0x0b1cc8d6787580f0L, 0xe33a6534);

  /// The first bit, which no time reaches.
  private static final long BEHIND_INITIAL = Long.MIN_VALUE;

  /// Reads an id from its text form, in either case; anything but twelve bytes' worth is refused.
  public static SnapshotId parse(String text) {
    return new SnapshotId(
        CrockfordBase32.high(text, 0, "snapshot id"), CrockfordBase32.low(text, 0, "snapshot id"));
  }

  /// Reads the twelve bytes at `offset` of `source`.
  public static SnapshotId at(MemorySegment source, long offset) {
    return new SnapshotId(source.get(HIGH, offset), source.get(LOW, offset + 8));
  }

  /// A fresh id.
  public static SnapshotId random(RandomGenerator random) {
    return new SnapshotId(random.nextLong(), random.nextInt());
  }

  /// A fresh id that orders behind the ids of earlier milliseconds and behind [#INITIAL]: what a
  /// repository file says of older snapshots then stays where it is when one is added.
  ///
  /// ```
  ///  1 bit | 47 bits                        | 48 bits
  ///  1     | milliseconds since the epoch   | random
  /// ```
  public static SnapshotId random(RandomGenerator random, Instant time) {
    long high = BEHIND_INITIAL | time.toEpochMilli() << Short.SIZE;
    return new SnapshotId(high | random.nextInt() & 0xffff, random.nextInt());
  }

  /// The key of the object this id names.
  public String key() {
    return CrockfordBase32.encode("snapshots/", high, low);
  }

  /// The key of the transaction log of the commit that made this snapshot.
  public String transactionLogKey() {
    return CrockfordBase32.encode("transactions/", high, low);
  }

  @Override
  public int compareTo(SnapshotId other) {
    return ObjectId.compare(high, low, other.high, other.low);
  }

  @Override
  public String toString() {
    return text();
  }
}
