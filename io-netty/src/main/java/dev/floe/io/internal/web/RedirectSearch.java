package dev.floe.io.internal.web;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.io.internal.http.BodyPlan;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.http.HttpAnswer;
import dev.floe.io.internal.http.HttpCall;
import dev.floe.io.internal.http.HttpClient;
import dev.floe.io.internal.http.HttpRequest;
import dev.floe.io.internal.http.RequestSigner;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageOptions;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;

/// Looks for the storage that a web address redirects to. Whoever made the client closes it.
final class RedirectSearch {
  private final WebUrl address;
  private final HttpClient client;
  private final BiFunction<String, StorageOptions, Storage> opener;
  private final Executor executor;

  /// @param opener opens what is found, on a thread of the executor's
  RedirectSearch(
      WebUrl address,
      HttpClient client,
      BiFunction<String, StorageOptions, Storage> opener,
      Executor executor) {
    this.executor = executor;
    this.address = address;
    this.client = client;
    this.opener = opener;
  }

  CompletableFuture<Storage> run() {
    return follow(address, Redirects.MOST)
        .thenApplyAsync(target -> opener.apply(target.url(), target.options()), executor);
  }

  private CompletableFuture<RedirectTarget> follow(WebUrl url, int left) {
    HttpCall ask =
        new HttpCall(
            HttpRequest.of(HttpRequest.Method.GET, url.origin(), url.target(), Headers.NONE),
            RequestSigner.NONE,
            _ -> new BodyPlan.Landing.Discard(),
            HttpCall.Repetition.READ,
            address.toString(),
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
    return new StorageException(ErrorKind.BAD_REDIRECT, "", "storage " + address + ": " + why);
  }
}
