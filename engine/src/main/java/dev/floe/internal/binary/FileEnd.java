package dev.floe.internal.binary;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The last bytes of a file, which grow at their front from one state of the file to the next: what
/// the states have in common lies in memory once. Immutable; any thread may read and extend.
///
/// ```
/// memory   | free | newest … oldest |
///                                   `- of the first state
///                          `--------- of the next one
///                 `------------------ of the one after that, whoever is first to extend it
/// ```
final class FileEnd {
  /// The end of nothing.
  static final FileEnd NONE = new FileEnd(new Memory(0), 0);

  /// What several ends share. Bytes of an end are written before anybody has it, and never again.
  private static final class Memory {
    private final byte[] bytes;
    private int takenBytes;

    private Memory(int capacityBytes) {
      bytes = new byte[capacityBytes];
    }

    /// Takes bytes in front of an end, unless others have.
    private synchronized boolean take(int endBytes, int moreBytes) {
      boolean free = endBytes == takenBytes && moreBytes <= bytes.length - takenBytes;
      takenBytes += free ? moreBytes : 0;
      return free;
    }

    private void copy(MemorySegment from, int at) {
      MemorySegment.copy(
          from, ValueLayout.JAVA_BYTE, 0, bytes, bytes.length - at, (int) from.byteSize());
    }
  }

  private final Memory memory;
  private final int lengthBytes;

  private FileEnd(Memory memory, int lengthBytes) {
    this.memory = memory;
    this.lengthBytes = lengthBytes;
  }

  int lengthBytes() {
    return lengthBytes;
  }

  /// This end with more bytes in front of it.
  FileEnd extended(MemorySegment front) {
    int length = Math.addExact(lengthBytes, Math.toIntExact(front.byteSize()));
    Memory larger = memory;
    if (!memory.take(lengthBytes, (int) front.byteSize())) {
      larger = new Memory(Math.max(length, (int) Math.min(length * 3L / 2, Integer.MAX_VALUE - 8)));
      larger.copy(segment(), lengthBytes);
      larger.takenBytes = length;
    }
    larger.copy(front, length);
    return new FileEnd(larger, length);
  }

  /// All of it.
  MemorySegment segment() {
    return segment(lengthBytes, lengthBytes);
  }

  /// Some of it.
  ///
  /// @param fromEndBytes how far before the end of the file it begins
  MemorySegment segment(int fromEndBytes, int bytes) {
    return MemorySegment.ofArray(memory.bytes)
        .asSlice(memory.bytes.length - fromEndBytes, bytes)
        .asReadOnly();
  }

  /// Whether the last bytes of both are the same ones in memory.
  boolean sharesWith(FileEnd other) {
    return memory == other.memory;
  }
}
