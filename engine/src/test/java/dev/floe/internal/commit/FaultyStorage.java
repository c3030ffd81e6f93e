package dev.floe.internal.commit;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.storage.DeleteResult;
import dev.floe.storage.DirectReads;
import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.PutResult;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageCapabilities;
import dev.floe.storage.Target;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// A storage that fails when it is told to. Faults are queued by operation and key prefix; each is
/// used once, by the next request that fits.
///
/// | fault | what the store does | what the caller hears |
/// |---|---|---|
/// | `FAIL` | nothing | a retryable failure |
/// | `DENY` | nothing | a failure that is not retryable |
/// | `LOSE_ANSWER` | the request | a retryable failure |
/// | `LAND_LATE` | the request, when [#landLate] is called | a retryable failure |
/// | `INTERRUPT` | the request, on another thread | the answer, after being interrupted |
/// | `REFUSE_AFTER` | the request | that the precondition did not hold, as after a retry below us |
final class FaultyStorage implements Storage {
  enum Fault {
    FAIL,
    DENY,
    LOSE_ANSWER,
    LAND_LATE,
    INTERRUPT,
    REFUSE_AFTER
  }

  private final Storage real;
  private final Map<String, Deque<Fault>> faults = new HashMap<>();
  private final List<Supplier<CompletableFuture<PutResult>>> late = new ArrayList<>();
  private final Map<String, Deque<Runnable>> before = new HashMap<>();
  final List<String> requests = new ArrayList<>();

  FaultyStorage(Storage real) {
    this.real = real;
  }

  /// Queues faults for requests such as `put repo`, `copy repo`, `get repo`, `put manifests/`.
  synchronized void next(String request, Fault... some) {
    faults.computeIfAbsent(request, key -> new ArrayDeque<>()).addAll(List.of(some));
  }

  /// Runs something just before the next request of a kind.
  synchronized void before(String request, Runnable action) {
    before.computeIfAbsent(request, key -> new ArrayDeque<>()).add(action);
  }

  /// Lets the puts land that were held back, and answers what the store said.
  List<PutResult> landLate() {
    List<PutResult> results = late.stream().map(put -> put.get().join()).toList();
    late.clear();
    return results;
  }

  private Fault fault(String request) {
    Runnable action;
    Fault fault;
    synchronized (this) {
      requests.add(request);
      action = take(before, request);
      fault = take(faults, request);
    }
    if (action != null) {
      action.run();
    }
    return fault;
  }

  private static <T> T take(Map<String, Deque<T>> queues, String request) {
    for (var entry : queues.entrySet()) {
      if (request.startsWith(entry.getKey()) && !entry.getValue().isEmpty()) {
        return entry.getValue().poll();
      }
    }
    return null;
  }

  private static <T> CompletableFuture<T> failed(String key, Fault fault) {
    return CompletableFuture.failedFuture(
        new StorageException(
            ErrorKind.OBJECT_STORE, key, "injected " + fault, fault != Fault.DENY, null));
  }

  private CompletableFuture<PutResult> write(
      String request, String key, Supplier<CompletableFuture<PutResult>> operation) {
    Fault fault = fault(request);
    return switch (fault) {
      case null -> operation.get();
      case FAIL, DENY -> failed(key, fault);
      case LOSE_ANSWER -> operation.get().thenCompose(done -> failed(key, fault));
      case LAND_LATE -> {
        late.add(operation);
        yield failed(key, fault);
      }
      case INTERRUPT -> {
        Thread.currentThread().interrupt();
        yield CompletableFuture.supplyAsync(() -> operation.get().join());
      }
      case REFUSE_AFTER -> operation.get().thenApply(done -> new PutResult.NotOnLatestVersion());
    };
  }

  @Override
  public CompletableFuture<PutResult> put(String key, MemorySegment body, PutOptions options) {
    MemorySegment copy = MemorySegment.ofArray(body.toArray(ValueLayout.JAVA_BYTE));
    return write("put " + key, key, () -> real.put(key, copy, options));
  }

  @Override
  public CompletableFuture<PutResult> copy(String from, String to, Precondition precondition) {
    return write("copy " + from, from, () -> real.copy(from, to, precondition));
  }

  @Override
  public CompletableFuture<GetResult> get(String key, GetOptions options, Target target) {
    Fault fault = fault("get " + key);
    return fault == null ? real.get(key, options, target) : failed(key, fault);
  }

  @Override
  public CompletableFuture<Optional<ObjectInfo>> head(String key) {
    Fault fault = fault("head " + key);
    return fault == null ? real.head(key) : failed(key, fault);
  }

  @Override
  public String location() {
    return real.location();
  }

  @Override
  public StorageCapabilities capabilities() {
    return real.capabilities();
  }

  @Override
  public void createLocation() {
    real.createLocation();
  }

  @Override
  public Stream<ObjectInfo> list(String prefix) {
    fault("list " + prefix);
    return real.list(prefix);
  }

  @Override
  public CompletableFuture<Map<String, DeleteResult>> delete(Collection<String> keys) {
    Map<String, DeleteResult> refused = new HashMap<>();
    for (String key : keys) {
      Fault fault = fault("delete " + key);
      if (fault != null) {
        refused.put(
            key,
            new DeleteResult.Failed(
                new StorageException(
                    ErrorKind.OBJECT_STORE, key, "injected " + fault, false, null)));
      }
    }
    List<String> others = keys.stream().filter(key -> !refused.containsKey(key)).toList();
    return real.delete(others)
        .thenApply(results -> {
          Map<String, DeleteResult> all = new HashMap<>(results);
          all.putAll(refused);
          return all;
        });
  }

  @Override
  public Optional<DirectReads> directReads() {
    return real.directReads();
  }

  @Override
  public void close() {
    real.close();
  }
}
