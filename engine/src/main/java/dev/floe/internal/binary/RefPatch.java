package dev.floe.internal.binary;

/// What happens to some references of one array, in the order of their coordinates, each once. May
/// be asked several times and says the same each time.
@FunctionalInterface
public interface RefPatch {
  /// Takes what happens.
  interface Sink extends RefSink {
    /// There shall be no chunk.
    void deleted(int[] coords, int rank);
  }

  /// Passes everything to `sink`, in order.
  void forEach(Sink sink);
}
