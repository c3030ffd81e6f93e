package dev.floe.io.internal.http;

/// How an attempt ended.
sealed interface Ending {
  /// Whether the request may have been carried out.
  boolean maybeSent();

  /// How many bytes of a body the caller got.
  default long receivedBytes() {
    return this instanceof Answered answered ? answered.landedBytes + answered.document.length : 0;
  }

  /// The ending in a word, for whoever records events.
  default String outcome() {
    return switch (this) {
      case Answered _ -> "ok";
      case Repeat _ -> "repeat";
      case Failed failed -> failed.why.getMessage();
      case Thrown thrown -> thrown.failure.getClass().getSimpleName();
    };
  }

  /// With an answer for the caller.
  record Answered(AnswerHead head, byte[] document, long landedBytes) implements Ending {
    @Override
    public boolean maybeSent() {
      return true;
    }
  }

  /// With an answer that asks to try again, after a pause.
  record Repeat(AnswerHead head, long pauseNanos) implements Ending {
    /// Such an answer says that nothing was done, or the call may be made twice.
    @Override
    public boolean maybeSent() {
      return head.status() != 429 && head.status() != 503;
    }
  }

  /// Without an answer.
  ///
  /// @param stale whether the connection had been used before and failed before it answered
  ///   anything: it was probably closed meanwhile, so that there is no reason to pause
  record Failed(Broken why, boolean maybeSent, boolean stale) implements Ending {}

  /// With an exception of the signer's or the body plan's, which the caller gets as it is.
  record Thrown(Throwable failure, boolean maybeSent) implements Ending {}
}
