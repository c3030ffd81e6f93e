package dev.floe.maintenance;

import java.util.function.LongConsumer;

/// Is told on the calling thread how far a clone is.
public interface CloneProgress {
  /// So many more objects are there, those of an earlier attempt included.
  void objects(long more);

  /// So many more bytes have moved, of objects under way too: now and then, at the latest at the
  /// end.
  void bytes(long more);

  /// For who counts objects alone.
  static CloneProgress ofObjects(LongConsumer objects) {
    return new CloneProgress() {
      @Override
      public void objects(long more) {
        objects.accept(more);
      }

      @Override
      public void bytes(long more) {}
    };
  }
}
