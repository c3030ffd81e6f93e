package dev.floe.fuzz.sim;

import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.error.StorageException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// A request on its way to the store and its answer on the way back, tried again by the caller's
/// transport as often as it does that.
///
/// @param <T> what the caller hears
final class Request<T> {
  /// What is asked for.
  ///
  /// @param <T> what the caller hears
  interface Exchange<T> {
    /// Happens in the store, perhaps more than once.
    ///
    /// @return what the caller makes of the answer, called on a thread of the caller
    Supplier<T> atStore(Delivery delivery);

    /// Whether it depends on a condition.
    default boolean isConditional() {
      return false;
    }

    /// What the caller hears when the store says that the condition does not hold.
    default T refused() {
      throw new IllegalStateException("a request without a condition cannot be refused");
    }
  }

  /// How an answer arrives.
  enum Delivery {
    WHOLE,
    /// The listing shows the past.
    STALE,
    /// Half of it.
    CUT
  }

  private final SimulatedStore store;
  private final SimulatedProcess process;
  private final Phase phase;
  private final String key;
  private final Exchange<T> exchange;
  private final CompletableFuture<T> future = new CompletableFuture<>();
  private int attempts;
  private boolean settled;

  Request(
      SimulatedStore store,
      SimulatedProcess process,
      Phase phase,
      String key,
      Exchange<T> exchange) {
    this.store = store;
    this.process = process;
    this.phase = phase;
    this.key = key;
    this.exchange = exchange;
  }

  /// How often it was tried.
  int attempts() {
    return attempts;
  }

  CompletableFuture<T> begin() {
    process.sent(this);
    send();
    return future;
  }

  private void note(String what) {
    Trace trace = store.scheduler().trace();
    trace.line(store.scheduler().nowNanos(), process.name(), what + " " + phase + " " + key);
  }

  private void send() {
    if (settled) {
      return;
    }
    attempts++;
    store.counted();
    Fault fault = store.weather().next(process.writer(), phase, exchange.isConditional());
    note(fault == null ? "sends" : "sends with " + fault);
    long there = store.latencyNanos();
    switch (fault) {
      case null -> in(there, () -> arrive(Delivery.WHOLE));
      case LOST_REQUEST -> giveUp();
      case LOST_ANSWER -> {
        in(there, this::take);
        giveUp();
      }
      case DUPLICATE -> duplicated(there);
      case LATE_LANDING -> {
        in(SimulatedStore.TIME_OUT_NANOS + store.upToNanos(60_000_000_000L), this::take);
        giveUp();
      }
      case REORDERED -> in(there + store.upToNanos(5_000_000_000L), () -> arrive(Delivery.WHOLE));
      case CONFLICT_409 -> in(there + store.latencyNanos(), () -> failed("status 409"));
      case THROTTLED_429 -> in(there + store.latencyNanos(), () -> failed("status 429"));
      case UNAVAILABLE_503 -> in(there + store.latencyNanos(), () -> failed("status 503"));
      case PRECONDITION_412 ->
          in(
              there,
              () -> {
                take();
                in(store.latencyNanos(), () -> answer(exchange::refused));
              });
      case SLOW_BODY -> in(there, this::arriveSlowly);
      case CUT_BODY -> in(there, () -> arrive(Delivery.CUT));
      case STALE_LISTING -> in(there, () -> arrive(Delivery.STALE));
      case CRASH_BEFORE -> in(0, () -> store.crash(process));
      case CRASH_SENT -> {
        in(there + store.upToNanos(30_000_000_000L), this::take);
        in(0, () -> store.crash(process));
      }
      case CRASH_AFTER ->
          in(
              there,
              () -> {
                take();
                store.crash(process);
              });
      case TORN_FILE -> in(there, store::cutPower);
      case LOST_RENAME ->
          in(
              there,
              () -> {
                take();
                store.cutPower();
              });
    }
  }

  private void in(long nanos, Runnable action) {
    store.scheduler().after(nanos, action);
  }

  private void duplicated(long there) {
    boolean second = store.chance().nextBoolean();
    long later = there + store.upToNanos(3_000_000_000L);
    in(there, second ? this::take : () -> arrive(Delivery.WHOLE));
    in(later, second ? () -> arrive(Delivery.WHOLE) : this::take);
  }

  /// The store does it, and nobody waits for the answer.
  private void take() {
    note("is done:");
    try {
      exchange.atStore(Delivery.WHOLE);
    } catch (IcechunkException e) {
      note("fails:");
    }
  }

  /// One half of the body comes at once, the whole of it later; both are of one state.
  private void arriveSlowly() {
    Supplier<T> half;
    Supplier<T> whole;
    try {
      half = exchange.atStore(Delivery.CUT);
      whole = exchange.atStore(Delivery.WHOLE);
    } catch (IcechunkException e) {
      arrive(Delivery.WHOLE);
      return;
    }
    note("is done:");
    long latency = store.latencyNanos();
    in(
        latency,
        () ->
            process.start(() -> {
              if (!settled) {
                try {
                  half.get();
                } catch (StorageException e) {
                  note("has half of");
                }
              }
            }));
    in(latency + 1 + store.upToNanos(8_000_000_000L), () -> answer(whole));
  }

  /// Files of a machine change in the moment in which its processes live.
  private void arrive(Delivery delivery) {
    if (store.profile().isLocal() && process.isDead()) {
      return;
    }
    note("is done:");
    Supplier<T> answer;
    try {
      answer = exchange.atStore(delivery);
    } catch (IcechunkException e) {
      in(
          store.latencyNanos(),
          () ->
              answer(() -> {
                throw e;
              }));
      return;
    }
    if (store.profile().isLocal() && phase.writes() && phase != Phase.DELETE) {
      onDisk(answer);
    } else {
      in(store.latencyNanos(), () -> answer(answer));
    }
  }

  private void onDisk(Supplier<T> answer) {
    if (store.defect() == SimulatedStore.Defect.NO_FSYNC) {
      in(store.latencyNanos(), () -> answer(answer));
      return;
    }
    in(
        store.latencyNanos(),
        () -> {
          if (!process.isDead()) {
            store.objects().synced(key);
            in(store.latencyNanos(), () -> answer(answer));
          }
        });
  }

  private void giveUp() {
    int attempt = attempts;
    in(
        SimulatedStore.TIME_OUT_NANOS,
        () -> {
          if (attempt == attempts) {
            failed("no answer");
          }
        });
  }

  private void failed(String why) {
    failed(
        new StorageException(
            ErrorKind.OBJECT_STORE, key, phase + " " + key + ": " + why, true, null));
  }

  private void failed(StorageException failure) {
    if (settled) {
      return;
    }
    note(failure.retryable() ? "fails:" : "ends:");
    if (failure.retryable() && attempts < store.mostAttempts()) {
      in((50_000_000L << attempts) + store.latencyNanos(), this::send);
    } else {
      settle(() -> future.completeExceptionally(failure));
    }
  }

  private void answer(Supplier<T> answer) {
    if (settled) {
      return;
    }
    process.start(() -> {
      if (settled) {
        return;
      }
      try {
        T value = answer.get();
        note("hears " + outcome(value) + " of");
        settled = true;
        process.settled(this);
        future.complete(value);
      } catch (StorageException e) {
        failed(e);
      } catch (RuntimeException | Error e) {
        settled = true;
        process.settled(this);
        future.completeExceptionally(e);
      }
    });
  }

  private static String outcome(Object value) {
    return value == null ? "" : value.getClass().getSimpleName();
  }

  private void settle(Runnable how) {
    settled = true;
    process.settled(this);
    process.start(how);
  }

  /// The caller has died.
  void died() {
    if (!settled) {
      settled = true;
      process.start(() -> future.completeExceptionally(dead(key)));
    }
  }

  static StorageException dead(String key) {
    return new StorageException(
        ErrorKind.OBJECT_STORE, key, key + ": the process has died", false, null);
  }
}
