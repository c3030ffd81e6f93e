package dev.floe.io.internal.http;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// One client's share in event loops of this process: clients that want loops of the same kind have
/// the same ones, so that a process has as many threads for ten storages as for one. They are made
/// for the first client and shut down with the last; closing a share twice does nothing.
///
/// ```
/// client A ──┐
/// client B ──┼── loops NIO × 2   (3 shares)          client D ── loops EPOLL × 2   (1 share)
/// client C ──┘
/// ```
final class SharedLoops implements AutoCloseable {
  private static final long CLOSING_SECONDS = 10;

  /// Buffers are cut from chunks of 1 MiB: a few are all that bounded exchanges need.
  private static final int PAGE_BYTES = 8 << 10;

  private static final int CHUNK_PAGES_LOG = 7;
  private static final int SMALL_KEPT = 64;
  private static final int NORMAL_KEPT = 16;
  private static final Map<Kind, Group> GROUPS = new HashMap<>();

  /// Loops that do the same.
  private record Kind(HttpOptions.Transport transport, int threads) {}

  /// Loops and how many shares there are in them, which is guarded by the class's lock.
  private static final class Group {
    private final EventLoopGroup loops;
    private final PooledByteBufAllocator buffers;
    private int shares;

    Group(EventLoopGroup loops, int count) {
      this.loops = loops;
      this.buffers =
          new PooledByteBufAllocator(
              true, count, count, PAGE_BYTES, CHUNK_PAGES_LOG, SMALL_KEPT, NORMAL_KEPT, false);
    }
  }

  private final Kind kind;
  private final Group group;
  private boolean closed;

  private SharedLoops(Kind kind, Group group) {
    this.kind = kind;
    this.group = group;
  }

  /// A share in the loops that some options ask for.
  static SharedLoops of(HttpOptions options) {
    Kind kind = new Kind(options.transport(), options.threads());
    synchronized (GROUPS) {
      Group group = GROUPS.get(kind);
      if (group == null) {
        EventLoopGroup loops = Transports.loops(options, new DefaultThreadFactory("floe-io", true));
        group = new Group(loops, options.threads());
        GROUPS.put(kind, group);
      }
      group.shares++;
      return new SharedLoops(kind, group);
    }
  }

  EventLoopGroup loops() {
    return group.loops;
  }

  /// Where the transport's own buffers come from.
  PooledByteBufAllocator buffers() {
    return group.buffers;
  }

  /// Whether the caller is one of the loops, which must not wait for itself.
  boolean isHere() {
    for (EventExecutor each : group.loops) {
      if (each.inEventLoop()) {
        return true;
      }
    }
    return false;
  }

  /// How many clients have a share.
  int shares() {
    synchronized (GROUPS) {
      return group.shares;
    }
  }

  @Override
  public void close() {
    synchronized (GROUPS) {
      if (closed) {
        return;
      }
      closed = true;
      group.shares--;
      if (group.shares > 0) {
        return;
      }
      GROUPS.remove(kind);
    }
    boolean here = isHere();
    var end = group.loops.shutdownGracefully(0, CLOSING_SECONDS, TimeUnit.SECONDS);
    if (!here) {
      end.awaitUninterruptibly(CLOSING_SECONDS, TimeUnit.SECONDS);
    }
  }
}
