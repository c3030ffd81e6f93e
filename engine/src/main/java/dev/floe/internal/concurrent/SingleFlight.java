package dev.floe.internal.concurrent;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// Lets concurrent misses of one key share one load. The first caller loads on its own thread, the
/// others wait for its value. A failure belongs to the caller it happened to: it is not shared, the
/// waiters try for themselves, one at a time. An interrupted waiter leaves without disturbing the
/// rest.
///
/// Any thread may call; nothing is remembered once a load is over.
///
/// @param <K> the key, with value equality
/// @param <V> what is loaded; not null
public final class SingleFlight<K, V> {
  /// One load under way, and the chain of threads that wait for it.
  private static final class Flight<V> {
    final Thread leader = Thread.currentThread();
    final ConcurrentHashMap<Thread, Boolean> waiters = new ConcurrentHashMap<>();
    volatile boolean landed;
    volatile V value;

    void land() {
      landed = true;
      waiters.keySet().forEach(LockSupport::unpark);
    }
  }

  private final ConcurrentHashMap<K, Flight<V>> flights = new ConcurrentHashMap<>();

  /// The value of `key`: `loader`'s, or that of a load that another thread had begun.
  ///
  /// @throws StorageException if the thread is interrupted while it waits for another; the
  ///   interrupt status is kept
  /// @throws IllegalStateException if a loader asks for its own key
  public V load(K key, Supplier<? extends V> loader) {
    while (true) {
      Flight<V> mine = new Flight<>();
      Flight<V> other = flights.putIfAbsent(key, mine);
      if (other == null) {
        try {
          mine.value = loader.get();
          return mine.value;
        } finally {
          flights.remove(key, mine);
          mine.land();
        }
      }
      if (other.leader == mine.leader) {
        throw new IllegalStateException("the loader of a key asks for that key");
      }
      await(other);
      V shared = other.value;
      if (shared != null) {
        return shared;
      }
    }
  }

  /// How many threads wait for the load of `key`, for tests and figures.
  public int waiters(K key) {
    Flight<V> flight = flights.get(key);
    return flight == null ? 0 : flight.waiters.size();
  }

  private void await(Flight<V> flight) {
    flight.waiters.put(Thread.currentThread(), true);
    try {
      while (!flight.landed) {
        LockSupport.park(this);
        if (Thread.currentThread().isInterrupted() && !flight.landed) {
          throw new StorageException(
              ErrorKind.STORAGE_OTHER,
              "",
              "interrupted while another thread loads the same",
              new InterruptedException());
        }
      }
    } finally {
      flight.waiters.remove(Thread.currentThread());
    }
  }
}
