package dev.floe.io.internal.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// A connection to one origin, with one exchange at a time. Between exchanges it keeps one small
/// read outstanding, by which it learns that the other side has closed it, or says what nobody
/// asked for. All but [#run], [#execute] and the time of its last use belong to its event loop.
final class Connection extends ChannelInboundHandlerAdapter implements ReceiveBuffers.Source {
  private final Host host;
  private final Channel channel;
  private final boolean copies;
  private final Optional<Headers> proxyFields;
  private final AnswerDecoder decoder = new AnswerDecoder();
  private final ReceiveBuffers buffers = new ReceiveBuffers(this);

  private Exchange exchange;
  private int exchanges;
  private SentBody sending;
  private volatile long lastUsedNanos;

  /// @param copies whether received bytes pass through memory of the transport's in any case
  /// @param proxyFields for a proxy that is told where requests go; empty for none
  Connection(Host host, Channel channel, boolean copies, Optional<Headers> proxyFields) {
    this.proxyFields = proxyFields;
    this.host = host;
    this.channel = channel;
    this.copies = copies;
    channel.config().setRecvByteBufAllocator(buffers);
    channel.config().setAutoRead(false);
  }

  /// The connection stands: from here on it talks.
  void ready() {
    channel.pipeline().addLast(decoder, this);
    channel.read();
  }

  boolean isActive() {
    return channel.isActive();
  }

  /// Whether it has carried an exchange before the present one.
  boolean isReused() {
    return exchanges > 1;
  }

  long lastUsedNanos() {
    return lastUsedNanos;
  }

  void used(long nanoTime) {
    lastUsedNanos = nanoTime;
  }

  /// Runs something on the event loop, at once if this is it.
  void execute(Runnable work) {
    if (channel.eventLoop().inEventLoop()) {
      work.run();
    } else {
      channel.eventLoop().execute(work);
    }
  }

  /// Carries an exchange out. Any thread may call, if no exchange is under way.
  void run(Exchange next) {
    execute(() -> start(next));
  }

  private void start(Exchange next) {
    next.on(this);
    if (!channel.isActive()) {
      host.gone(this);
      Broken why = Broken.network("connection closed before the request", null);
      next.attempt().ended(new Ending.Failed(why, false, true));
      return;
    }
    ByteBuf head;
    try {
      head = RequestHead.encode(next.request(), proxyFields, channel.alloc());
    } catch (RuntimeException e) {
      host.giveBack(this);
      next.attempt().ended(new Ending.Thrown(e, false));
      return;
    }
    exchange = next;
    exchanges++;
    decoder.expect(next.request().method() == HttpRequest.Method.HEAD);
    sending = new SentBody(next.request().body().orElse(MemorySegment.NULL), copies);
    channel.write(head).addListener(done -> written(next, 0, done.cause()));
    sendOn(next);
  }

  /// Hands over as much of the body as may be on its way.
  private void sendOn(Exchange of) {
    try {
      while (exchange == of && sending.hasNext()) {
        ByteBuf piece = sending.next(channel.alloc());
        int length = piece.readableBytes();
        channel.write(piece).addListener(done -> written(of, length, done.cause()));
      }
    } catch (IllegalStateException | UnsupportedOperationException e) {
      of.fail(Broken.forGood("unreadable body: " + e.getMessage(), e));
      return;
    }
    channel.flush();
  }

  private void written(Exchange of, int length, Throwable failure) {
    if (exchange != of) {
      return;
    }
    if (failure != null) {
      of.fail(Broken.network("request not sent: " + failure.getMessage(), failure));
      return;
    }
    of.progressed();
    sending.gone(length);
    if (sending.hasNext()) {
      sendOn(of);
    }
  }

  /// The exchange is over. What follows runs when nothing touches the caller's memory any more: at
  /// once, or when the connection is closed.
  void over(boolean reusable, Runnable then) {
    exchange = null;
    if (reusable && sending.isGone() && decoder.pendingBytes() == 0 && channel.isActive()) {
      channel.read(); // an exchange that paused may have ended with no read outstanding
      host.giveBack(this);
      then.run();
      return;
    }
    host.gone(this);
    channel.closeFuture().addListener(_ -> then.run());
    close();
  }

  /// Closes without a farewell, which might wait for a peer that does not read.
  void close() {
    ChannelHandlerContext tls = channel.pipeline().context(SslHandler.class);
    if (tls == null) {
      channel.close();
    } else {
      execute(tls::close);
    }
  }

  /// Reads on after a pause.
  void readOn() {
    channel.read();
  }

  @Override
  public boolean wantsBytes() {
    return exchange == null || exchange.wantsBytes();
  }

  @Override
  public boolean awaitsHead() {
    return exchange == null || exchange.awaitsHead();
  }

  @Override
  public boolean isCopied() {
    return copies;
  }

  @Override
  public ByteBuf window() {
    return copies || exchange == null || decoder.pendingBytes() > 0 ? null : exchange.window();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (exchange == null) {
        close(); // an answer without a question
      } else {
        exchange.received((HttpObject) message, buffers.isInPlace());
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (exchange == null && decoder.pendingBytes() > 0) {
      close();
    } else if (wantsBytes()) {
      ctx.read();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    host.gone(this);
    if (exchange != null) {
      exchange.disconnected();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (exchange != null) {
      exchange.fail(Broken.network("connection failed: " + cause.getMessage(), cause));
    } else {
      close();
    }
  }
}
