package dev.floe.spec.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.Ticker;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Passes connections on to a server on the loopback interface, and makes them slow or ends them by
/// a plan. Whoever starts it closes it, which ends all connections; any thread may do that.
///
/// ```java
/// try (FaultProxy proxy = FaultProxy.start(server.port(), LinePlan.seeded(7, 0.1, reset))) {
///   connect("127.0.0.1", proxy.port());
/// }
/// ```
public final class FaultProxy implements AutoCloseable {
  private final int serverPort;
  private final LinePlan plan;
  private final MultiThreadIoEventLoopGroup threads =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("fault-proxy", true), NioIoHandler.newFactory());
  private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final AtomicInteger made = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicLong ended = new AtomicLong();
  private final Channel listener;

  private FaultProxy(int serverPort, LinePlan plan) {
    this.serverPort = serverPort;
    this.plan = plan;
    this.listener =
        new ServerBootstrap()
            .group(threads)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, 1024)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.AUTO_READ, false)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel client) {
                    new Connection(client).connect();
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .syncUninterruptibly()
            .channel();
  }

  /// A proxy before a port of the loopback interface.
  public static FaultProxy start(int serverPort, LinePlan plan) {
    return new FaultProxy(serverPort, plan);
  }

  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /// Connections that were made until now.
  public int connectionCount() {
    return made.get();
  }

  /// Connections of clients that are open now.
  public int openCount() {
    return open.get();
  }

  /// Connections that the plan has ended.
  public long endedCount() {
    return ended.get();
  }

  /// A client, the server, and the two directions between them.
  final class Connection {
    private final SocketChannel client;
    private final Line line;
    private final Relay toServer;
    private final Relay toClient;
    private Channel server;
    private boolean over;

    private Connection(SocketChannel client) {
      this.client = client;
      this.line = plan.next(made.getAndIncrement());
      this.toServer = new Relay(this, line, Line.Direction.TO_SERVER, Ticker.systemTicker());
      this.toClient = new Relay(this, line, Line.Direction.TO_CLIENT, Ticker.systemTicker());
    }

    private void connect() {
      channels.add(client);
      open.incrementAndGet();
      client.closeFuture().addListener(_ -> open.decrementAndGet());
      ChannelFuture connecting =
          new Bootstrap()
              .group(client.eventLoop())
              .channel(NioSocketChannel.class)
              .option(ChannelOption.TCP_NODELAY, true)
              .option(ChannelOption.AUTO_READ, false)
              .handler(toClient)
              .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort));
      server = connecting.channel();
      channels.add(server);
      toServer.to(server);
      toClient.to(client);
      client.pipeline().addLast(toServer);
      connecting.addListener(done -> {
        if (done.isSuccess()) {
          client.config().setAutoRead(true);
          server.config().setAutoRead(true);
        } else {
          client.close();
        }
      });
    }

    boolean ended() {
      return over;
    }

    /// Ends it as the plan says.
    void end(Line.How how) {
      if (over) {
        return;
      }
      over = true;
      ended.incrementAndGet();
      switch (how) {
        case RESET -> {
          client.config().setSoLinger(0);
          server.config().setOption(ChannelOption.SO_LINGER, 0);
          client.close();
          server.close();
        }
        case CUT -> {
          client.close();
          server.close();
        }
        case HALF_OPEN -> {
          // what comes is read and dropped
        }
      }
    }
  }

  @Override
  public void close() {
    listener.close().syncUninterruptibly();
    channels.close().syncUninterruptibly();
    threads.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
