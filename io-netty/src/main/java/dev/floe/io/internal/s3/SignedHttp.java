package dev.floe.io.internal.s3;

import dev.floe.io.internal.http.HttpAnswer;
import dev.floe.io.internal.http.HttpCall;
import dev.floe.io.internal.http.HttpClient;
import dev.floe.io.internal.http.HttpOptions;
import dev.floe.io.internal.reads.BegunOperation;
import dev.floe.memory.SegmentPool;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/// Makes a call once more, signed anew, that was refused for keys or a time that are not good any
/// more.
final class SignedHttp implements HttpClient {
  private final HttpClient below;
  private final SigV4Signer signer;

  SignedHttp(HttpClient below, SigV4Signer signer) {
    this.below = below;
    this.signer = signer;
  }

  @Override
  public CompletableFuture<HttpAnswer> send(HttpCall call) {
    return learning(call, below.send(call));
  }

  @Override
  public OptionalLong largePartBytes(long rangeBytes) {
    return below.largePartBytes(rangeBytes);
  }

  @Override
  public CompletableFuture<HttpAnswer> sendLarge(HttpCall call) {
    return learning(call, below.sendLarge(call));
  }

  private CompletableFuture<HttpAnswer> learning(
      HttpCall call, CompletableFuture<HttpAnswer> first) {
    AtomicReference<CompletableFuture<HttpAnswer>> running = new AtomicReference<>(first);
    CompletableFuture<HttpAnswer> end =
        running
            .get()
            .thenCompose(answer -> {
              if (answer.status() < 300
                  || !signer.learn(answer.head(), S3Answers.failure(answer.document()))) {
                return CompletableFuture.completedFuture(answer);
              }
              running.set(below.send(call));
              return running.get().thenApply(again -> after(answer, again));
            });
    return BegunOperation.of(end, () -> running.get().cancel(true));
  }

  /// Attempts count from the first: one of them may have been carried out before the keys went bad.
  private static HttpAnswer after(HttpAnswer refused, HttpAnswer again) {
    return new HttpAnswer(
        again.head(),
        again.document(),
        again.landedBytes(),
        refused.attempts() + again.attempts() - 1);
  }

  @Override
  public HttpClient with(HttpOptions other, SegmentPool memory) {
    return new SignedHttp(below.with(other, memory), signer);
  }

  @Override
  public void close() {
    below.close();
  }
}
