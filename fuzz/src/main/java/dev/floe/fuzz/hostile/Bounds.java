package dev.floe.fuzz.hostile;

import com.sun.management.ThreadMXBean;
import dev.floe.error.IcechunkException;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/// What an input may cost: heap and processor time of the thread that reads it. A refusal must be
/// one of those that the parser promises, and say something.
final class Bounds {
  /// For each byte of an input: a file of format 2 may name one table many times.
  private static final long HEAP_BYTES_PER_BYTE = 4096;

  private static final long CPU_NANOS = 5_000_000_000L;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Bounds() {}

  /// Whether the input was read; false if it was refused as it should be.
  ///
  /// @throws AssertionError if it cost too much, or was refused in another way
  static boolean read(Target target, byte[] input) {
    return read(target, input, CPU_NANOS);
  }

  /// As [#read(Target, byte[])] in so much time of the processor. What costs too much is read a
  /// second time, for the first may have loaded classes.
  static boolean read(Target target, byte[] input, long mostNanos) {
    Cost cost = Cost.of(target, input);
    if (cost.excess(target, input, mostNanos).isPresent()) {
      cost = Cost.of(target, input);
      cost.excess(target, input, mostNanos)
          .ifPresent(excess -> {
            throw new AssertionError(target.name() + ": " + excess);
          });
    }
    return cost.read;
  }

  private record Cost(boolean read, long nanos, long heapBytes) {
    static Cost of(Target target, byte[] input) {
      long heap = THREADS.getCurrentThreadAllocatedBytes();
      long cpu = THREADS.getCurrentThreadCpuTime();
      boolean read = true;
      try {
        target.read(input);
      } catch (IcechunkException e) {
        if (!target.mayRefuseWith(e) || e.getMessage() == null || e.getMessage().isBlank()) {
          throw new AssertionError(target.name() + ": refused with " + e, e);
        }
        read = false;
      }
      return new Cost(
          read,
          THREADS.getCurrentThreadCpuTime() - cpu,
          THREADS.getCurrentThreadAllocatedBytes() - heap);
    }

    Optional<String> excess(Target target, byte[] input, long mostNanos) {
      long most = target.heapBytes() + HEAP_BYTES_PER_BYTE * input.length;
      String of = " for an input of " + input.length + " bytes";
      if (heapBytes > most) {
        return Optional.of(heapBytes + " bytes of heap, at most " + most + " expected," + of);
      }
      return nanos > mostNanos
          ? Optional.of(nanos / 1_000_000 + " ms of the processor" + of)
          : Optional.empty();
    }
  }
}
