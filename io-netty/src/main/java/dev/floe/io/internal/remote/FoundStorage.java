package dev.floe.io.internal.remote;

import dev.floe.error.ErrorKind;
import dev.floe.error.ReadOnlyException;
import dev.floe.error.StorageException;
import dev.floe.internal.concurrent.Futures;
import dev.floe.io.internal.reads.BegunOperation;
import dev.floe.memory.SegmentPool;
import dev.floe.storage.DeleteResult;
import dev.floe.storage.FileTransfers;
import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.PutResult;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageCapabilities;
import dev.floe.storage.StorageTerms;
import dev.floe.storage.Target;
import java.lang.foreign.MemorySegment;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// A storage that is looked for when it is first used, and kept once it is found; after that its
/// operations are those of what was found. Owns the search and what it found.
public class FoundStorage implements Storage {
  private final String location;
  private final StorageCapabilities capabilities;
  private final Supplier<CompletableFuture<Storage>> search;
  private final Runnable end;
  private CompletableFuture<Storage> found;
  private boolean closed;

  /// @param location where it is looked for, without secrets
  /// @param capabilities what it will be able to do
  /// @param search looks for it; a failure is not kept
  /// @param end ends the search
  public FoundStorage(
      String location,
      StorageCapabilities capabilities,
      Supplier<CompletableFuture<Storage>> search,
      Runnable end) {
    this.location = location;
    this.capabilities = capabilities;
    this.search = search;
    this.end = end;
  }

  /// What is found is shared; what it is on other terms is of whoever asked.
  @Override
  public Storage under(StorageTerms terms) {
    AtomicReference<Storage> shared = new AtomicReference<>();
    return new FoundStorage(
        location,
        capabilities,
        () ->
            found()
                .thenApply(storage -> {
                  shared.set(storage);
                  return storage.under(terms);
                }),
        () -> {}) {
      @Override
      void end(Storage mine) {
        if (mine != shared.get()) {
          mine.close();
        }
      }
    };
  }

  void end(Storage mine) {
    mine.close();
  }

  @Override
  public String location() {
    return location;
  }

  @Override
  public StorageCapabilities capabilities() {
    return capabilities;
  }

  /// Not before it is found: until then nothing is known of it.
  @Override
  public synchronized boolean wantsPurpose() {
    return found != null
        && found.isDone()
        && !found.isCompletedExceptionally()
        && found.join().wantsPurpose();
  }

  @Override
  public void createLocation() {}

  /// Those who come while it is looked for wait for the same answer.
  private synchronized CompletableFuture<Storage> found() {
    if (closed) {
      return CompletableFuture.failedFuture(
          new StorageException(
              ErrorKind.STORAGE_OTHER, "", "storage " + location + ": was closed before"));
    }
    if (found == null || found.isCompletedExceptionally()) {
      found = search.get();
    }
    return found;
  }

  private <T> CompletableFuture<T> begun(Function<Storage, CompletableFuture<T>> operation) {
    CompletableFuture<Storage> known = found();
    if (known.isDone() && !known.isCompletedExceptionally()) {
      return operation.apply(known.join());
    }
    AtomicReference<CompletableFuture<T>> begun = new AtomicReference<>();
    CompletableFuture<T> end =
        known.thenCompose(storage -> {
          CompletableFuture<T> running = operation.apply(storage);
          begun.set(running);
          return running;
        });
    return BegunOperation.of(
        end, () -> Optional.ofNullable(begun.get()).ifPresent(running -> running.cancel(true)));
  }

  private <T> CompletableFuture<T> written(Function<Storage, CompletableFuture<T>> operation) {
    return capabilities.write()
        ? begun(operation)
        : CompletableFuture.failedFuture(
            new ReadOnlyException(
                ErrorKind.READ_ONLY_STORAGE, "storage " + location + ": was opened to be read"));
  }

  @Override
  public CompletableFuture<GetResult> get(String key, GetOptions options, Target target) {
    return begun(storage -> storage.get(key, options, target));
  }

  @Override
  public CompletableFuture<Optional<ObjectInfo>> head(String key) {
    return begun(storage -> storage.head(key));
  }

  @Override
  public Stream<ObjectInfo> list(String prefix) {
    return Futures.await(found()).list(prefix);
  }

  @Override
  public CompletableFuture<PutResult> put(String key, MemorySegment body, PutOptions options) {
    return written(storage -> storage.put(key, body, options));
  }

  @Override
  public CompletableFuture<PutResult> copy(String from, String to, Precondition precondition) {
    return written(storage -> storage.copy(from, to, precondition));
  }

  @Override
  public CompletableFuture<Map<String, DeleteResult>> delete(Collection<String> keys) {
    List<String> wanted = List.copyOf(keys);
    return written(storage -> storage.delete(wanted));
  }

  @Override
  public Optional<FileTransfers> fileTransfers(SegmentPool memory) {
    return Futures.await(found()).fileTransfers(memory);
  }

  @Override
  public void close() {
    CompletableFuture<Storage> kept;
    synchronized (this) {
      closed = true;
      kept = found;
    }
    end.run();
    if (kept != null) {
      kept.thenAccept(this::end);
    }
  }
}
