package dev.floe.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/// Answers every request with one body, which is in memory as it goes over the wire: the cheapest
/// server there can be. A request is whatever ends with an empty line.
final class BodyServer implements AutoCloseable {
  private final EventLoopGroup loop;
  private final Channel listener;
  private final ByteBuf answer;

  private BodyServer(EventLoopGroup loop, Channel listener, ByteBuf answer) {
    this.loop = loop;
    this.listener = listener;
    this.answer = answer;
  }

  static BodyServer start(int lengthBytes) throws InterruptedException {
    byte[] head =
        ("HTTP/1.1 200 OK\r\nContent-Length: " + lengthBytes + "\r\nETag: \"1\"\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    ByteBuf answer = Unpooled.directBuffer(head.length + lengthBytes);
    answer.writeBytes(head).writeZero(lengthBytes);
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    Channel listener =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new Answering(answer));
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sync()
            .channel();
    return new BodyServer(loop, listener, answer);
  }

  int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  @Override
  public void close() {
    loop.shutdownGracefully().syncUninterruptibly();
    answer.release();
  }

  private static final class Answering extends ChannelInboundHandlerAdapter {
    private static final int END_OF_HEAD = 0x0d0a0d0a;

    private final ByteBuf answer;
    private int last;

    Answering(ByteBuf answer) {
      this.answer = answer;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      while (bytes.isReadable()) {
        last = last << 8 | bytes.readUnsignedByte();
        if (last == END_OF_HEAD) {
          ctx.writeAndFlush(answer.retainedDuplicate());
        }
      }
      bytes.release();
    }
  }
}
