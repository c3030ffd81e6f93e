package dev.floe.fuzz.hostile;

import dev.floe.error.FormatException;
import dev.floe.error.IcechunkException;
import java.util.List;

/// A parser that anybody may feed. One thread at a time.
public interface Target extends AutoCloseable {
  /// Its name on the command line.
  String name();

  /// What a fuzzer begins with: inputs that the project's own writers make.
  List<byte[]> seeds();

  /// Reads all of an input. What it read must be the same after it was written and read again.
  ///
  /// @throws IcechunkException if the input is refused
  /// @throws AssertionError if the answer is wrong
  void read(byte[] input);

  /// Whether that is how this parser may refuse an input.
  default boolean mayRefuseWith(IcechunkException refusal) {
    return refusal instanceof FormatException;
  }

  /// The heap that an input may take, in bytes, apart from what its length allows.
  default long heapBytes() {
    return 16 << 20;
  }

  @Override
  default void close() {}
}
