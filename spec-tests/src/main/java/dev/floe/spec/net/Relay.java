package dev.floe.spec.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Ticker;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// One direction of a connection: passes on what it reads, as late and as slowly as the line is.
/// Both directions run on one loop.
final class Relay extends ChannelInboundHandlerAdapter {
  private static final int MOST_WAITING_BYTES = 1 << 18;

  private final FaultProxy.Connection connection;
  private final Line line;
  private final Optional<Line.End> end;
  private final Ticker ticker;
  private Channel to;
  private long passedBytes;
  private long waitingBytes;
  private long freeNanos;

  Relay(FaultProxy.Connection connection, Line line, Line.Direction direction, Ticker ticker) {
    this.connection = connection;
    this.line = line;
    this.end = line.end().filter(e -> e.direction() == direction);
    this.ticker = ticker;
  }

  void to(Channel other) {
    to = other;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (end.isPresent() && end.get().afterBytes() == 0) {
      connection.end(end.get().how());
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (connection.ended()) {
      bytes.release();
      return;
    }
    long left = end.map(e -> e.afterBytes() - passedBytes).orElse(Long.MAX_VALUE);
    boolean last = bytes.readableBytes() >= left;
    int length = (int) Math.min(bytes.readableBytes(), left);
    passedBytes += length;
    pass(context, bytes.readRetainedSlice(length));
    bytes.release();
    if (last) {
      later(context, 0, () -> connection.end(end.orElseThrow().how()));
    }
  }

  private void pass(ChannelHandlerContext context, ByteBuf bytes) {
    int length = bytes.readableBytes();
    waitingBytes += length;
    if (waitingBytes > MOST_WAITING_BYTES) {
      context.channel().config().setAutoRead(false);
    }
    later(
        context,
        length,
        () -> {
          waitingBytes -= length;
          if (connection.ended() || !to.isActive()) {
            bytes.release();
          } else {
            to.writeAndFlush(bytes);
          }
          if (waitingBytes <= MOST_WAITING_BYTES) {
            context.channel().config().setAutoRead(true);
          }
        });
  }

  /// Does something once all that was read before and these bytes have come through.
  private void later(ChannelHandlerContext context, int bytes, Runnable task) {
    long now = ticker.nanoTime();
    freeNanos = Math.max(freeNanos, now);
    if (line.bytesPerSecond() > 0) {
      freeNanos += bytes * 1_000_000_000L / line.bytesPerSecond();
    }
    long delay = freeNanos - now + line.latency().toNanos();
    if (delay == 0) {
      task.run();
    } else {
      context.executor().schedule(task, delay, TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (!connection.ended()) {
      later(context, 0, () -> to.close());
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
