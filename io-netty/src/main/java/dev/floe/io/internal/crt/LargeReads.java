package dev.floe.io.internal.crt;

import dev.floe.internal.concurrent.Sources;
import dev.floe.io.internal.http.HttpAnswer;
import dev.floe.io.internal.http.HttpCall;
import dev.floe.io.internal.http.HttpClient;
import dev.floe.io.internal.http.HttpOptions;
import dev.floe.io.internal.http.Origin;
import dev.floe.memory.SegmentPool;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/// Carries large ranges out by the native client, and everything else by the client below. What the
/// native client does not bring whole, for whatever reason, the client below is asked for again:
/// its answer counts, so that failures, retries and pauses are the same as without.
///
/// The native client splits ranges itself, but shows the head of the first part alone and checks of
/// the others no more than their length. So it is given parts that it does not split, and every
/// head is checked here as it is of Netty's.
///
/// The native client starts with the first large range. Where it cannot, that is said once, and the
/// client below carries all. Closing this closes both.
public final class LargeReads implements HttpClient {
  /// Starts the native client.
  @FunctionalInterface
  interface Starter {
    CrtEngine start(CrtSetup setup, long poolBytes, Optional<SegmentPool.Reservation> reserved);
  }

  private static final Logger LOGGER = System.getLogger(LargeReads.class.getName());
  private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

  /// With more under way the next read goes to the client below: the native queue has no bound.
  private static final int MOST_PARTS = 1024;

  /// What of a budget its buffers may take.
  private static final int SHARE = 4;

  private final HttpClient below;
  private final CrtSetup setup;
  private final Sources sources;
  private final Starter starter;
  private boolean tried;
  private Optional<CrtEngine> engine = Optional.empty();
  private boolean closed;

  LargeReads(HttpClient below, CrtSetup setup, Sources sources, Starter starter) {
    this.below = below;
    this.setup = setup;
    this.sources = sources;
    this.starter = starter;
  }

  /// Large ranges by the native client.
  ///
  /// @param below carries the rest
  /// @param fromBytes how long a range is at least that counts as large
  /// @param http how `below` works
  /// @param sources the machine's: the native client knows no other time
  public static LargeReads over(
      HttpClient below,
      long fromBytes,
      Origin origin,
      CrtSigning signing,
      HttpOptions http,
      Sources sources) {
    CrtSetup setup = new CrtSetup(fromBytes, origin, signing, http, Optional.empty());
    return new LargeReads(below, setup, sources, CrtEngine::new);
  }

  /// Says once that the native client is not used, and why.
  public static void sayUnused(String why) {
    if (SAID.add(why)) {
      LOGGER.log(Level.WARNING, "large reads through CRT: " + why + "; Netty carries all reads");
    }
  }

  @Override
  public OptionalLong largePartBytes(long rangeBytes) {
    boolean takes =
        rangeBytes >= setup.fromBytes()
            && setup.signing().isOnTime()
            && running().filter(started -> started.running() < MOST_PARTS).isPresent();
    return takes ? OptionalLong.of(CrtEngine.PART_BYTES) : OptionalLong.empty();
  }

  private synchronized Optional<CrtEngine> running() {
    if (!tried && !closed) {
      tried = true;
      engine = started();
    }
    return engine;
  }

  private Optional<CrtEngine> started() {
    Optional<String> obstacle = CrtObstacles.of(setup.origin(), setup.http());
    if (obstacle.isPresent()) {
      sayUnused(obstacle.get());
      return Optional.empty();
    }
    long poolBytes =
        setup
            .memory()
            .map(pool -> pool.statistics().limitBytes() / SHARE)
            .map(share -> Math.min(share, CrtEngine.MOST_POOL_BYTES))
            .map(share -> share - share % CrtEngine.PART_BYTES)
            .orElse(CrtEngine.MOST_POOL_BYTES);
    Optional<SegmentPool.Reservation> reserved =
        poolBytes < CrtEngine.LEAST_POOL_BYTES
            ? Optional.empty()
            : setup.memory().flatMap(pool -> pool.tryReserve(poolBytes));
    if (setup.memory().isPresent() && reserved.isEmpty()) {
      sayUnused("its buffers have no room in the memory budget");
      return Optional.empty();
    }
    try {
      return Optional.of(starter.start(setup, poolBytes, reserved));
    } catch (RuntimeException | LinkageError e) {
      reserved.ifPresent(SegmentPool.Reservation::close);
      Throwable cause = e instanceof LinkageError && e.getCause() != null ? e.getCause() : e;
      sayUnused("it cannot be had here: " + cause);
      return Optional.empty();
    }
  }

  @Override
  public CompletableFuture<HttpAnswer> send(HttpCall call) {
    return below.send(call);
  }

  @Override
  public CompletableFuture<HttpAnswer> sendLarge(HttpCall call) {
    Optional<CrtEngine> started = running();
    if (started.isEmpty()) {
      return below.send(call);
    }
    return new LargeCall(started.get(), below, call, setup, sources).run();
  }

  @Override
  public HttpClient with(HttpOptions other, SegmentPool pool) {
    return new LargeReads(below.with(other, pool), setup.with(other, pool), sources, starter);
  }

  @Override
  public void close() {
    Optional<CrtEngine> last;
    synchronized (this) {
      closed = true;
      last = engine;
      engine = Optional.empty();
    }
    last.ifPresent(CrtEngine::close);
    below.close();
  }
}
