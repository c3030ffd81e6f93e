package dev.floe.internal.binary;

/// The references of one array, sorted by coordinates, each once. May be asked several times and
/// says the same each time: locations are looked at before they are written.
@FunctionalInterface
public interface RefSource {
  /// Passes all references to `sink`, in order.
  void forEach(RefSink sink);
}
