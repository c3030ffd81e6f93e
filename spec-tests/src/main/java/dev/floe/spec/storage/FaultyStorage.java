package dev.floe.spec.storage;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.format.Checksum;
import dev.floe.memory.SegmentPool;
import dev.floe.storage.DeleteResult;
import dev.floe.storage.DirectReads;
import dev.floe.storage.FileTransfers;
import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.ObjectFiles;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.PutResult;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageTerms;
import dev.floe.storage.Target;
import dev.floe.storage.WriteTurns;
import java.lang.foreign.MemorySegment;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;

/// A storage that fails by plan; see [Fault] for how. Listings and openings have no answer that
/// could be held back: whatever their fault is, they fail. Closes the storage below.
public final class FaultyStorage extends ForwardingStorage implements DirectReads {
  private final FaultPlan plan;

  public FaultyStorage(Storage storage, FaultPlan plan) {
    super(storage);
    this.plan = plan;
  }

  private synchronized Fault next(Request request, String key) {
    return plan.next(request, key);
  }

  private static StorageException lost(Request request, String key) {
    return new StorageException(
        ErrorKind.OBJECT_STORE, key, request + " " + key + ": lost by plan", true, null);
  }

  private static <T> CompletableFuture<T> failed(RuntimeException failure) {
    return CompletableFuture.failedFuture(failure);
  }

  /// An operation under a fault.
  ///
  /// @param operation does it
  /// @param late does it later, without anything that is the caller's
  private <T> CompletableFuture<T> with(
      Fault fault,
      Request request,
      String key,
      Function<Storage, CompletableFuture<T>> operation,
      Function<Storage, CompletableFuture<T>> late) {
    return switch (fault) {
      case Fault.None _ -> operation.apply(below);
      case Fault.LostRequest _ -> failed(lost(request, key));
      case Fault.ShortBody _ -> failed(lost(request, key));
      case Fault.LostAnswer _ ->
          operation
              .apply(below)
              .handle((_, _) -> null)
              .thenCompose(_ -> failed(lost(request, key)));
      case Fault.Fails(var failure) -> failed(failure);
      case Fault.Held(var gate) -> gate.thenCompose(_ -> operation.apply(below));
      case Fault.HeldAnswer(var gate) ->
          operation.apply(below).thenCompose(answer -> gate.thenApply(_ -> answer));
      case Fault.LandsLate(var gate) -> {
        gate.thenCompose(_ -> late.apply(below));
        yield failed(lost(request, key));
      }
    };
  }

  @Override
  public CompletableFuture<GetResult> get(String key, GetOptions options, Target target) {
    Fault fault = next(Request.GET, key);
    if (fault instanceof Fault.ShortBody) {
      return half(key, options, target);
    }
    return with(
        fault,
        Request.GET,
        key,
        storage -> storage.get(key, options, target),
        _ -> CompletableFuture.completedFuture(null));
  }

  private CompletableFuture<GetResult> half(String key, GetOptions options, Target target) {
    MemorySegment[] destination = new MemorySegment[1];
    MemorySegment[] landed = new MemorySegment[1];
    Target aside =
        length -> {
          destination[0] = target.segment(length);
          landed[0] = MemorySegment.ofArray(new byte[Math.toIntExact(length)]);
          return landed[0];
        };
    return below
        .get(key, options, aside)
        .thenCompose(_ -> {
          if (landed[0] != null) {
            MemorySegment.copy(landed[0], 0, destination[0], 0, landed[0].byteSize() / 2);
          }
          return failed(lost(Request.GET, key));
        });
  }

  @Override
  public CompletableFuture<PutResult> put(String key, MemorySegment body, PutOptions options) {
    Fault fault = next(Request.PUT, key);
    MemorySegment kept =
        fault instanceof Fault.LandsLate ? MemorySegment.ofArray(ContractStore.copyOf(body)) : body;
    return with(
        fault,
        Request.PUT,
        key,
        storage -> storage.put(key, body, options),
        storage -> storage.put(key, kept, options));
  }

  @Override
  public CompletableFuture<PutResult> copy(String from, String to, Precondition precondition) {
    Function<Storage, CompletableFuture<PutResult>> copy =
        storage -> storage.copy(from, to, precondition);
    return with(next(Request.COPY, from), Request.COPY, from, copy, copy);
  }

  @Override
  public CompletableFuture<Optional<ObjectInfo>> head(String key) {
    Function<Storage, CompletableFuture<Optional<ObjectInfo>>> head = storage -> storage.head(key);
    return with(next(Request.HEAD, key), Request.HEAD, key, head, head);
  }

  @Override
  public Stream<ObjectInfo> list(String prefix) {
    failUnlessNone(Request.LIST, prefix);
    return below.list(prefix);
  }

  @Override
  public CompletableFuture<Map<String, DeleteResult>> delete(Collection<String> keys) {
    String key = keys.isEmpty() ? "" : keys.iterator().next();
    Function<Storage, CompletableFuture<Map<String, DeleteResult>>> delete =
        storage -> storage.delete(keys);
    return with(next(Request.DELETE, key), Request.DELETE, key, delete, delete);
  }

  @Override
  public Storage under(StorageTerms terms) {
    Storage other = below.under(terms);
    return other == below ? this : new FaultyStorage(other, plan);
  }

  /// None: what went through files would be no request of this storage.
  @Override
  public Optional<ObjectFiles> objectFiles() {
    return Optional.empty();
  }

  /// None, for the same reason.
  @Override
  public Optional<FileTransfers> fileTransfers(SegmentPool memory) {
    return Optional.empty();
  }

  @Override
  public Optional<WriteTurns> writeTurns() {
    return below.writeTurns();
  }

  @Override
  public Optional<DirectReads> directReads() {
    return below.directReads().isPresent() ? Optional.of(this) : Optional.empty();
  }

  @Override
  public Optional<DirectObject> open(String key, Optional<Checksum> guard) {
    failUnlessNone(Request.OPEN, key);
    return below.directReads().orElseThrow().open(key, guard);
  }

  private void failUnlessNone(Request request, String key) {
    switch (next(request, key)) {
      case Fault.None _ -> {}
      case Fault.Fails(var failure) -> throw failure;
      case Fault.LostRequest _, Fault.LostAnswer _, Fault.ShortBody _ -> throw lost(request, key);
      case Fault.LandsLate _, Fault.Held _, Fault.HeldAnswer _ -> throw lost(request, key);
    }
  }
}
