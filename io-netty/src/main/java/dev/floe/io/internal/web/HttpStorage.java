package dev.floe.io.internal.web;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.error.ReadOnlyException;
import dev.floe.error.StorageException;
import dev.floe.internal.backend.ObjectKeys;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.http.HttpClient;
import dev.floe.io.internal.reads.ObjectReads;
import dev.floe.io.internal.reads.PartSizes;
import dev.floe.io.internal.remote.ClientSetup;
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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// The objects below a URL of a web server, which are read and neither listed nor written. Owns its
/// client.
final class HttpStorage implements Storage {
  static final StorageCapabilities CAPABILITIES =
      new StorageCapabilities(false, false, false, false, false);

  private final WebUrl base;
  private final WebStore store;
  private final ClientSetup setup;
  private final HttpClient client;
  private final ObjectReads reads;
  private volatile boolean closed;

  /// @param base without a slash at its end
  HttpStorage(WebUrl base, Headers headers, HttpClient client, ClientSetup setup) {
    this(base, new WebStore(base, headers), new Redirects(client), setup);
  }

  private HttpStorage(WebUrl base, WebStore store, HttpClient client, ClientSetup setup) {
    this.base = base;
    this.store = store;
    this.setup = setup;
    this.client = client;
    this.reads = new ObjectReads(client, store, PartSizes.of(setup.settings().concurrency()));
  }

  @Override
  public Storage under(StorageTerms terms) {
    ClientSetup merged = setup.with(terms.settings().mergedWith(setup.settings()));
    return new HttpStorage(base, store, client.with(merged.http(), terms.memory()), merged);
  }

  @Override
  public String location() {
    return base.toString();
  }

  @Override
  public StorageCapabilities capabilities() {
    return CAPABILITIES;
  }

  @Override
  public boolean wantsPurpose() {
    return setup.isAttributed();
  }

  @Override
  public void createLocation() {}

  @Override
  public CompletableFuture<GetResult> get(String key, GetOptions options, Target target) {
    return asked(key, () -> reads.get(key, options, target));
  }

  @Override
  public CompletableFuture<Optional<ObjectInfo>> head(String key) {
    return asked(key, () -> reads.head(key));
  }

  private <T> CompletableFuture<T> asked(String key, Supplier<CompletableFuture<T>> read) {
    try {
      checkOpen(key);
      ObjectKeys.checked(key);
      return read.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void checkOpen(String key) {
    if (closed) {
      throw new StorageException(
          ErrorKind.STORAGE_OTHER,
          key,
          "storage " + location() + ": was closed before " + key + " was used");
    }
  }

  @Override
  public CompletableFuture<PutResult> put(String key, MemorySegment body, PutOptions options) {
    return CompletableFuture.failedFuture(readOnly());
  }

  @Override
  public CompletableFuture<PutResult> copy(String from, String to, Precondition precondition) {
    return CompletableFuture.failedFuture(readOnly());
  }

  @Override
  public CompletableFuture<Map<String, DeleteResult>> delete(Collection<String> keys) {
    return CompletableFuture.failedFuture(readOnly());
  }

  private ReadOnlyException readOnly() {
    return new ReadOnlyException(
        ErrorKind.READ_ONLY_STORAGE, "storage " + location() + ": web servers are only read");
  }

  @Override
  public Stream<ObjectInfo> list(String prefix) {
    checkOpen(prefix);
    throw new InvalidInputException(
        ErrorKind.UNIMPLEMENTED, "storage " + location() + ": web servers cannot be listed");
  }

  @Override
  public void close() {
    closed = true;
    client.close();
  }
}
