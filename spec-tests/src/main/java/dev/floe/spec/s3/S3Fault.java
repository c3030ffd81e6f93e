package dev.floe.spec.s3;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/// What goes wrong with one request.
///
/// | fault | the server | the client sees |
/// |---|---|---|
/// | `None` | does it | the answer |
/// | `LostRequest` | does nothing | the connection closed |
/// | `LostAnswer` | does it | the connection closed |
/// | `LandsLate` | does it when the gate opens | the connection closed at once |
/// | `Held` | does it when the gate opens | the answer then |
/// | `HeldAnswer` | does it | the answer when the gate opens |
/// | `Delayed` | waits, then as the next fault says | the answer late |
/// | `Refused` | does nothing | an error |
/// | `RefusedThough` | does it | an error all the same |
/// | `OkWithError` | does nothing | 200 with an error document |
/// | `CutBody` | does it | some bytes of the body, then the connection closed |
/// | `StalledBody` | does it | some bytes of the body, then nothing |
/// | `TrickledBody` | does it | the body in small pieces with pauses |
/// | `IgnoredRange` | does it | 200 and the whole object |
/// | `ShiftedRange` | does it | 206 with another range than was asked for |
/// | `LyingLength` | does it | a `Content-Length` that differs from the body's |
/// | `OtherHeaders` | does it | some headers replaced, or gone where empty |
/// | `StaleListing` | does it | a listing before the last changes to the bucket |
/// | `RefusedKeys` | deletes the others of a batch | an error for each of these keys |
public sealed interface S3Fault {
  record None() implements S3Fault {}

  record LostRequest() implements S3Fault {}

  record LostAnswer() implements S3Fault {}

  record LandsLate(CompletableFuture<Void> gate) implements S3Fault {}

  record Held(CompletableFuture<Void> gate) implements S3Fault {}

  record HeldAnswer(CompletableFuture<Void> gate) implements S3Fault {}

  record Delayed(Duration pause, S3Fault then) implements S3Fault {}

  /// @param retryAfter what `Retry-After` says, in whole seconds
  record Refused(int status, String code, Optional<Duration> retryAfter) implements S3Fault {
    public Refused(int status, String code) {
      this(status, code, Optional.empty());
    }

    S3Error error() {
      return new S3Error(status, code, "Refused by plan.");
    }
  }

  record RefusedThough(Refused refusal) implements S3Fault {}

  record OkWithError(Refused refusal) implements S3Fault {}

  record CutBody(int bytes) implements S3Fault {}

  record StalledBody(int bytes) implements S3Fault {}

  record TrickledBody(int bytesEach, Duration pause) implements S3Fault {}

  record IgnoredRange() implements S3Fault {}

  record ShiftedRange(int bytes) implements S3Fault {}

  record LyingLength(int moreBytes) implements S3Fault {}

  record OtherHeaders(Map<String, String> headers) implements S3Fault {}

  record StaleListing(int changes) implements S3Fault {}

  record RefusedKeys(Predicate<String> keys, Refused refusal) implements S3Fault {}

  S3Fault NONE = new None();
  S3Fault LOST_REQUEST = new LostRequest();
  S3Fault LOST_ANSWER = new LostAnswer();
  S3Fault IGNORED_RANGE = new IgnoredRange();
  Refused SLOW_DOWN = new Refused(503, "SlowDown");
  Refused INTERNAL_ERROR = new Refused(500, "InternalError");
  Refused REQUEST_TIMEOUT = new Refused(400, "RequestTimeout");
  Refused CONDITIONAL_CONFLICT = new Refused(409, "ConditionalRequestConflict");
  Refused EXPIRED_TOKEN = new Refused(400, "ExpiredToken");
  Refused SKEWED_CLOCK = new Refused(403, "RequestTimeTooSkewed");

  /// A refusal that says when to come again.
  static Refused slowDown(Duration retryAfter) {
    return new Refused(503, "SlowDown", Optional.of(retryAfter));
  }
}
