package dev.floe.io.internal.http;

/// An answer whose body has ended.
///
/// @param head status and fields
/// @param document the body if it was collected, else empty
/// @param landedBytes how many bytes went into the caller's segment
/// @param attempts how many requests it took, hedges included
public record HttpAnswer(AnswerHead head, byte[] document, long landedBytes, int attempts) {
  /// The status code.
  public int status() {
    return head.status();
  }
}
