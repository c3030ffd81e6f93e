package dev.floe.spec.s3;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;

/// One connection: gathers a request and its body outside the heap, and sends what is answered.
final class S3Connection extends SimpleChannelInboundHandler<HttpObject> {
  static final int LONGEST_BODY_BYTES = 1 << 30;

  private final S3Server server;
  private HttpRequest head;
  private ByteBuf body;

  S3Connection(S3Server server) {
    this.server = server;
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
    ByteBuf whole = body;
    body = null;
    server.exchange(context, head, whole);
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
