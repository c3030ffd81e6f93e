package dev.floe.fuzz;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.spec.storage.ForwardingStorage;
import dev.floe.storage.DeleteResult;
import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.PutResult;
import dev.floe.storage.Storage;
import dev.floe.storage.Target;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// An object store as it is across a network: every request takes its time, any number may be under
/// way, and of conditional puts on one object only so many are granted in a second.
final class ThrottledStorage extends ForwardingStorage {
  /// What becomes of a conditional put that comes too early.
  enum Excess {
    /// It waits for its turn.
    DELAYED,
    /// It fails as with status 503: the same request may succeed later.
    REFUSED
  }

  /// How slow and how sparing the store is.
  ///
  /// @param latency of each request
  /// @param putsPerSecond of conditional puts on one object
  record Limits(Duration latency, int putsPerSecond, Excess excess) {}

  private final Limits limits;
  private final LongSupplier nanoClock;

  /// When the next conditional put on an object is granted.
  private final Map<String, Long> nextNanos = new HashMap<>();

  private long conditionalPuts;
  private long refused;

  ThrottledStorage(Storage below, Limits limits, LongSupplier nanoClock) {
    super(below);
    this.limits = limits;
    this.nanoClock = nanoClock;
  }

  /// How many conditional puts were granted so far.
  synchronized long conditionalPuts() {
    return conditionalPuts;
  }

  /// How many conditional puts came too early and were refused.
  synchronized long refused() {
    return refused;
  }

  /// How long a conditional put has to wait for its turn, or -1 if it is refused.
  synchronized long grantedInNanos(String key) {
    long now = nanoClock.getAsLong();
    long turn = Math.max(now, nextNanos.getOrDefault(key, now));
    if (turn > now && limits.excess == Excess.REFUSED) {
      refused++;
      return -1;
    }
    conditionalPuts++;
    nextNanos.put(key, turn + TimeUnit.SECONDS.toNanos(1) / limits.putsPerSecond);
    return turn - now;
  }

  private <T> CompletableFuture<T> delayed(
      long extraNanos, Supplier<CompletableFuture<T>> request) {
    var later =
        CompletableFuture.delayedExecutor(
            limits.latency.toNanos() + extraNanos, TimeUnit.NANOSECONDS);
    return CompletableFuture.supplyAsync(request, later).thenCompose(answer -> answer);
  }

  private <T> CompletableFuture<T> delayed(Supplier<CompletableFuture<T>> request) {
    return delayed(0, request);
  }

  @Override
  public CompletableFuture<PutResult> put(String key, MemorySegment body, PutOptions options) {
    boolean conditional = !options.precondition().equals(Precondition.NONE);
    long wait = conditional ? grantedInNanos(key) : 0;
    return wait < 0
        ? delayed(() -> CompletableFuture.failedFuture(slowDown(key)))
        : delayed(wait, () -> below.put(key, body, options));
  }

  private static StorageException slowDown(String key) {
    return new StorageException(
        ErrorKind.OBJECT_STORE, key, key + ": status 503, reduce your request rate", true, null);
  }

  @Override
  public CompletableFuture<PutResult> copy(String from, String to, Precondition precondition) {
    return delayed(() -> below.copy(from, to, precondition));
  }

  @Override
  public CompletableFuture<GetResult> get(String key, GetOptions options, Target target) {
    return delayed(() -> below.get(key, options, target));
  }

  @Override
  public CompletableFuture<Optional<ObjectInfo>> head(String key) {
    return delayed(() -> below.head(key));
  }

  @Override
  public CompletableFuture<Map<String, DeleteResult>> delete(Collection<String> keys) {
    return delayed(() -> below.delete(keys));
  }
}
