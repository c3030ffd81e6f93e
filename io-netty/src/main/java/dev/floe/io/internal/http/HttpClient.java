package dev.floe.io.internal.http;

import dev.floe.memory.SegmentPool;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/// Carries calls out, with retries, hedges, deadlines and pooled connections. Any thread may call;
/// the one who opened it closes it, after the last call.
///
/// A call's future completes once, with the last answer or with an exception of the family, and
/// only after every attempt has stopped writing to the caller's memory and reading from it. An
/// answer with an error status is an answer: what it means is the store's affair. Where attempts
/// end without one (refused, cut, too late), the failure is a [dev.floe.error.StorageException]
/// that says what happened, whether it may pass, and whether the request may have been carried out
/// ([MaybeSent]). Cancelling the future closes the connections of its attempts; it is cancelled
/// when they are closed.
public interface HttpClient extends AutoCloseable {
  /// Carries a call out.
  CompletableFuture<HttpAnswer> send(HttpCall call);

  /// Whether a range of so many bytes, whose place is known, goes by [#sendLarge]: in parts that
  /// end where the offset in the object is a multiple of the answer. Empty if it does not.
  default OptionalLong largePartBytes(long rangeBytes) {
    return OptionalLong.empty();
  }

  /// Carries out the read of a part of a large range. Its plan does not wait.
  default CompletableFuture<HttpAnswer> sendLarge(HttpCall call) {
    return send(call);
  }

  /// This client with other time-outs and retries, on the same connections. It ends with this one;
  /// closing it leaves this one open.
  ///
  /// @param memory what attempts need of memory beside the caller's counts against its limit
  HttpClient with(HttpOptions other, SegmentPool memory);

  @Override
  void close();
}
