package dev.floe.io.internal.s3;

import dev.floe.error.ErrorKind;
import dev.floe.error.ReadOnlyException;
import dev.floe.internal.backend.ObjectKeys;
import dev.floe.internal.backend.SharedSegments;
import dev.floe.internal.concurrent.Futures;
import dev.floe.internal.concurrent.Sources;
import dev.floe.io.internal.http.HttpClient;
import dev.floe.storage.DeleteResult;
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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;

/// A bucket, or what lies below a prefix of it. Owns its HTTP client and closes it.
public final class S3Storage implements Storage {
  private final S3Setup setup;
  private final HttpClient http;
  private final S3Client client;
  private final S3Requests requests;
  private final S3Heads heads;
  private final S3Writes writes;
  private final S3Reads reads;
  private final S3Layout layout;
  private final Opened opened;

  /// What a storage and those on other terms share.
  ///
  /// @param signer empty for anonymous requests
  record Opened(S3Place place, Optional<SigV4Signer> signer, Sources sources) {}

  S3Storage(S3Setup setup, HttpClient http, Opened opened) {
    this(setup, http, opened, Optional.empty());
  }

  /// @param known how the keys begin, if another storage of the bucket asks for that
  private S3Storage(S3Setup setup, HttpClient http, Opened opened, Optional<S3Layout> known) {
    S3Place place = opened.place;
    this.opened = opened;
    this.setup = setup;
    this.http = http;
    this.client = new S3Client(http, opened.signer, new S3Failures(place), setup.location());
    this.requests =
        new S3Requests(
            place,
            S3Opening.reading(setup),
            S3Opening.writing(setup),
            setup.options().checksumAlgorithm(),
            setup.settings());
    this.heads = new S3Heads(client, requests);
    this.writes = new S3Writes(client, requests, heads, opened.sources.random());
    this.reads = new S3Reads(client, requests, heads);
    S3Keys keys =
        setup.layout().access() == Access.FOREIGN
            ? S3Keys.foreign(setup.prefix())
            : S3Keys.below(setup.prefix());
    this.layout =
        known.orElseGet(() -> new S3Layout(heads, keys, setup.layout().rooted(), setup.location()));
  }

  @Override
  public String location() {
    return setup.location();
  }

  @Override
  public StorageCapabilities capabilities() {
    return new StorageCapabilities(
        isWritable(),
        isWritable() && !setup.prefix().isEmpty(),
        setup.settings().unsafeUseConditionalCreate(),
        setup.settings().unsafeUseConditionalUpdate(),
        setup.settings().unsafeUseMetadata());
  }

  /// Buckets are made by whoever pays for them.
  @Override
  public void createLocation() {}

  @Override
  public Storage under(StorageTerms terms) {
    S3Setup other = setup.with(terms.settings().mergedWith(setup.settings()));
    return new S3Storage(other, http.with(S3Opening.http(other)), opened, Optional.of(layout));
  }

  @Override
  public CompletableFuture<GetResult> get(String key, GetOptions options, Target target) {
    return begun(key, keys -> reads.get(new S3Reads.Asked(keys.whole(key), key, options, target)));
  }

  @Override
  public CompletableFuture<PutResult> put(String key, MemorySegment body, PutOptions options) {
    return begun(
        key,
        keys -> {
          checkWritable();
          String whole = keys.whole(key);
          return writes.put(whole, SharedSegments.checked(key, body), options);
        });
  }

  @Override
  public CompletableFuture<PutResult> copy(String from, String to, Precondition precondition) {
    return begun(
        from,
        keys -> {
          checkWritable();
          return writes.copy(keys.whole(from), keys.whole(to), precondition);
        });
  }

  @Override
  public CompletableFuture<Optional<ObjectInfo>> head(String key) {
    return begun(key, keys -> heads.head(keys.whole(key), key));
  }

  @Override
  public Stream<ObjectInfo> list(String prefix) {
    client.checkOpen(prefix);
    ObjectKeys.checkedPrefix(prefix);
    S3Keys keys = Futures.await(layout.keys());
    return S3Listing.stream(client, requests, keys, keys.wholePrefix(prefix));
  }

  @Override
  public CompletableFuture<Map<String, DeleteResult>> delete(Collection<String> keys) {
    return begun(
        keys.isEmpty() ? "" : keys.iterator().next(),
        known -> {
          checkWritable();
          Map<String, String> wholes = LinkedHashMap.newLinkedHashMap(keys.size());
          keys.forEach(key -> wholes.put(known.whole(key), key));
          return new S3Deletion(client, requests, wholes).run();
        });
  }

  private boolean isWritable() {
    return setup.layout().access() == Access.READ_WRITE;
  }

  private void checkWritable() {
    if (!isWritable()) {
      throw new ReadOnlyException(
          ErrorKind.READ_ONLY_STORAGE, "storage " + location() + ": was opened to be read");
    }
  }

  private <T> CompletableFuture<T> begun(
      String key, Function<S3Keys, CompletableFuture<T>> operation) {
    try {
      client.checkOpen(key);
      AtomicReference<CompletableFuture<T>> begun = new AtomicReference<>();
      CompletableFuture<T> end =
          layout
              .keys()
              .thenCompose(keys -> {
                CompletableFuture<T> running = operation.apply(keys);
                begun.set(running);
                return running;
              });
      return BegunFuture.of(end, () -> cancel(begun.get()));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /// Writes go on; reads close their connections.
  private static void cancel(CompletableFuture<?> operation) {
    if (operation instanceof BegunFuture<?>) {
      operation.cancel(true);
    }
  }

  @Override
  public void close() {
    client.close();
    http.close();
  }
}
