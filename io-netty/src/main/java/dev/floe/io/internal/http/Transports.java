package dev.floe.io.internal.http;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.concurrent.ThreadFactory;

/// Event loops and channels of the transport that was asked for.
final class Transports {
  private Transports() {}

  static EventLoopGroup loops(HttpOptions options, ThreadFactory threads) {
    return new MultiThreadIoEventLoopGroup(options.threads(), threads, NioIoHandler.newFactory());
  }

  static Class<? extends SocketChannel> channelType(HttpOptions options) {
    return NioSocketChannel.class;
  }
}
