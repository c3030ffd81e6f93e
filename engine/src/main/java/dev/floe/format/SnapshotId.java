package dev.floe.format;

import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.util.random.RandomGenerator;

/// The id of a snapshot; its object is `snapshots/<text>`.
public record SnapshotId(long high, int low)
    implements ObjectId, Serializable, Comparable<SnapshotId> {
  /// The id of the first snapshot of every repository, `1CECHNKREP0F1RSTCMT0`.
  public static final SnapshotId INITIAL = new SnapshotId(0x0b1cc8d6787580f0L, 0xe33a6534);

  /// Reads an id from its text form, in either case; anything but twelve bytes' worth is refused.
  public static SnapshotId parse(String text) {
    return at(MemorySegment.ofArray(CrockfordBase32.decode(text, LENGTH_BYTES, "snapshot id")), 0);
  }

  /// Reads the twelve bytes at `offset` of `source`.
  public static SnapshotId at(MemorySegment source, long offset) {
    return new SnapshotId(source.get(HIGH, offset), source.get(LOW, offset + 8));
  }

  /// A fresh id.
  public static SnapshotId random(RandomGenerator random) {
    return new SnapshotId(random.nextLong(), random.nextInt());
  }

  /// The key of the object this id names.
  public String key() {
    return "snapshots/" + text();
  }

  /// The key of the transaction log of the commit that made this snapshot.
  public String transactionLogKey() {
    return "transactions/" + text();
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
