package dev.floe.io.internal.http;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.concurrent.ThreadFactory;

/// Event loops and channels of the transport that was asked for. Those that are not the JDK's are
/// optional: their classes are touched only where they are asked for.
final class Transports {
  private Transports() {}

  static EventLoopGroup loops(HttpOptions options, ThreadFactory threads) {
    IoHandlerFactory factory =
        switch (options.transport()) {
          case NIO -> NioIoHandler.newFactory();
          case EPOLL -> OfEpoll.factory();
        };
    return new MultiThreadIoEventLoopGroup(options.threads(), threads, factory);
  }

  static Class<? extends SocketChannel> channelType(HttpOptions options) {
    return switch (options.transport()) {
      case NIO -> NioSocketChannel.class;
      case EPOLL -> OfEpoll.channelType();
    };
  }

  private static final class OfEpoll {
    private OfEpoll() {}

    static IoHandlerFactory factory() {
      try {
        Epoll.ensureAvailability();
        return EpollIoHandler.newFactory();
      } catch (LinkageError e) {
        throw new StorageException(
            ErrorKind.STORAGE_CONFIG,
            "",
            "transport epoll: expected netty-transport-native-epoll on Linux, found: " + e,
            e);
      }
    }

    static Class<? extends SocketChannel> channelType() {
      return EpollSocketChannel.class;
    }
  }
}
