package dev.floe.internal.commit;

import dev.floe.internal.binary.RefSink;

/// References of one array in the order of their coordinates, walked once by one thread. It begins
/// before the first.
interface RefRun {
  /// Moves to the next reference; false if there is none.
  boolean advance();

  /// The bits of the coordinates of the reference; as many as the array has dimensions.
  int[] coords();

  /// Passes the reference on, unless it says that there is no chunk.
  ///
  /// @return whether there is one
  boolean emit(RefSink sink);

  /// Passes the reference on and those that follow it as one entry; [#coords] is the last of them
  /// then.
  ///
  /// @return whether there is one
  default boolean emitTogether(RefSink sink) {
    return emit(sink);
  }
}
