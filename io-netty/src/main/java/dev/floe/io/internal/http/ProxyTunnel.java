package dev.floe.io.internal.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/// Asks a proxy for a tunnel, once: what comes after its answer is for whoever follows.
///
/// ```
/// CONNECT host:443 HTTP/1.1 ⏎ Host: host:443 ⏎ ⏎      ──►
///                                ◄──      HTTP/1.1 200 … ⏎ fields ⏎ ⏎
/// ```
final class ProxyTunnel extends ChannelInboundHandlerAdapter {
  private static final int LONGEST_ANSWER = 16 << 10;

  private final String target;
  private final Optional<ProxyLogin> login;
  private final Runnable open;
  private final Consumer<Broken> refused;
  private final StringBuilder answer = new StringBuilder();

  ProxyTunnel(Origin origin, Optional<ProxyLogin> login, Runnable open, Consumer<Broken> refused) {
    this.login = login;
    String host = origin.host().indexOf(':') >= 0 ? "[" + origin.host() + "]" : origin.host();
    this.target = host + ":" + origin.port();
    this.open = open;
    this.refused = refused;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    String proof = login.map(known -> "Proxy-Authorization: " + known.basic() + "\r\n").orElse("");
    String request = "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n" + proof + "\r\n";
    ctx.writeAndFlush(Unpooled.copiedBuffer(request, StandardCharsets.US_ASCII));
    ctx.read();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      answer.append(((ByteBuf) message).toString(StandardCharsets.ISO_8859_1));
    } finally {
      ReferenceCountUtil.release(message);
    }
    int end = answer.indexOf("\r\n\r\n");
    if (end < 0 && answer.length() < LONGEST_ANSWER) {
      return;
    }
    String line = answer.substring(0, Math.max(0, Math.min(answer.indexOf("\r\n"), 200)));
    // The other side of a tunnel says nothing before it is spoken to.
    if (end == answer.length() - 4 && line.matches("HTTP/1\\.[01] 2\\d\\d.*")) {
      ctx.pipeline().remove(this);
      open.run();
    } else {
      refused.accept(Broken.network("the proxy opens no tunnel to " + target + ": " + line, null));
      ctx.close();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (!ctx.isRemoved()) {
      ctx.read();
    }
  }
}
