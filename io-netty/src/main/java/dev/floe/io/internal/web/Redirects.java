package dev.floe.io.internal.web;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.io.internal.http.BodyPlan;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.http.HttpAnswer;
import dev.floe.io.internal.http.HttpCall;
import dev.floe.io.internal.http.HttpClient;
import dev.floe.io.internal.http.HttpOptions;
import dev.floe.io.internal.http.HttpRequest;
import dev.floe.io.internal.http.Origin;
import dev.floe.io.internal.reads.BegunOperation;
import dev.floe.memory.SegmentPool;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/// Follows redirects of reads. Another origin sees what is read and nothing that the user said for
/// the first; from TLS there is no way back to plain text.
final class Redirects implements HttpClient {
  /// As many as the reference follows.
  static final int MOST = 10;

  /// Fields that any server may see: they say what is read.
  private static final Set<String> NEUTRAL =
      Set.of(
          "range",
          "if-match",
          "if-none-match",
          "if-modified-since",
          "if-unmodified-since",
          "accept",
          "accept-encoding",
          "user-agent");

  private final HttpClient below;

  Redirects(HttpClient below) {
    this.below = below;
  }

  @Override
  public CompletableFuture<HttpAnswer> send(HttpCall call) {
    AtomicReference<CompletableFuture<HttpAnswer>> hop = new AtomicReference<>();
    return BegunOperation.of(follow(call, MOST, hop), () -> hop.get().cancel(true));
  }

  private CompletableFuture<HttpAnswer> follow(
      HttpCall call, int left, AtomicReference<CompletableFuture<HttpAnswer>> hop) {
    BodyPlan plan =
        head ->
            isRedirect(head.status()) ? new BodyPlan.Landing.Discard() : call.plan().landing(head);
    CompletableFuture<HttpAnswer> answer = below.send(with(call, call.request(), plan));
    hop.set(answer);
    return answer.thenCompose(answered -> {
      if (!isRedirect(answered.status())) {
        return CompletableFuture.completedFuture(answered);
      }
      HttpRequest next = next(call, answered);
      if (left == 0) {
        throw refused(call, "more than " + MOST + " redirects");
      }
      return follow(with(call, next, call.plan()), left - 1, hop);
    });
  }

  static boolean isRedirect(int status) {
    return switch (status) {
      case 301, 302, 303, 307, 308 -> true;
      default -> false;
    };
  }

  private static HttpCall with(HttpCall call, HttpRequest request, BodyPlan plan) {
    return new HttpCall(
        request, call.signer(), plan, call.repetition(), call.subject(), call.deadline());
  }

  private static HttpRequest next(HttpCall call, HttpAnswer answer) {
    HttpRequest request = call.request();
    String text =
        answer
            .head()
            .headers()
            .first("Location")
            .orElseThrow(() -> refused(call, "a redirect without a location"));
    WebUrl url =
        WebUrl.resolved(request.origin(), request.target(), text)
            .orElseThrow(() -> refused(call, "a redirect to what is no http or https URL"));
    Origin origin = url.origin();
    if (request.origin().tls() && !origin.tls()) {
      throw refused(call, "a redirect from https to " + origin);
    }
    Headers headers =
        origin.equals(request.origin()) ? request.headers() : neutral(request.headers());
    return HttpRequest.of(request.method(), origin, url.target(), headers);
  }

  private static Headers neutral(Headers headers) {
    List<Headers.Field> fields = new ArrayList<>(headers.fields());
    fields.removeIf(field -> !NEUTRAL.contains(field.name().toLowerCase(Locale.ROOT)));
    return new Headers(fields);
  }

  private static StorageException refused(HttpCall call, String what) {
    return new StorageException(
        ErrorKind.BAD_REDIRECT, call.subject(), call.subject() + ": " + what);
  }

  @Override
  public HttpClient with(HttpOptions other, SegmentPool memory) {
    return new Redirects(below.with(other, memory));
  }

  @Override
  public void close() {
    below.close();
  }
}
