package dev.floe.io.internal.s3;

import dev.floe.io.S3Credentials.Keys;
import dev.floe.io.internal.http.AnswerHead;
import dev.floe.io.internal.http.HttpRequest;
import dev.floe.io.internal.http.RequestSigner;
import dev.floe.io.internal.s3.S3Answers.Failure;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;

/// Signs requests with the keys and at the time that are good at the moment, and learns of answers
/// when they are not.
final class SigV4Signer implements RequestSigner {
  private final KeySource keys;
  private final SigV4 signatures;
  private final ServerClock clock;

  /// @param clock this machine's
  SigV4Signer(KeySource keys, String region, InstantSource clock) {
    this.keys = keys;
    this.signatures = new SigV4(region);
    this.clock = new ServerClock(clock);
  }

  /// Whether a request that was refused may be accepted when it is signed again: with other keys,
  /// or at the time of the server.
  boolean learn(AnswerHead head, Failure failure) {
    return S3Failures.isStale(failure)
        ? keys.renew()
        : S3Failures.isSkewed(failure) && clock.follow(head);
  }

  /// Keys that are good at the time.
  CompletableFuture<Keys> keys() {
    return keys.current();
  }

  /// Whether no server has said that its time is another than this machine's.
  boolean isOnTime() {
    return clock.isMachines();
  }

  @Override
  public CompletableFuture<HttpRequest> sign(HttpRequest request) {
    return keys.current().thenApply(good -> signatures.signed(request, good, clock.instant()));
  }
}
