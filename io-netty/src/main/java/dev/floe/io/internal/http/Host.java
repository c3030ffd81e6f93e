package dev.floe.io.internal.http;

import dev.floe.internal.concurrent.Permits;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// What a client keeps of one origin: who may talk to it, and the connections that nobody uses.
/// Thread-safe; no lock is held while anything is sent, closed or told.
final class Host {
  private final Origin origin;
  private final String name;
  private final HttpOptions.HostLimits limits;
  private final Connector connector;
  private final LongSupplier nanoClock;
  private final Permits permits;
  private final HostPace pace;
  private final HttpCounters counters;
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Connection> idle = new ArrayDeque<>();
  private boolean closed;

  Host(
      Origin origin,
      HttpOptions.HostLimits limits,
      Connector connector,
      LongSupplier nanoClock,
      HttpCounters counters) {
    this.counters = counters;
    this.origin = origin;
    this.name = origin.toString();
    this.limits = limits;
    this.connector = connector;
    this.nanoClock = nanoClock;
    this.permits = new Permits(limits.connections(), limits.longestQueue(), nanoClock);
    this.pace = new HostPace(limits, permits);
  }

  Origin origin() {
    return origin;
  }

  /// Scheme, host and port.
  String name() {
    return name;
  }

  /// Admits one request at a time for each permit, first come, first served.
  Permits permits() {
    return permits;
  }

  /// What was learned of the host.
  HostPace pace() {
    return pace;
  }

  HttpCounters counters() {
    return counters;
  }

  /// A connection that nobody uses, or a new one. A future that is cancelled leaves the connection
  /// to others.
  ///
  /// @param patience how long a new one may take
  CompletableFuture<Connection> connection(Duration patience) {
    Connection kept = poll();
    if (kept != null) {
      return CompletableFuture.completedFuture(kept);
    }
    counters.connections.increment();
    CompletableFuture<Connection> wanted = new CompletableFuture<>();
    connector
        .connect(this, patience)
        .whenComplete((connection, failure) -> {
          if (failure != null) {
            wanted.completeExceptionally(failure);
          } else if (!wanted.complete(connection)) {
            giveBack(connection);
          }
        });
    return wanted;
  }

  private Connection poll() {
    lock.lock();
    try {
      Connection last = idle.pollLast();
      while (last != null && !last.isActive()) {
        last = idle.pollLast();
      }
      return last;
    } finally {
      lock.unlock();
    }
  }

  /// The connection may be used by the next.
  void giveBack(Connection connection) {
    connection.used(nanoClock.getAsLong());
    boolean kept;
    lock.lock();
    try {
      kept = !closed && idle.size() < limits.connections();
      if (kept) {
        idle.addLast(connection);
      }
    } finally {
      lock.unlock();
    }
    if (!kept) {
      connection.close();
    }
  }

  /// The connection must not be used again.
  void gone(Connection connection) {
    lock.lock();
    try {
      idle.remove(connection);
    } finally {
      lock.unlock();
    }
  }

  /// Closes what has not been used for long; whether any connection is left to look after.
  boolean expire(long nowNanos) {
    List<Connection> old = new ArrayList<>();
    boolean left;
    lock.lock();
    try {
      while (!idle.isEmpty()
          && nowNanos - idle.peekFirst().lastUsedNanos() >= limits.idle().toNanos()) {
        old.add(idle.pollFirst());
      }
      left = !idle.isEmpty();
    } finally {
      lock.unlock();
    }
    old.forEach(Connection::close);
    return left;
  }

  int idleConnections() {
    lock.lock();
    try {
      return idle.size();
    } finally {
      lock.unlock();
    }
  }

  void close() {
    List<Connection> all;
    lock.lock();
    try {
      closed = true;
      all = new ArrayList<>(idle);
      idle.clear();
    } finally {
      lock.unlock();
    }
    all.forEach(Connection::close);
  }
}
