package dev.floe.spec.s3;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.function.LongSupplier;

/// One connection: gathers a request and its body outside the heap, and sends what is answered.
final class S3Connection extends SimpleChannelInboundHandler<HttpObject> {
  static final int LONGEST_BODY_BYTES = 1 << 30;

  private final S3Service service;
  private final S3ServerOptions options;
  private final LongSupplier numbers;
  private HttpRequest head;
  private ByteBuf body;

  S3Connection(S3Service service, S3ServerOptions options, LongSupplier numbers) {
    this.service = service;
    this.options = options;
    this.numbers = numbers;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
    if (message.decoderResult().isFailure()) {
      context.close();
      return;
    }
    if (message instanceof HttpRequest request) {
      head = request;
      long length = HttpUtil.getContentLength(request, 0L);
      body = context.alloc().directBuffer(Math.clamp(length, 0, LONGEST_BODY_BYTES));
    }
    if (message instanceof HttpContent content && body != null) {
      if (body.readableBytes() + content.content().readableBytes() > LONGEST_BODY_BYTES) {
        context.close();
        return;
      }
      body.writeBytes(content.content());
      if (message instanceof LastHttpContent) {
        answer(context);
      }
    }
  }

  private void answer(ChannelHandlerContext context) {
    long number = numbers.getAsLong();
    S3Answer answer;
    try {
      S3Request request = S3Request.of(number, head, options.domain());
      answer = service.answer(request, body);
    } catch (S3Error e) {
      answer = S3Answer.error(e, head.uri(), S3Service.id(number));
    } finally {
      body.release();
      body = null;
    }
    send(context, answer, number, HttpUtil.isKeepAlive(head));
  }

  private void send(ChannelHandlerContext context, S3Answer answer, long number, boolean keep) {
    answer
        .with("x-amz-request-id", S3Service.id(number))
        .with("x-amz-id-2", S3Service.id(number))
        .with(HttpHeaderNames.SERVER.toString(), "Floe")
        .with(HttpHeaderNames.DATE.toString(), Dates.http(options.clock().instant()));
    DefaultFullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(answer.status()),
            answer.body(),
            answer.headers(),
            EmptyHttpHeaders.INSTANCE);
    if (keep) {
      context.writeAndFlush(response);
    } else {
      response.headers().set(HttpHeaderNames.CONNECTION, "close");
      context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (body != null) {
      body.release();
      body = null;
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
