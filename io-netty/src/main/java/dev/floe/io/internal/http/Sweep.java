package dev.floe.io.internal.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Looks every few milliseconds at all calls: one sweep serves deadlines, pauses and hedges, so
/// that a call which is answered in time costs no timer.
final class Sweep {
  private final Set<CallRun> watched = ConcurrentHashMap.newKeySet();
  private final LongSupplier nanoClock;
  private final Runnable wake;

  /// @param wake told whenever there is something to watch
  Sweep(LongSupplier nanoClock, Runnable wake) {
    this.nanoClock = nanoClock;
    this.wake = wake;
  }

  void add(CallRun one) {
    watched.add(one);
    wake.run();
  }

  void remove(CallRun one) {
    watched.remove(one);
  }

  boolean isEmpty() {
    return watched.isEmpty();
  }

  void forEach(Consumer<CallRun> action) {
    watched.forEach(action);
  }

  /// Looks at everything once.
  void run() {
    long now = nanoClock.getAsLong();
    watched.forEach(one -> one.check(now));
  }
}
