package dev.floe.bench;

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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// A storage on which every request of a writer takes as long as it does on an object store; any
/// number of them may be under way. Nothing is read directly.
final class SlowPuts extends ForwardingStorage {
  private final Executor later;

  SlowPuts(Storage below, Duration latency) {
    super(below);
    this.later = CompletableFuture.delayedExecutor(latency.toNanos(), TimeUnit.NANOSECONDS);
  }

  private <T> CompletableFuture<T> delayed(Supplier<CompletableFuture<T>> request) {
    return CompletableFuture.supplyAsync(request, later).thenCompose(answer -> answer);
  }

  @Override
  public CompletableFuture<GetResult> get(String key, GetOptions options, Target target) {
    return delayed(() -> below.get(key, options, target));
  }

  @Override
  public CompletableFuture<PutResult> put(String key, MemorySegment body, PutOptions options) {
    return delayed(() -> below.put(key, body, options));
  }

  @Override
  public CompletableFuture<PutResult> copy(String from, String to, Precondition precondition) {
    return delayed(() -> below.copy(from, to, precondition));
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
