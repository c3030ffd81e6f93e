package dev.floe.io.internal.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/// Makes connections: looks the name up on a thread that may wait, tries its addresses in turn, and
/// with TLS checks that the other side is who it should be.
final class Connector {
  private final SharedLoops loops;
  private final ChannelGroup channels;
  private final Class<? extends SocketChannel> channelType;
  private final HttpOptions options;
  private final Executor executor;

  /// @param channels has every channel that is made here for as long as it lives
  Connector(
      SharedLoops loops,
      ChannelGroup channels,
      Class<? extends SocketChannel> channelType,
      HttpOptions options,
      Executor executor) {
    this.loops = loops;
    this.channels = channels;
    this.channelType = channelType;
    this.options = options;
    this.executor = executor;
  }

  /// A connection that stands, or a [Broken] that says why there is none.
  CompletableFuture<Connection> connect(Host host, Duration patience) {
    CompletableFuture<Connection> made = new CompletableFuture<>();
    Origin origin = host.origin();
    try {
      executor.execute(() -> {
        try {
          Route route = Route.to(origin, options.proxies());
          Connected handler = new Connected(host, route, patience, made);
          tryNext(handler, route.addresses(), route.port(), 0);
        } catch (UnknownHostException e) {
          made.completeExceptionally(Broken.network("no address: " + e.getMessage(), e));
        } catch (RuntimeException e) {
          made.completeExceptionally(Broken.forGood("no connection: " + e, e));
        }
      });
    } catch (RuntimeException e) {
      made.completeExceptionally(Broken.forGood("no connection: " + e, e));
    }
    return made;
  }

  private void tryNext(Connected handler, InetAddress[] addresses, int port, int index) {
    InetSocketAddress address = new InetSocketAddress(addresses[index], port);
    ChannelFuture connecting = bootstrap(handler.patience).handler(handler).connect(address);
    channels.add(connecting.channel());
    connecting.addListener(done -> {
      if (done.isSuccess()) {
        return; // the handler goes on
      }
      if (index + 1 < addresses.length && !handler.made.isDone()) {
        tryNext(handler.again(), addresses, port, index + 1);
      } else {
        String why = "no connection: " + done.cause().getMessage();
        handler.made.completeExceptionally(Broken.network(why, done.cause()));
      }
    });
  }

  private Bootstrap bootstrap(Duration patience) {
    int millis = (int) Math.min(Integer.MAX_VALUE, patience.toMillis());
    return new Bootstrap()
        .group(loops.loops())
        .option(ChannelOption.ALLOCATOR, loops.buffers())
        .channel(channelType)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.SO_KEEPALIVE, true)
        .option(ChannelOption.AUTO_READ, false)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.max(1, millis));
  }

  private SslHandler tlsHandler(Origin origin, Duration patience) throws GeneralSecurityException {
    Optional<SSLContext> given = options.tls();
    SSLContext context = given.isPresent() ? given.get() : SSLContext.getDefault();
    SSLEngine engine = context.createSSLEngine(origin.host(), origin.port());
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    engine.setSSLParameters(parameters);
    SslHandler handler = new SslHandler(engine, executor);
    handler.setHandshakeTimeoutMillis(patience.toMillis());
    return handler;
  }

  /// Stands in a new channel until the connection is ready.
  private final class Connected extends ChannelInboundHandlerAdapter {
    private final Host host;
    private final Route route;
    private final Duration patience;
    private final CompletableFuture<Connection> made;

    Connected(Host host, Route route, Duration patience, CompletableFuture<Connection> made) {
      this.host = host;
      this.route = route;
      this.patience = patience;
      this.made = made;
    }

    /// One for another channel.
    Connected again() {
      return new Connected(host, route, patience, made);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      boolean isTls = host.origin().tls();
      Optional<Headers> proxyFields = isTls ? Optional.empty() : route.proxyFields();
      Connection connection = new Connection(host, ctx.channel(), isTls, proxyFields);
      Runnable standing = isTls ? () -> shake(ctx, connection) : () -> stand(ctx, connection);
      if (route.via() == Proxy.Type.SOCKS) {
        before(
            ctx,
            new SocksHandshake(
                host.origin(), route.login(), standing, made::completeExceptionally));
      } else if (route.via() == Proxy.Type.HTTP && isTls) {
        before(
            ctx,
            new ProxyTunnel(host.origin(), route.login(), standing, made::completeExceptionally));
      } else {
        standing.run();
      }
    }

    private static void before(ChannelHandlerContext ctx, ChannelHandler handler) {
      ctx.pipeline().addBefore(ctx.name(), null, handler);
    }

    private void shake(ChannelHandlerContext ctx, Connection connection) {
      Channel channel = ctx.channel();
      SslHandler tls;
      try {
        tls = tlsHandler(host.origin(), patience);
      } catch (GeneralSecurityException | IllegalArgumentException e) {
        made.completeExceptionally(Broken.forGood("no TLS: " + e.getMessage(), e));
        channel.close();
        return;
      }
      tls.handshakeFuture()
          .addListener(done -> {
            if (done.isSuccess()) {
              stand(ctx, connection);
            } else {
              made.completeExceptionally(untrusted(done.cause()));
              channel.close();
            }
          });
      channel.pipeline().addBefore(ctx.name(), null, tls);
    }

    private void stand(ChannelHandlerContext ctx, Connection connection) {
      connection.ready();
      ctx.pipeline().remove(this);
      if (!made.complete(connection)) {
        host.giveBack(connection);
      }
    }

    private static Broken untrusted(Throwable cause) {
      String what = "no TLS: " + cause.getMessage();
      return isAboutCertificates(cause) ? Broken.forGood(what, cause) : Broken.network(what, cause);
    }

    private static boolean isAboutCertificates(Throwable failure) {
      Throwable cause = failure;
      while (cause != null && !(cause instanceof CertificateException)) {
        cause = cause.getCause();
      }
      return cause != null;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      made.completeExceptionally(Broken.network("connection closed before it stood", null));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      made.completeExceptionally(Broken.network("no connection: " + cause.getMessage(), cause));
      ctx.close();
    }
  }
}
