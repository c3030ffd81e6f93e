package dev.floe.io.internal.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/// Makes connections: looks the name up on a thread that may wait, tries its addresses in turn, and
/// with TLS checks that the other side is who it should be.
final class Connector {
  private final EventLoopGroup loops;
  private final Class<? extends SocketChannel> channelType;
  private final HttpOptions options;
  private final Executor executor;

  Connector(
      EventLoopGroup loops,
      Class<? extends SocketChannel> channelType,
      HttpOptions options,
      Executor executor) {
    this.loops = loops;
    this.channelType = channelType;
    this.options = options;
    this.executor = executor;
  }

  boolean wantsAbsoluteTargets(Origin origin) {
    return false;
  }

  /// A connection that stands, or a [Broken] that says why there is none.
  CompletableFuture<Connection> connect(Host host) {
    CompletableFuture<Connection> made = new CompletableFuture<>();
    Origin origin = host.origin();
    try {
      executor.execute(() -> {
        try {
          tryNext(host, InetAddress.getAllByName(origin.host()), 0, made);
        } catch (UnknownHostException e) {
          made.completeExceptionally(Broken.network("no address for host " + origin.host(), e));
        } catch (RuntimeException e) {
          made.completeExceptionally(Broken.forGood("no connection: " + e, e));
        }
      });
    } catch (RuntimeException e) {
      made.completeExceptionally(Broken.forGood("no connection: " + e, e));
    }
    return made;
  }

  private void tryNext(
      Host host, InetAddress[] addresses, int index, CompletableFuture<Connection> made) {
    InetSocketAddress address = new InetSocketAddress(addresses[index], host.origin().port());
    bootstrap()
        .handler(new Connected(host, made))
        .connect(address)
        .addListener(done -> {
          if (done.isSuccess()) {
            return; // the handler goes on
          }
          if (index + 1 < addresses.length && !made.isDone()) {
            tryNext(host, addresses, index + 1, made);
          } else {
            String why = "no connection: " + done.cause().getMessage();
            made.completeExceptionally(Broken.network(why, done.cause()));
          }
        });
  }

  private Bootstrap bootstrap() {
    int millis = (int) Math.min(Integer.MAX_VALUE, options.timeouts().connect().toMillis());
    return new Bootstrap()
        .group(loops)
        .channel(channelType)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.SO_KEEPALIVE, true)
        .option(ChannelOption.AUTO_READ, false)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.max(1, millis));
  }

  private SslHandler tlsHandler(Origin origin) throws GeneralSecurityException {
    Optional<SSLContext> given = options.tls();
    SSLContext context = given.isPresent() ? given.get() : SSLContext.getDefault();
    SSLEngine engine = context.createSSLEngine(origin.host(), origin.port());
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    engine.setSSLParameters(parameters);
    SslHandler handler = new SslHandler(engine, executor);
    handler.setHandshakeTimeoutMillis(options.timeouts().connect().toMillis());
    return handler;
  }

  /// Stands in a new channel until the connection is ready.
  private final class Connected extends ChannelInboundHandlerAdapter {
    private final Host host;
    private final CompletableFuture<Connection> made;

    Connected(Host host, CompletableFuture<Connection> made) {
      this.host = host;
      this.made = made;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) throws Exception {
      Channel channel = ctx.channel();
      boolean isTls = host.origin().tls();
      Connection connection =
          new Connection(
              host, channel, isTls || options.transport() == HttpOptions.Transport.IO_URING);
      if (!isTls) {
        stand(ctx, connection);
        return;
      }
      SslHandler tls = tlsHandler(host.origin());
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
      return cause instanceof SSLException && !isTimeout(cause)
          ? Broken.forGood(what, cause)
          : Broken.network(what, cause);
    }

    private static boolean isTimeout(Throwable cause) {
      return cause instanceof SslHandshakeTimeoutException;
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
