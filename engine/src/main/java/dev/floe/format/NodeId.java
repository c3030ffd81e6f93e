package dev.floe.format;

import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.util.random.RandomGenerator;

/// The identity of a node: eight random bytes that stay the same through updates, resizes and
/// moves. Held big-endian, so that unsigned numbers order as bytes do.
public record NodeId(long value) implements Serializable, Comparable<NodeId> {
  /// Length in bytes.
  public static final int LENGTH_BYTES = 8;

  /// Reads an id from its text form: thirteen characters of Crockford base 32.
  public static NodeId parse(String text) {
    return at(MemorySegment.ofArray(CrockfordBase32.decode(text, LENGTH_BYTES, "node id")), 0);
  }

  /// Reads the eight bytes at `offset` of `source`.
  public static NodeId at(MemorySegment source, long offset) {
    return new NodeId(source.get(ObjectId.HIGH, offset));
  }

  /// A fresh id.
  public static NodeId random(RandomGenerator random) {
    return new NodeId(random.nextLong());
  }

  /// Writes the eight bytes at `offset` of `destination`.
  public void writeTo(MemorySegment destination, long offset) {
    destination.set(ObjectId.HIGH, offset, value);
  }

  @Override
  public int compareTo(NodeId other) {
    return Long.compareUnsigned(value, other.value);
  }

  /// The text form.
  public String text() {
    byte[] bytes = new byte[LENGTH_BYTES];
    writeTo(MemorySegment.ofArray(bytes), 0);
    return CrockfordBase32.encode(bytes);
  }

  @Override
  public String toString() {
    return text();
  }
}
