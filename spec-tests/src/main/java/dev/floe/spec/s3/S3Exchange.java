package dev.floe.spec.s3;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A request that has arrived whole, and what becomes of it under a fault. Runs on the loop of its
/// connection. It owns the body of the request.
final class S3Exchange {
  private final S3Server server;
  private final ChannelHandlerContext context;
  private final S3Request request;
  private final ByteBuf body;
  private final boolean keepAlive;
  private final S3RequestLog.Arrival arrival;

  S3Exchange(
      S3Server server,
      ChannelHandlerContext context,
      S3Request request,
      ByteBuf body,
      boolean keepAlive,
      S3RequestLog.Arrival arrival) {
    this.server = server;
    this.context = context;
    this.request = request;
    this.body = body;
    this.keepAlive = keepAlive;
    this.arrival = arrival;
  }

  void under(S3Fault fault) {
    switch (fault) {
      case S3Fault.None _ -> send(carriedOut(fault));
      case S3Fault.LostRequest _ -> {
        body.release();
        hangUp();
      }
      case S3Fault.LostAnswer _ -> {
        carriedOut(fault).body().release();
        hangUp();
      }
      case S3Fault.LandsLate(var gate) -> {
        hangUp();
        after(gate, body, () -> carriedOut(fault).body().release());
      }
      case S3Fault.Held(var gate) -> after(gate, body, () -> send(carriedOut(fault)));
      case S3Fault.HeldAnswer(var gate) -> {
        S3Answer answer = carriedOut(fault);
        after(gate, answer.body(), () -> send(answer));
      }
      case S3Fault.Delayed(var pause, var then) -> later(pause, body, () -> under(then));
      case S3Fault.Refused refusal -> {
        body.release();
        send(refused(refusal));
      }
      case S3Fault.RefusedThough(var refusal) -> {
        carriedOut(fault).body().release();
        send(refused(refusal));
      }
      case S3Fault.OkWithError(var refusal) -> {
        body.release();
        S3Answer refused = refused(refusal);
        send(new S3Answer(200, refused.headers(), refused.body()));
      }
      case S3Fault.CutBody(int bytes) -> sendSome(carriedOut(fault), bytes, true);
      case S3Fault.StalledBody(int bytes) -> sendSome(carriedOut(fault), bytes, false);
      case S3Fault.TrickledBody(int each, var pause) -> trickle(carriedOut(fault), each, pause);
      case S3Fault.LyingLength(int more) -> send(lying(carriedOut(fault), more));
      case S3Fault.OtherHeaders other -> send(changed(carriedOut(fault), other));
      case S3Fault.IgnoredRange _, S3Fault.ShiftedRange _ -> send(carriedOut(fault));
      case S3Fault.StaleListing _, S3Fault.RefusedKeys _ -> send(carriedOut(fault));
    }
  }

  private S3Answer carriedOut(S3Fault fault) {
    try {
      return server.service().answer(request, body, fault);
    } finally {
      body.release();
    }
  }

  private S3Answer refused(S3Fault.Refused refusal) {
    S3Answer answer = S3Service.refusal(request, refusal.error());
    refusal.retryAfter().ifPresent(pause -> answer.with("retry-after", pause.toSeconds()));
    return answer;
  }

  private static S3Answer lying(S3Answer answer, int more) {
    return answer.with(
        "content-length", Math.max(0, answer.headers().getInt("content-length", 0) + more));
  }

  private static S3Answer changed(S3Answer answer, S3Fault.OtherHeaders other) {
    other
        .headers()
        .forEach((name, value) -> {
          if (value.isEmpty()) {
            answer.headers().remove(name);
          } else {
            answer.with(name, value);
          }
        });
    return answer;
  }

  private void after(CompletableFuture<Void> gate, ByteBuf held, Runnable task) {
    server.hold(held);
    gate.whenComplete((_, _) -> context.executor().execute(() -> resume(held, task)));
  }

  private void later(Duration pause, ByteBuf held, Runnable task) {
    server.hold(held);
    context.executor().schedule(() -> resume(held, task), pause.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void resume(ByteBuf held, Runnable task) {
    server.resume(held);
    task.run();
  }

  private void hangUp() {
    server.requests().answered(arrival, request, 0);
    context.close();
  }

  private DefaultHttpResponse head(S3Answer answer) {
    return new DefaultHttpResponse(
        HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), answer.headers());
  }

  private S3Answer finished(S3Answer answer) {
    server.requests().answered(arrival, request, answer.status());
    return server.signed(answer, request.number());
  }

  private void send(S3Answer answer) {
    finished(answer);
    send(context, answer, keepAlive);
  }

  static void send(ChannelHandlerContext context, S3Answer answer, boolean keepAlive) {
    DefaultFullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(answer.status()),
            answer.body(),
            answer.headers(),
            EmptyHttpHeaders.INSTANCE);
    if (keepAlive) {
      context.writeAndFlush(response);
    } else {
      response.headers().set(HttpHeaderNames.CONNECTION, "close");
      context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
  }

  private void sendSome(S3Answer answer, int bytes, boolean hangUp) {
    finished(answer);
    int length = answer.body().readableBytes();
    int some = Math.max(0, Math.min(bytes, length - 1));
    context.write(head(answer));
    var written = context.writeAndFlush(new DefaultHttpContent(answer.body().readSlice(some)));
    if (hangUp) {
      written.addListener(ChannelFutureListener.CLOSE);
    }
  }

  private void trickle(S3Answer answer, int each, Duration pause) {
    finished(answer);
    context.writeAndFlush(head(answer));
    trickleOn(answer.body(), each, pause);
  }

  private void trickleOn(ByteBuf rest, int each, Duration pause) {
    if (!context.channel().isActive()) {
      rest.release();
    } else if (rest.readableBytes() <= each) {
      context.write(new DefaultHttpContent(rest));
      context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
    } else {
      context.writeAndFlush(new DefaultHttpContent(rest.readRetainedSlice(each)));
      later(pause, rest, () -> trickleOn(rest, each, pause));
    }
  }
}
