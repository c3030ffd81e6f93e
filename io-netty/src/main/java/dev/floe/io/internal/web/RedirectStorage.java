package dev.floe.io.internal.web;

import dev.floe.error.ErrorKind;
import dev.floe.error.ReadOnlyException;
import dev.floe.error.StorageException;
import dev.floe.internal.concurrent.Futures;
import dev.floe.io.internal.http.BodyPlan;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.http.HttpAnswer;
import dev.floe.io.internal.http.HttpCall;
import dev.floe.io.internal.http.HttpClient;
import dev.floe.io.internal.http.HttpRequest;
import dev.floe.io.internal.http.RequestSigner;
import dev.floe.storage.DeleteResult;
import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.PutResult;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageCapabilities;
import dev.floe.storage.StorageOptions;
import dev.floe.storage.StorageTerms;
import dev.floe.storage.Target;
import java.lang.foreign.MemorySegment;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/// The storage that a web address redirects to, found when it is first used and kept once found.
/// Only read. Owns its client and the storage it found.
final class RedirectStorage implements Storage {
  private static final StorageCapabilities CAPABILITIES =
      new StorageCapabilities(false, false, false, false, false);

  private final WebUrl address;
  private final HttpClient client;
  private final BiFunction<String, StorageOptions, Storage> opener;
  private final Executor executor;

  /// The storage that finds what is behind the address, if this one is on other terms; else null.
  private final RedirectStorage finder;

  private final StorageTerms terms;
  private CompletableFuture<Storage> found;
  private volatile boolean ownsFound = true;
  private boolean closed;

  /// @param opener opens what is found, on a thread of the executor's
  RedirectStorage(
      WebUrl address,
      HttpClient client,
      BiFunction<String, StorageOptions, Storage> opener,
      Executor executor) {
    this.executor = executor;
    this.address = address;
    this.client = client;
    this.opener = opener;
    this.finder = null;
    this.terms = null;
  }

  private RedirectStorage(RedirectStorage finder, StorageTerms terms) {
    this.executor = finder.executor;
    this.address = finder.address;
    this.client = finder.client;
    this.opener = finder.opener;
    this.finder = finder;
    this.terms = terms;
  }

  @Override
  public Storage under(StorageTerms other) {
    return new RedirectStorage(this, other);
  }

  @Override
  public String location() {
    return address.toString();
  }

  @Override
  public StorageCapabilities capabilities() {
    return CAPABILITIES;
  }

  @Override
  public void createLocation() {}

  /// What is behind the address. Those who come while it is looked for wait for the same answer; a
  /// failure is not kept.
  private synchronized CompletableFuture<Storage> found() {
    if (closed) {
      return CompletableFuture.failedFuture(
          new StorageException(
              ErrorKind.STORAGE_OTHER, "", "storage " + location() + ": was closed before"));
    }
    if (found == null || found.isCompletedExceptionally()) {
      found =
          finder == null
              ? follow(address, Redirects.MOST).thenApplyAsync(this::opened, executor)
              : finder.found().thenApply(this::onTerms);
    }
    return found;
  }

  private Storage onTerms(Storage shared) {
    Storage other = shared.under(terms);
    ownsFound = other != shared;
    return other;
  }

  private synchronized Storage opened(RedirectTarget target) {
    if (closed) {
      throw refused("it was closed meanwhile");
    }
    return opener.apply(target.url(), target.options());
  }

  private CompletableFuture<RedirectTarget> follow(WebUrl url, int left) {
    HttpCall ask =
        new HttpCall(
            HttpRequest.of(HttpRequest.Method.GET, url.origin(), url.target(), Headers.NONE),
            RequestSigner.NONE,
            _ -> new BodyPlan.Landing.Discard(),
            HttpCall.Repetition.READ,
            location(),
            Optional.empty());
    return client
        .send(ask)
        .thenCompose(answer -> {
          String next = location(answer);
          Optional<RedirectTarget> target = RedirectTarget.of(next);
          if (target.isPresent()) {
            return CompletableFuture.completedFuture(target.get());
          }
          if (left == 0) {
            throw refused("more than " + Redirects.MOST + " redirects");
          }
          return follow(
              WebUrl.resolved(url.origin(), url.target(), next)
                  .orElseThrow(() -> refused("a redirect to no repository and no web address")),
              left - 1);
        });
  }

  private String location(HttpAnswer answer) {
    Optional<String> next = answer.head().headers().first("Location");
    if (!Redirects.isRedirect(answer.status()) || next.isEmpty()) {
      throw refused("expected a redirect to a repository, found status " + answer.status());
    }
    return next.get().strip();
  }

  private StorageException refused(String why) {
    return new StorageException(ErrorKind.BAD_REDIRECT, "", "storage " + location() + ": " + why);
  }

  @Override
  public CompletableFuture<GetResult> get(String key, GetOptions options, Target target) {
    return found().thenCompose(storage -> storage.get(key, options, target));
  }

  @Override
  public CompletableFuture<Optional<ObjectInfo>> head(String key) {
    return found().thenCompose(storage -> storage.head(key));
  }

  @Override
  public Stream<ObjectInfo> list(String prefix) {
    return Futures.await(found()).list(prefix);
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
        ErrorKind.READ_ONLY_STORAGE, "storage " + location() + ": what it names is only read");
  }

  @Override
  public void close() {
    CompletableFuture<Storage> kept;
    synchronized (this) {
      closed = true;
      kept = found;
    }
    if (finder == null) {
      client.close();
    }
    if (kept != null && kept.isDone() && !kept.isCompletedExceptionally()) {
      Storage storage = kept.join();
      if (ownsFound) {
        storage.close();
      }
    }
  }
}
