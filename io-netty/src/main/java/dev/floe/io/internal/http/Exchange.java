package dev.floe.io.internal.http;

import dev.floe.error.IcechunkException;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.RejectedExecutionException;

/// One request and its answer on one connection. Lives on the connection's event loop; other
/// threads see when it last moved, and nothing else.
final class Exchange {
  private static final int MOST_INTERIM_ANSWERS = 8;

  private final Attempt attempt;
  private final HttpRequest request;
  private final List<ByteBuf> held = new ArrayList<>();

  private volatile Connection connection;
  private AnswerHead head;
  private BodySink sink;
  private Ending.Repeat repeat;
  private int interimAnswers;
  private boolean inInterim;
  private boolean chunked;
  private boolean bodyEnded;
  private boolean keepsConnection;
  private boolean over;

  /// Whether somebody is being asked where the body goes, who may have to wait for memory.
  private volatile boolean asking;

  /// What is left to do when the answer to that comes and the exchange is over.
  private Runnable afterAsking;

  private volatile boolean headCame;
  private volatile long sentNanos;
  private volatile long lastProgressNanos;

  Exchange(Attempt attempt, HttpRequest request) {
    this.attempt = attempt;
    this.request = request;
    this.lastProgressNanos = attempt.nanoTime();
  }

  HttpRequest request() {
    return request;
  }

  Attempt attempt() {
    return attempt;
  }

  void on(Connection carrier) {
    progressed();
    sentNanos = lastProgressNanos;
    this.connection = carrier;
  }

  /// When bytes last moved, either way.
  long lastProgressNanos() {
    return lastProgressNanos;
  }

  void progressed() {
    lastProgressNanos = attempt.nanoTime();
  }

  /// How long the head of the answer has been waited for; 0 once it has come.
  long waitedForHeadNanos(long nowNanos) {
    return headCame || connection == null ? 0 : nowNanos - sentNanos;
  }

  /// Whether the answer stands still because nobody knows yet where it goes.
  boolean isAsking() {
    return asking;
  }

  boolean awaitsHead() {
    return head == null;
  }

  /// Whether reading on makes sense: not while nobody knows where the body goes.
  boolean wantsBytes() {
    return !over && (head == null || sink != null);
  }

  ByteBuf window() {
    return sink == null || over || chunked ? null : sink.window();
  }

  /// Takes a piece of the answer; the caller releases it.
  void received(HttpObject piece, boolean inPlace) {
    if (over) {
      return;
    }
    progressed();
    try {
      if (piece.decoderResult().isFailure()) {
        throw Broken.malformed("unreadable answer", piece.decoderResult().cause());
      }
      if (piece instanceof HttpResponse response) {
        onHead(response);
      }
      if (piece instanceof HttpContent content && !over) {
        onContent(content.content(), content instanceof LastHttpContent, inPlace);
      }
    } catch (Broken broken) {
      fail(broken);
    } catch (RuntimeException e) {
      fail(Broken.forGood("unexpected failure: " + e, e));
    }
  }

  private void onHead(HttpResponse response) {
    int status = response.status().code();
    if (status < 200) {
      if (status == 101 || ++interimAnswers > MOST_INTERIM_ANSWERS) {
        throw Broken.malformed("status " + status + " that was not asked for", null);
      }
      inInterim = true;
      return;
    }
    head = headOf(response);
    headCame = true;
    attempt.began(head, lastProgressNanos - sentNanos);
    chunked = HttpUtil.isTransferEncodingChunked(response);
    keepsConnection = HttpUtil.isKeepAlive(response) && isDelimited();
    repeat = attempt.repetition(head).orElse(null);
    if (repeat != null) {
      land(new BodyPlan.Landing.Discard());
      return;
    }
    if (!attempt.claim()) {
      fail(Broken.network("another attempt was faster", null));
      return;
    }
    try {
      land(attempt.landing(head));
    } catch (IcechunkException | IllegalStateException | IllegalArgumentException e) {
      thrown(e);
    }
  }

  private static AnswerHead headOf(HttpResponse response) {
    String encoding = response.headers().get(HttpHeaderNames.TRANSFER_ENCODING);
    if (encoding != null && !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(encoding.strip())) {
      throw Broken.malformed("transfer encoding " + encoding, null);
    }
    List<Headers.Field> fields = new ArrayList<>(response.headers().size());
    for (Map.Entry<String, String> each : response.headers()) {
      fields.add(new Headers.Field(each.getKey(), each.getValue()));
    }
    long length = encoding == null ? HttpUtil.getContentLength(response, -1L) : -1;
    return new AnswerHead(
        response.status().code(),
        new Headers(fields),
        length < 0 ? OptionalLong.empty() : OptionalLong.of(length));
  }

  /// Whether the body ends before the connection does.
  private boolean isDelimited() {
    return request.method() == HttpRequest.Method.HEAD
        || chunked
        || head.contentLength().isPresent()
        || head.status() == 204
        || head.status() == 304;
  }

  private void land(BodyPlan.Landing landing) {
    switch (landing) {
      case BodyPlan.Landing.Later(var asked) -> {
        asking = true;
        try {
          attempt.ask(asked, this::landed, this::notLanded);
        } catch (RuntimeException e) {
          asking = false; // nobody was
          throw e;
        }
      }
      case BodyPlan.Landing.Into(var destination) -> {
        long expected = destination.byteSize();
        if (head.contentLength().isPresent() && head.contentLength().getAsLong() != expected) {
          throw Broken.length(
              String.valueOf(expected), "one of " + head.contentLength().getAsLong());
        }
        sink = BodySink.of(landing);
      }
      case BodyPlan.Landing.Collect _, BodyPlan.Landing.Discard _ -> sink = BodySink.of(landing);
    }
  }

  /// The answer to a landing that had to be asked for.
  private void landed(BodyPlan.Landing landing) {
    onLoop(() -> {
      if (answered()) {
        return;
      }
      progressed();
      try {
        land(landing);
        for (ByteBuf each : held) {
          sink.accept(each, false);
        }
        releaseHeld();
        if (bodyEnded) {
          finish();
        } else {
          connection.readOn();
        }
      } catch (Broken broken) {
        fail(broken);
      }
    });
  }

  private void notLanded(Throwable failure) {
    onLoop(() -> {
      if (!answered()) {
        thrown(failure);
      }
    });
  }

  /// Runs something on the loop; where that has been shut down meanwhile, it is nobody else's.
  private void onLoop(Runnable work) {
    try {
      connection.execute(work);
    } catch (RejectedExecutionException e) {
      work.run();
    }
  }

  /// Whether it was over when the answer came to where the body goes.
  private boolean answered() {
    asking = false;
    if (over && afterAsking != null) {
      afterAsking.run();
    }
    return over;
  }

  private void onContent(ByteBuf content, boolean last, boolean inPlace) {
    if (inInterim) {
      inInterim = !last;
      return;
    }
    bodyEnded = last;
    if (sink == null) {
      if (content.isReadable()) {
        held.add(content.retain());
      }
      return;
    }
    sink.accept(content, inPlace);
    if (last) {
      finish();
    } else if (sink.isTooMuch() || isLongDrain()) {
      keepsConnection = false;
      finish();
    }
  }

  private boolean isLongDrain() {
    return sink.isUnwanted() && head.contentLength().orElse(0) > BodySink.CHEAP_DRAIN_BYTES;
  }

  private void finish() {
    if (bodyEnded) {
      sink.end();
    }
    Ending ending =
        repeat != null ? repeat : new Ending.Answered(head, sink.document(), sink.landedBytes());
    end(ending, keepsConnection && bodyEnded);
  }

  private void thrown(Throwable failure) {
    connection.execute(() -> {
      if (!over) {
        end(new Ending.Thrown(failure, true), false);
      }
    });
  }

  /// The exchange cannot go on.
  void fail(Broken why) {
    if (!over) {
      boolean stale = connection.isReused() && head == null && interimAnswers == 0;
      end(new Ending.Failed(why, true, stale), false);
    }
  }

  /// The connection is gone.
  void disconnected() {
    String seen =
        head == null
            ? "before an answer"
            : "after " + (sink == null ? 0 : sink.receivedBytes()) + lengthText();
    fail(Broken.network("connection closed " + seen, null));
  }

  private String lengthText() {
    return head.contentLength().isPresent()
        ? " of " + head.contentLength().getAsLong() + " bytes of the body"
        : " bytes of the body";
  }

  private void end(Ending ending, boolean reusable) {
    over = true;
    sink = null;
    releaseHeld();
    connection.over(reusable, () -> whenNobodyIsAsked(() -> attempt.ended(ending)));
  }

  /// Who is asked where the body goes may be about to lease memory, or to send further requests: an
  /// attempt has not ended before that is over.
  private void whenNobodyIsAsked(Runnable then) {
    if (asking) {
      afterAsking = then;
    } else {
      then.run();
    }
  }

  private void releaseHeld() {
    held.forEach(ByteBuf::release);
    held.clear();
  }
}
