package dev.floe.spec.s3;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerExpectContinueHandler;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// An S3 server on the loopback interface, in memory. Closing it frees everything that is in it;
/// any thread may do that.
///
/// ```java
/// try (S3Server server = S3Server.start()) {
///   URI endpoint = server.endpoint();      // http://127.0.0.1:port, bucket "bucket"
/// }
/// ```
///
/// What it differs in from S3: versions, ACLs, tags, encryption and listings of version 1 are
/// refused with 501; an object is at most 1 GiB; a checksum is kept only where one was sent.
public final class S3Server implements AutoCloseable {
  private static final int LONGEST_LINE = 16_384;
  private static final int LONGEST_HEADERS = 65_536;
  private static final int READ_BYTES = 65_536;

  static final PooledByteBufAllocator MEMORY = new PooledByteBufAllocator(true);

  private final S3ServerOptions options;
  private final S3Service service;
  private final MultiThreadIoEventLoopGroup threads;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final S3RequestLog requests = new S3RequestLog();
  private final Set<ByteBuf> held = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Channel listener;
  private S3FaultPlan plan = S3FaultPlan.none();
  private long lastNumber;

  private S3Server(S3ServerOptions options) {
    this.options = options;
    this.service = new S3Service(options);
    this.threads =
        new MultiThreadIoEventLoopGroup(
            options.threads(),
            new DefaultThreadFactory("s3-server", true),
            NioIoHandler.newFactory());
    this.listener =
        new ServerBootstrap()
            .group(threads)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, 1024)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOCATOR, MEMORY)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    initialize(channel);
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), options.port()))
            .syncUninterruptibly()
            .channel();
  }

  /// A server with the standard options.
  public static S3Server start() {
    return start(S3ServerOptions.STANDARD);
  }

  public static S3Server start(S3ServerOptions options) {
    return new S3Server(options);
  }

  private void initialize(SocketChannel channel) {
    connections.add(channel);
    options.tls().ifPresent(tls -> channel.pipeline().addLast(tls.newHandler(channel.alloc())));
    channel
        .pipeline()
        .addLast(new HttpServerCodec(LONGEST_LINE, LONGEST_HEADERS, READ_BYTES))
        .addLast(new HttpServerExpectContinueHandler())
        .addLast(new S3Connection(this));
  }

  /// Lets requests that arrive from now on go wrong by a plan.
  public synchronized S3Server faults(S3FaultPlan faults) {
    plan = Objects.requireNonNull(faults);
    return this;
  }

  /// What was asked of it.
  public S3RequestLog requests() {
    return requests;
  }

  S3Service service() {
    return service;
  }

  /// A request that has arrived whole.
  void exchange(ChannelHandlerContext context, HttpRequest head, ByteBuf body) {
    boolean keepAlive = HttpUtil.isKeepAlive(head);
    S3Exchange exchange;
    S3Fault fault;
    synchronized (this) {
      lastNumber++;
      try {
        S3Request request = S3Request.of(lastNumber, head, options.domain());
        S3RequestLog.Arrival arrival = requests.arrived(request.operation());
        exchange = new S3Exchange(this, context, request, body, keepAlive, arrival);
        fault = plan.next(request);
      } catch (S3Error e) {
        body.release();
        S3Answer answer = S3Answer.error(e, head.uri(), S3Service.id(lastNumber));
        S3Exchange.send(context, signed(answer, lastNumber), keepAlive);
        return;
      }
    }
    exchange.under(fault);
  }

  /// Keeps a body that waits for its time, to release it if that never comes.
  synchronized void hold(ByteBuf body) {
    held.add(body);
  }

  synchronized void resume(ByteBuf body) {
    held.remove(body);
  }

  /// Adds what every answer says.
  S3Answer signed(S3Answer answer, long number) {
    String id = S3Service.id(number);
    return answer
        .with("x-amz-request-id", id)
        .with("x-amz-id-2", id)
        .with("server", "Floe")
        .with("date", Dates.http(options.clock().instant()));
  }

  /// Where it listens: a scheme, an address and a port.
  public URI endpoint() {
    String scheme = options.tls().isPresent() ? "https" : "http";
    return URI.create(scheme + "://127.0.0.1:" + port());
  }

  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /// Connections that are open.
  public int connectionCount() {
    return connections.size();
  }

  @Override
  public void close() {
    listener.close().syncUninterruptibly();
    connections.close().syncUninterruptibly();
    threads.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    service.releaseAll();
    synchronized (this) {
      held.forEach(ByteBuf::release);
      held.clear();
    }
  }
}
