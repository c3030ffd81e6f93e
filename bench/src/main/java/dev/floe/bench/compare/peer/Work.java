package dev.floe.bench.compare.peer;

import java.io.IOException;

/// What is measured, ready to run once it is made.
interface Work extends AutoCloseable {
  /// What was read or counted in preparation; equal in all peers.
  String sum();

  Answer run(long repetitions) throws Exception;

  /// What is there after everything was measured; equal in all peers.
  default String check() throws Exception {
    return sum();
  }

  @Override
  void close() throws IOException;
}
