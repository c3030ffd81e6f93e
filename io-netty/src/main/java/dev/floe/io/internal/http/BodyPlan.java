package dev.floe.io.internal.http;

import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;

/// Decides, once the head of an answer is there, what becomes of its body. Called on the event
/// loop, once for each attempt: it checks and answers, without waiting. What it throws (an
/// exception of the family) ends the attempt, and its being retryable decides whether another
/// follows.
@FunctionalInterface
public interface BodyPlan {
  /// Where a body goes.
  sealed interface Landing {
    /// Into a segment, which it fills to the last byte; a body of another length fails the attempt.
    record Into(MemorySegment destination) implements Landing {}

    /// Collected on the heap for the caller; a longer body fails the attempt.
    record Collect(int limitBytes) implements Landing {}

    /// Read and dropped, or the connection closed, as is cheaper.
    record Discard() implements Landing {}

    /// Asked on a thread that may wait, for memory, while nothing is read from the connection. What
    /// it throws ends the attempt like an exception of the plan's own.
    record Later(Supplier<Landing> landing) implements Landing {}
  }

  /// Collects up to one MiB: small documents and errors.
  BodyPlan DOCUMENT = _ -> new Landing.Collect(1 << 20);

  /// Where the body of this answer goes. Answers with a status that the call repeats are not shown
  /// here while attempts remain.
  Landing landing(AnswerHead head);
}
