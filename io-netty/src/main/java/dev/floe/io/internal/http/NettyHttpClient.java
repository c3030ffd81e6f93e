package dev.floe.io.internal.http;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.internal.concurrent.Sources;
import dev.floe.memory.SegmentPool;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// The client over Netty. Owns its connections and a share in the event loops; close it after the
/// last call.
public final class NettyHttpClient implements HttpClient {
  private static final long CLOSING_SECONDS = 10;

  private final HttpOptions options;
  private final Sources sources;
  private final SharedLoops loops;
  private final ChannelGroup channels;
  private final Connector connector;
  private final Sweep sweep;
  private final ConcurrentHashMap<Origin, Host> hosts = new ConcurrentHashMap<>();
  private final HttpCounters counters = new HttpCounters();
  private volatile boolean closed;

  private NettyHttpClient(HttpOptions options, Sources sources, Ticks givenTicks) {
    this.options = options;
    this.sources = sources;
    this.loops = SharedLoops.of(options);
    this.channels = new DefaultChannelGroup(loops.loops().next(), true);
    this.connector =
        new Connector(
            loops, channels, Transports.channelType(options), options, sources.executor());
    Ticks ticks = givenTicks != null ? givenTicks : new LoopTicks(loops.loops().next());
    this.sweep = new Sweep(sources.nanoClock(), ticks::wake);
    ticks.start(this::tick);
  }

  /// A client that measures time by `sources`.
  public static NettyHttpClient open(HttpOptions options, Sources sources) {
    return new NettyHttpClient(options, sources, null);
  }

  /// A client whose deadlines are looked at when the caller says so.
  static NettyHttpClient open(HttpOptions options, Sources sources, Ticks ticks) {
    return new NettyHttpClient(options, sources, ticks);
  }

  @Override
  public CompletableFuture<HttpAnswer> send(HttpCall call) {
    return send(call, options, Optional.empty());
  }

  @Override
  public HttpClient with(HttpOptions other, SegmentPool pool) {
    TransportMemory memory = TransportMemory.of(pool, options.threads(), sources.nanoClock());
    return new Tuned(other, memory);
  }

  private final class Tuned implements HttpClient {
    private final HttpOptions own;
    private final TransportMemory memory;
    private final AtomicBoolean ended = new AtomicBoolean();

    Tuned(HttpOptions own, TransportMemory memory) {
      this.own = own;
      this.memory = memory;
    }

    @Override
    public CompletableFuture<HttpAnswer> send(HttpCall call) {
      return NettyHttpClient.this.send(call, own, Optional.of(memory));
    }

    @Override
    public HttpClient with(HttpOptions other, SegmentPool pool) {
      return NettyHttpClient.this.with(other, pool);
    }

    @Override
    public void close() {
      if (ended.compareAndSet(false, true)) {
        memory.close();
      }
    }
  }

  private CompletableFuture<HttpAnswer> send(
      HttpCall call, HttpOptions how, Optional<TransportMemory> memory) {
    Host host =
        hosts.computeIfAbsent(
            call.request().origin(),
            origin -> new Host(origin, options.hosts(), connector, sources.nanoClock(), counters));
    CallRun run = new CallRun(call, how, sources, host, sweep, memory);
    if (closed) {
      run.future().settle(null, wasClosed(call));
      return run.future();
    }
    counters.calls.increment();
    host.pace().called();
    run.start();
    return run.future();
  }

  private static StorageException wasClosed(HttpCall call) {
    return new StorageException(
        ErrorKind.STORAGE_OTHER,
        call.subject(),
        call.subject() + ": the HTTP client is closed",
        new MaybeSent(false, "closed", null));
  }

  /// What was done so far.
  public HttpCounters counters() {
    return counters;
  }

  /// How much memory the buffers of the transport take, those of other clients on its loops too.
  long transportBytes() {
    return loops.buffers().metric().usedDirectMemory();
  }

  /// How many requests an origin is asked at once.
  int requestLimit(Origin origin) {
    Host host = hosts.get(origin);
    return host == null ? 0 : host.pace().requestLimit();
  }

  /// How many connections to an origin wait for use.
  int idleConnections(Origin origin) {
    Host host = hosts.get(origin);
    return host == null ? 0 : host.idleConnections();
  }

  /// How many calls wait until they may ask again.
  int pausing() {
    AtomicInteger count = new AtomicInteger();
    sweep.forEach(run -> count.addAndGet(run.isPausing() ? 1 : 0));
    return count.get();
  }

  private boolean tick() {
    sweep.run();
    long now = sources.nanoClock().getAsLong();
    boolean anyIdle = false;
    for (Host host : hosts.values()) {
      anyIdle |= host.expire(now);
    }
    return anyIdle || !sweep.isEmpty();
  }

  @Override
  public void close() {
    closed = true;
    sweep.forEach(run -> run.conclude(wasClosed(run.call())));
    hosts.values().forEach(Host::close);
    var gone = channels.close();
    if (!loops.isHere()) {
      gone.awaitUninterruptibly(CLOSING_SECONDS, TimeUnit.SECONDS);
    }
    loops.close();
  }
}
