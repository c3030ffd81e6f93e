package dev.floe.internal.binary;

import dev.floe.internal.flatbuffers.FlatBuffer;

/// How much may be made of a file in one go. Offsets can lead to the same bytes again and again, so
/// that a small file would unfold into a huge value; what is made may be a few times as long as the
/// file, not more. One thread.
final class Allowance {
  private static final int TIMES = 4;

  private final FlatBuffer buffer;
  private long left;

  Allowance(FlatBuffer buffer) {
    this(buffer, buffer.sizeBytes());
  }

  /// @param bytes how many of the file are read
  Allowance(FlatBuffer buffer, long bytes) {
    this.buffer = buffer;
    this.left = TIMES * bytes;
  }

  void spend(long bytes) {
    left -= bytes;
    if (left < 0) {
      throw buffer.bad(-1, "values that have bytes of their own", "bytes shared by many of them");
    }
  }

  /// The text of a vector, or null if it is absent.
  String text(long vector) {
    spend(buffer.count(vector));
    return buffer.text(vector);
  }

  /// A text that must be there.
  String requiredText(long table, int slot, String name) {
    return text(buffer.requiredVector(table, slot, 1, name));
  }
}
