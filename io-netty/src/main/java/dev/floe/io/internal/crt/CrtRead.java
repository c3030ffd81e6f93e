package dev.floe.io.internal.crt;

import dev.floe.io.internal.http.AnswerHead;
import dev.floe.io.internal.http.BodyPlan;
import dev.floe.io.internal.http.BodyPlan.Landing;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.http.HttpAnswer;
import dev.floe.jfr.HttpAttempt;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import software.amazon.awssdk.crt.CRT;
import software.amazon.awssdk.crt.http.HttpHeader;
import software.amazon.awssdk.crt.s3.S3BorrowedBuffer;
import software.amazon.awssdk.crt.s3.S3BorrowedBufferDelivery;
import software.amazon.awssdk.crt.s3.S3FinishedResponseContext;
import software.amazon.awssdk.crt.s3.S3MetaRequest;
import software.amazon.awssdk.crt.s3.S3MetaRequestResponseHandler;

/// One part of a range through the native client, which lends its bytes, to be copied to their
/// place. The native side calls in order: head, bodies, finish; after finish nothing of it touches
/// the caller's memory, and only then the read ends. Any thread may cancel.
final class CrtRead implements S3MetaRequestResponseHandler, S3BorrowedBufferDelivery {
  /// The read did not go well; whoever asks otherwise may succeed.
  static final class Missed extends Exception {
    private static final long serialVersionUID = 1L;

    Missed(String why) {
      super(why, null, false, false);
    }
  }

  private static final Missed CANCELLED = new Missed("given up");

  private final BodyPlan plan;
  private final long first;
  private final Executor executor;
  private final LongSupplier nanoClock;
  private final HttpAttempt event;
  private final long startNanos;
  private final CompletableFuture<HttpAnswer> end = new CompletableFuture<>();
  private final CompletableFuture<Void> timer = new CompletableFuture<>();

  private S3MetaRequest request;
  private Throwable failure;
  private boolean finished;
  private volatile AnswerHead head;
  private volatile MemorySegment destination;
  private volatile long landedBytes;

  /// @param first the offset of the range in the object
  /// @param executor completes the read: the client's own threads must not wait for themselves
  /// @param event null while nobody records events
  CrtRead(BodyPlan plan, long first, Executor executor, LongSupplier nanoClock, HttpAttempt event) {
    this.plan = plan;
    this.first = first;
    this.executor = executor;
    this.nanoClock = nanoClock;
    this.event = event;
    this.startNanos = nanoClock.getAsLong();
  }

  /// Ends with the answer, or with [Missed], or with what the plan threw.
  CompletableFuture<HttpAnswer> end() {
    return end;
  }

  /// The native side has taken the read, which may have ended by now.
  void began(S3MetaRequest made, long limitNanos) {
    boolean over;
    synchronized (this) {
      over = finished;
      if (!over) {
        request = made;
        if (failure != null) {
          made.cancel();
        }
      }
    }
    if (over) {
      made.close();
    } else {
      timer.completeOnTimeout(null, limitNanos, TimeUnit.NANOSECONDS);
      timer.thenRun(() -> stop(new Missed("no whole answer in time")));
    }
  }

  /// The native side has not taken it.
  void refused(Throwable why) {
    end.completeExceptionally(new Missed("not begun: " + why));
  }

  void cancel() {
    stop(CANCELLED);
  }

  /// Asks the native side to finish. Its handle is touched under the lock alone, and not after it
  /// was closed.
  private synchronized void stop(Throwable why) {
    if (finished) {
      return;
    }
    failure = failure == null ? why : failure;
    if (request != null) {
      request.cancel();
    }
  }

  @Override
  public void onResponseHeaders(int status, HttpHeader[] fields) {
    AnswerHead seen = head(status, fields);
    if (event != null) {
      event.answered(status, nanoClock.getAsLong() - startNanos);
    }
    try {
      if (plan.landing(seen) instanceof Landing.Into(MemorySegment place)) {
        head = seen;
        destination = place;
      } else {
        stop(new Missed("no place for status " + status));
      }
    } catch (RuntimeException | Error e) {
      stop(e);
    }
  }

  private static AnswerHead head(int status, HttpHeader[] fields) {
    List<Headers.Field> all = new ArrayList<>(fields.length);
    OptionalLong length = OptionalLong.empty();
    for (HttpHeader field : fields) {
      all.add(new Headers.Field(field.getName(), field.getValue()));
      if (field.getName().toLowerCase(Locale.ROOT).equals("content-length")) {
        length = OptionalLong.of(Long.parseLong(field.getValue()));
      }
    }
    return new AnswerHead(status, new Headers(all), length);
  }

  @Override
  public int onResponseBodyBorrowed(S3BorrowedBuffer buffer, long from, long to) {
    try (buffer) {
      MemorySegment piece = MemorySegment.ofBuffer(buffer.asByteBuffer());
      MemorySegment place = destination;
      long offset = from - first;
      boolean fits =
          place != null && offset == landedBytes && piece.byteSize() <= place.byteSize() - offset;
      if (fits) {
        MemorySegment.copy(piece, 0, place, offset, piece.byteSize());
        landedBytes = offset + piece.byteSize();
      } else {
        stop(new Missed("bytes from " + from + " after " + (first + landedBytes)));
      }
    } catch (RuntimeException | Error e) {
      stop(e);
    }
    return 0;
  }

  @Override
  public void onFinished(S3FinishedResponseContext context) {
    S3MetaRequest mine;
    Throwable why;
    synchronized (this) {
      finished = true;
      mine = request;
      request = null;
      why = failure != null ? failure : missed(context);
    }
    if (mine != null) {
      mine.close();
    }
    timer.cancel(false);
    if (event != null) {
      event.finished(landedBytes, why == null ? "ok" : "crt: " + why.getMessage());
    }
    executor.execute(() -> {
      if (why == null) {
        end.complete(new HttpAnswer(head, new byte[0], landedBytes, 1));
      } else {
        end.completeExceptionally(why);
      }
    });
  }

  private Missed missed(S3FinishedResponseContext context) {
    int code = context.getErrorCode();
    if (code != 0) {
      int status = context.getResponseStatus();
      return new Missed(CRT.awsErrorName(code) + (status == 0 ? "" : ", status " + status));
    }
    boolean whole = destination != null && landedBytes == destination.byteSize();
    return whole ? null : new Missed("the body ended after " + landedBytes + " bytes");
  }
}
