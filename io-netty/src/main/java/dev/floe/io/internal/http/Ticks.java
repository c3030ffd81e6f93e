package dev.floe.io.internal.http;

import java.util.function.BooleanSupplier;

/// Calls the sweep again and again while there is something to watch. A test calls it itself.

interface Ticks {
  /// Remembers what to call. `tick` says whether it wants to be called again.
  void start(BooleanSupplier tick);

  /// There is something to watch (again). Any thread may say so, at any rate.
  void wake();
}
