package dev.floe.memory;

import java.util.concurrent.locks.LockSupport;

/// A parked thread, what it asked for, and, once it is served, what it got.
final class Waiter {
  final Thread thread = Thread.currentThread();
  final Demand demand;

  /// Written under the allocator's lock, read by the waiting thread.
  volatile Grant grant;

  Waiter(Demand demand) {
    this.demand = demand;
  }

  void serve(Grant given) {
    grant = given;
    LockSupport.unpark(thread);
  }
}
