package dev.floe.io.internal.http;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/// A request and how it may be carried out.
///
/// @param request what is asked
/// @param signer signs each attempt
/// @param plan where the body of the answer goes
/// @param repetition what an attempt that failed allows
/// @param subject the object for messages and events: its key, or what else the call is about
/// @param deadline for the call with all its attempts; empty for the client's own
public record HttpCall(
    HttpRequest request,
    RequestSigner signer,
    BodyPlan plan,
    Repetition repetition,
    String subject,
    Optional<Duration> deadline) {
  /// Whether a call may be made twice.
  public enum Repetition {
    /// A read: tried again after any failure that may pass, and hedged when it is slow.
    READ,
    /// Writing it twice is writing it once: tried again, never hedged.
    IDEMPOTENT,
    /// Tried again only if the request cannot have been carried out: the connection was refused, or
    /// the store said so (429, 503).
    ONCE
  }

  public HttpCall {
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(signer, "signer");
    Objects.requireNonNull(plan, "plan");
    Objects.requireNonNull(repetition, "repetition");
    Objects.requireNonNull(subject, "subject");
    Objects.requireNonNull(deadline, "deadline");
  }
}
