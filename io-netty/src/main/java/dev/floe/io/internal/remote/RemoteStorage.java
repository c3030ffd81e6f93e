package dev.floe.io.internal.remote;

import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.error.ReadOnlyException;
import dev.floe.error.StorageException;
import dev.floe.format.ByteRange;
import dev.floe.internal.backend.ObjectKeys;
import dev.floe.internal.backend.SharedSegments;
import dev.floe.internal.concurrent.Futures;
import dev.floe.io.internal.http.HttpClient;
import dev.floe.io.internal.reads.BegunOperation;
import dev.floe.io.internal.reads.ObjectReads;
import dev.floe.io.internal.reads.PartSizes;
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
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// A remote store as a storage. Owns its HTTP client and closes it.
public final class RemoteStorage implements Storage {
  /// Makes the store for some settings.
  @FunctionalInterface
  public interface StoreFor {
    /// The store, whose requests go through `http`.
    RemoteStore store(ClientSetup client, HttpClient http);
  }

  private final StoreFor stores;
  private final ClientSetup client;
  private final RemoteStore store;
  private final HttpClient http;
  private final ObjectReads reads;
  private final RandomGenerator random;
  private volatile boolean closed;

  /// A storage over a store whose requests go through `http`.
  ///
  /// @param client what is said of the client
  /// @param random for the ids of writes
  public RemoteStorage(
      ClientSetup client, HttpClient http, StoreFor stores, RandomGenerator random) {
    this.stores = stores;
    this.client = client;
    this.store = stores.store(client, http);
    this.http = http;
    this.reads = new ObjectReads(http, store, PartSizes.of(client.settings().concurrency()));
    this.random = random;
  }

  @Override
  public Storage under(StorageTerms terms) {
    ClientSetup merged = client.with(terms.settings().mergedWith(client.settings()));
    return new RemoteStorage(merged, http.with(merged.http(), terms.memory()), stores, random);
  }

  @Override
  public String location() {
    return store.location();
  }

  @Override
  public StorageCapabilities capabilities() {
    return store.capabilities();
  }

  /// Buckets and containers are made by whoever pays for them.
  @Override
  public boolean wantsPurpose() {
    return client.isAttributed();
  }

  @Override
  public void createLocation() {}

  @Override
  public CompletableFuture<GetResult> get(String key, GetOptions options, Target target) {
    return begun(
        key,
        () ->
            options.range() instanceof ByteRange.Last last && !store.hasSuffixRanges()
                ? suffix(key, last, options, target)
                : reads.get(key, options, target));
  }

  /// The end of an object whose length has to be asked for first.
  private CompletableFuture<GetResult> suffix(
      String key, ByteRange.Last last, GetOptions options, Target target) {
    AtomicReference<CompletableFuture<GetResult>> read = new AtomicReference<>();
    CompletableFuture<GetResult> end =
        reads
            .head(key)
            .thenCompose(found -> {
              if (found.isEmpty()) {
                return CompletableFuture.completedFuture(new GetResult.Missing());
              }
              long size = found.get().sizeBytes();
              ByteRange absolute = ByteRange.of(last.start(size), size);
              GetOptions asked = options.withRange(absolute);
              read.set(reads.get(key, asked, target));
              return read.get().thenApply(result -> unchanged(key, size, result));
            });
    return BegunOperation.of(end, () -> cancel(read.get()));
  }

  private static void cancel(CompletableFuture<?> operation) {
    if (operation != null) {
      operation.cancel(true);
    }
  }

  private GetResult unchanged(String key, long size, GetResult result) {
    if (result instanceof GetResult.Modified read && read.objectBytes() != size) {
      throw new StorageException(
          ErrorKind.OBJECT_STORE,
          key,
          "get " + store.url(key) + ": was replaced while its end was looked for",
          true,
          null);
    }
    return result;
  }

  @Override
  public CompletableFuture<PutResult> put(String key, MemorySegment body, PutOptions options) {
    return begun(
        key,
        () -> {
          checkWritable();
          MemorySegment shared = SharedSegments.checked(key, body);
          PutOptions marked =
              store.isMarked(shared.byteSize(), options) ? withWriteId(options) : options;
          return store
              .put(key, shared, marked)
              .thenCompose(written -> settled(key, written, marked));
        });
  }

  private PutOptions withWriteId(PutOptions options) {
    if (options.metadata().containsKey(PutOptions.WRITE_ID)) {
      return options;
    }
    long high = random.nextLong() & ~0xf000L | 0x4000L;
    long low = random.nextLong() & ~(3L << 62) | 1L << 63;
    Map<String, String> metadata = new HashMap<>(options.metadata());
    metadata.put(PutOptions.WRITE_ID, new UUID(high, low).toString());
    return options.withMetadata(metadata);
  }

  /// A conditional write that was repeated may have been refused because of itself: then the object
  /// carries its id (reference §6.3).
  private CompletableFuture<PutResult> settled(
      String key, RemoteStore.Written written, PutOptions options) {
    String id = options.metadata().get(PutOptions.WRITE_ID);
    if (written.result() instanceof PutResult.Updated || written.attempts() < 2 || id == null) {
      return CompletableFuture.completedFuture(written.result());
    }
    return store
        .info(key)
        .thenApply(found ->
            found
                .filter(info -> id.equals(info.metadata().get(PutOptions.WRITE_ID)))
                .<PutResult>map(info -> new PutResult.Updated(info.version().orElseThrow()))
                .orElse(written.result()));
  }

  @Override
  public CompletableFuture<PutResult> copy(String from, String to, Precondition precondition) {
    return begun(
        from,
        () -> {
          checkWritable();
          store.checkKey(to);
          return from.equals(to)
              ? ontoItself(from, precondition)
              : store.copy(from, to, precondition);
        });
  }

  private CompletableFuture<PutResult> ontoItself(String key, Precondition precondition) {
    return store
        .info(key)
        .thenApply(found -> {
          ObjectInfo info =
              found.orElseThrow(() ->
                  new StorageException(
                      ErrorKind.OBJECT_NOT_FOUND, key, store.url(key) + ": not found"));
          boolean holds =
              switch (precondition) {
                case Precondition.None _ -> true;
                case Precondition.Absent _ -> false;
                case Precondition.At(var version) -> version.equals(info.version().orElseThrow());
              };
          return holds
              ? new PutResult.Updated(info.version().orElseThrow())
              : new PutResult.NotOnLatestVersion();
        });
  }

  @Override
  public CompletableFuture<Optional<ObjectInfo>> head(String key) {
    return begun(key, () -> store.info(key));
  }

  @Override
  public Stream<ObjectInfo> list(String prefix) {
    checkOpen(prefix);
    String bare = ObjectKeys.checkedPrefix(prefix);
    return Stream.iterate(
            Optional.of(Futures.await(store.page(bare, Optional.empty()))),
            Optional::isPresent,
            page ->
                page.get().next().map(token -> Futures.await(store.page(bare, Optional.of(token)))))
        .flatMap(page -> page.get().objects().stream())
        .filter(info -> ObjectKeys.isBelow(bare, info.key()));
  }

  @Override
  public CompletableFuture<Map<String, DeleteResult>> delete(Collection<String> keys) {
    LinkedHashSet<String> distinct = new LinkedHashSet<>(keys);
    return started(() -> {
      checkOpen("");
      checkWritable();
      distinct.forEach(store::checkKey);
      return store.deleteAll(distinct);
    });
  }

  @Override
  public Optional<FileTransfers> fileTransfers(SegmentPool memory) {
    checkOpen("");
    return store.fileTransfers(memory);
  }

  private <T> CompletableFuture<T> begun(String key, Supplier<CompletableFuture<T>> operation) {
    return started(() -> {
      checkOpen(key);
      store.checkKey(key);
      return operation.get();
    });
  }

  /// What has begun is completed by its own end alone, for the caller's memory is borrowed. Reads
  /// end when they are cancelled, writes go on.
  private static <T> CompletableFuture<T> started(Supplier<CompletableFuture<T>> operation) {
    try {
      CompletableFuture<T> running = operation.get();
      return running instanceof BegunOperation<T> ? running : BegunOperation.of(running, () -> {});
    } catch (IcechunkException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void checkWritable() {
    if (!capabilities().write()) {
      throw new ReadOnlyException(
          ErrorKind.READ_ONLY_STORAGE, "storage " + location() + ": was opened to be read");
    }
  }

  private void checkOpen(String key) {
    if (closed) {
      throw new StorageException(
          ErrorKind.STORAGE_OTHER,
          key,
          "storage " + location() + ": was closed before it was used");
    }
  }

  @Override
  public void close() {
    closed = true;
    http.close();
  }
}
