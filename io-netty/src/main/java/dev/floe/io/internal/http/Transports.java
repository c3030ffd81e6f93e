package dev.floe.io.internal.http;

import dev.floe.io.internal.http.HttpOptions.Transport;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringSocketChannel;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;

/// Event loops and channels of the transport that was asked for. Those that are not the JDK's are
/// optional: their classes are touched only where they are asked for, and where they cannot be had
/// that is said once, and the JDK's are taken.
final class Transports {
  /// The system property that asks for a transport by its name: `nio`, `epoll` or `io_uring`.
  static final String PROPERTY = "dev.floe.io.transport";

  private static final Logger LOGGER = System.getLogger(Transports.class.getName());
  private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

  private Transports() {}

  /// The transport that a name asks for.
  static Transport named(String name) {
    for (Transport transport : Transport.values()) {
      if (transport.name().equalsIgnoreCase(name)) {
        return transport;
      }
    }
    sayOnce(name.toLowerCase(Locale.ROOT), "expected nio, epoll or io_uring");
    return Transport.NIO;
  }

  static EventLoopGroup loops(HttpOptions options, ThreadFactory threads) {
    IoHandlerFactory factory =
        switch (usable(options.transport())) {
          case NIO -> NioIoHandler.newFactory();
          case EPOLL -> OfEpoll.factory();
          case IO_URING -> OfIoUring.factory();
        };
    return new MultiThreadIoEventLoopGroup(options.threads(), threads, factory);
  }

  static Class<? extends SocketChannel> channelType(HttpOptions options) {
    return switch (usable(options.transport())) {
      case NIO -> NioSocketChannel.class;
      case EPOLL -> OfEpoll.channelType();
      case IO_URING -> OfIoUring.channelType();
    };
  }

  private static Transport usable(Transport asked) {
    try {
      switch (asked) {
        case NIO -> {}
        case EPOLL -> OfEpoll.check();
        case IO_URING -> OfIoUring.check();
      }
      return asked;
    } catch (LinkageError e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      sayOnce(asked.name().toLowerCase(Locale.ROOT), "it cannot be had here: " + cause);
      return Transport.NIO;
    }
  }

  private static void sayOnce(String transport, String what) {
    if (SAID.add(transport)) {
      LOGGER.log(Level.WARNING, "transport " + transport + ": " + what + "; nio is used");
    }
  }

  private static final class OfEpoll {
    private OfEpoll() {}

    static void check() {
      Epoll.ensureAvailability();
    }

    static IoHandlerFactory factory() {
      return EpollIoHandler.newFactory();
    }

    static Class<? extends SocketChannel> channelType() {
      return EpollSocketChannel.class;
    }
  }

  private static final class OfIoUring {
    private OfIoUring() {}

    static void check() {
      IoUring.ensureAvailability();
    }

    static IoHandlerFactory factory() {
      return IoUringIoHandler.newFactory();
    }

    static Class<? extends SocketChannel> channelType() {
      return IoUringSocketChannel.class;
    }
  }
}
