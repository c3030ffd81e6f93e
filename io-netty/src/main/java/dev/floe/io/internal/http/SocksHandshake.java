package dev.floe.io.internal.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/// Asks a SOCKS proxy, version 5, for a connection, once: what comes after its answer is for
/// whoever follows. The proxy looks the name up.
///
/// ```
/// 05 count methods                  ──►      ◄── 05 method      (00 nobody asks, 02 a login)
/// 01 length user length password    ──►      ◄── 01 00
/// 05 01 00 03 length host port      ──►      ◄── 05 00 00 kind address port
/// ```
final class SocksHandshake extends ChannelInboundHandlerAdapter {
  private static final int LONGEST_ANSWER = 4 + 1 + 255 + 2;

  private enum Step {
    METHOD,
    LOGIN,
    CONNECTION
  }

  private final Origin origin;
  private final Optional<ProxyLogin> login;
  private final Runnable open;
  private final Consumer<Broken> refused;
  private final ByteBuf answer = Unpooled.buffer(16, 2 * LONGEST_ANSWER);
  private Step step = Step.METHOD;

  SocksHandshake(
      Origin origin, Optional<ProxyLogin> login, Runnable open, Consumer<Broken> refused) {
    this.origin = origin;
    this.login = login;
    this.open = open;
    this.refused = refused;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    byte[] methods = login.isPresent() ? new byte[] {5, 2, 0, 2} : new byte[] {5, 1, 0};
    say(ctx, Unpooled.wrappedBuffer(methods));
  }

  private void say(ChannelHandlerContext ctx, ByteBuf message) {
    ctx.writeAndFlush(message);
    ctx.read();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      if (bytes.readableBytes() > answer.maxWritableBytes()) {
        refuse(ctx, "an answer that is none");
        return;
      }
      answer.writeBytes(bytes);
    } finally {
      ReferenceCountUtil.release(bytes);
    }
    switch (step) {
      case METHOD -> method(ctx);
      case LOGIN -> loggedIn(ctx);
      case CONNECTION -> connected(ctx);
    }
  }

  private void method(ChannelHandlerContext ctx) {
    if (answer.readableBytes() < 2) {
      return;
    }
    int version = answer.readByte();
    int method = answer.readByte();
    if (version == 5 && method == 0) {
      connect(ctx);
    } else if (version == 5 && method == 2 && login.isPresent()) {
      step = Step.LOGIN;
      ByteBuf proof = Unpooled.buffer().writeByte(1);
      text(proof, login.get().user());
      text(proof, login.get().password());
      say(ctx, proof);
    } else {
      refuse(ctx, version == 5 ? "it wants to know who asks" : "it does not speak SOCKS 5");
    }
  }

  private void loggedIn(ChannelHandlerContext ctx) {
    if (answer.readableBytes() < 2) {
      return;
    }
    if (answer.skipBytes(1).readByte() == 0) {
      connect(ctx);
    } else {
      refuse(ctx, "it refuses the login");
    }
  }

  private static void text(ByteBuf to, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, 255);
    to.writeByte(length).writeBytes(bytes, 0, length);
  }

  private void connect(ChannelHandlerContext ctx) {
    step = Step.CONNECTION;
    ByteBuf request = Unpooled.buffer().writeBytes(new byte[] {5, 1, 0, 3});
    text(request, origin.host());
    say(ctx, request.writeShort(origin.port()));
  }

  private void connected(ChannelHandlerContext ctx) {
    if (answer.readableBytes() < 5) {
      return;
    }
    int at = answer.readerIndex();
    int addressBytes =
        switch (answer.getByte(at + 3)) {
          case 1 -> 4;
          case 4 -> 16;
          default -> 1 + answer.getUnsignedByte(at + 4);
        };
    int expected = 4 + addressBytes + 2;
    int code = answer.getByte(at + 1);
    if (answer.getByte(at) != 5 || code != 0 || answer.readableBytes() > expected) {
      refuse(ctx, "no connection to " + origin.authority() + ": code " + code);
    } else if (answer.readableBytes() == expected) {
      ctx.pipeline().remove(this);
      open.run();
    }
  }

  private void refuse(ChannelHandlerContext ctx, String why) {
    refused.accept(Broken.network("the SOCKS proxy: " + why, null));
    ctx.close();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (!ctx.isRemoved()) {
      ctx.read();
    }
  }
}
