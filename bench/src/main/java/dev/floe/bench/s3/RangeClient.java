package dev.floe.bench.s3;

import java.lang.foreign.MemorySegment;

/// A client whose reads are measured. Closing it ends its threads.
interface RangeClient extends AutoCloseable {
  /// Does reads, as many at once as the load says, until there are no more, and waits for the last.
  void run(Load load) throws Exception;

  /// Reads one range and answers its bytes, which stay valid until the next read.
  MemorySegment read(long offset, int lengthBytes) throws Exception;

  @Override
  void close();
}
