package dev.floe;

import dev.floe.internal.asset.CacheBudget;
import dev.floe.internal.asset.NewestRepoInfo;
import dev.floe.internal.codec.Zstd;
import dev.floe.internal.concurrent.Sources;
import dev.floe.internal.concurrent.SystemSources;
import dev.floe.internal.read.ReadLimits;
import dev.floe.jfr.PoolPressure;
import dev.floe.memory.SegmentPool;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// Memory, threads and codecs that repositories share: one hard limit of bytes for everything that
/// is cached or in flight. Handles that were given the same engine and the same storage share what
/// is cached of the repository, too, and commit together. Whoever creates an engine closes it,
/// after the repositories that use it; a repository that was given none has one of its own.
public final class Engine implements AutoCloseable {
  /// No budget is smaller, whatever the heap.
  private static final long LEAST_BYTES = 256L << 20;

  private final SegmentPool pool;
  private final CacheBudget cacheBudget;
  private final NewestRepoInfo.Shared repoInfos = new NewestRepoInfo.Shared();
  private final OpenRepositories openRepositories = new OpenRepositories();
  private final Zstd zstd;
  private final Sources sources;
  private final ExecutorService workers;
  private final ReadLimits readLimits;

  private Engine(
      SegmentPool pool,
      CacheBudget cacheBudget,
      Sources sources,
      ReadLimits readLimits,
      ExecutorService workers) {
    this.pool = pool;
    this.cacheBudget = cacheBudget;
    this.sources = sources;
    this.readLimits = readLimits;
    this.zstd = new Zstd(Runtime.getRuntime().availableProcessors());
    this.workers = workers;
  }

  /// An engine that may hold as many bytes off the heap as the heap may grow to.
  public static Engine create() {
    return create(Math.max(LEAST_BYTES, Runtime.getRuntime().maxMemory()));
  }

  /// An engine that may hold `budgetBytes` off the heap, half of it in caches.
  public static Engine create(long budgetBytes) {
    Sources sources = SystemSources.all();
    CacheBudget caches = new CacheBudget(budgetBytes / 2);
    SegmentPool.Options options =
        SegmentPool.Options.limitedTo(budgetBytes).withListener(pressureOn(caches, budgetBytes));
    ReadLimits limits = limits();
    SegmentPool pool = new SegmentPool(options, sources.nanoClock());
    return new Engine(pool, caches, sources, limits, readers(limits.workers()));
  }

  /// An engine over a pool of the caller's, with time, chance and threads of the caller's: for
  /// simulations. The engine closes the pool and the workers.
  ///
  /// @param cacheBytes what the caches hold at most
  /// @param workers read and decode, each piece of work on its own
  @SuppressWarnings("exports") // the sources are those of the engine's inside
  public static Engine over(
      SegmentPool pool, long cacheBytes, Sources sources, ExecutorService workers) {
    return new Engine(pool, new CacheBudget(cacheBytes), sources, limits(), workers);
  }

  private static ExecutorService readers(int count) {
    AtomicInteger number = new AtomicInteger();
    return Executors.newFixedThreadPool(
        count,
        work -> {
          Thread thread = new Thread(work, "floe-read-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }

  /// Caches make room for whoever would have to wait.
  private static SegmentPool.PressureListener pressureOn(CacheBudget caches, long budgetBytes) {
    return new SegmentPool.PressureListener() {
      @Override
      public void onShortage(long neededBytes) {
        caches.release(neededBytes);
      }

      @Override
      public void onWaited(long neededBytes, long waitedNanos, boolean served) {
        PoolPressure.emit(waitedNanos, neededBytes, budgetBytes, served);
      }
    };
  }

  private static ReadLimits limits() {
    return new ReadLimits(Math.max(2, Runtime.getRuntime().availableProcessors()), 256, 4096);
  }

  SegmentPool pool() {
    return pool;
  }

  CacheBudget cacheBudget() {
    return cacheBudget;
  }

  /// What repositories that use this engine saw of their repository files.
  NewestRepoInfo.Shared repoInfos() {
    return repoInfos;
  }

  /// What handles that use this engine have in common.
  OpenRepositories openRepositories() {
    return openRepositories;
  }

  Zstd zstd() {
    return zstd;
  }

  Sources sources() {
    return sources;
  }

  ExecutorService workers() {
    return workers;
  }

  ReadLimits readLimits() {
    return readLimits;
  }

  /// How much memory is leased now, at most ever, and who waits for some.
  public SegmentPool.Statistics memory() {
    return pool.statistics();
  }

  @Override
  public void close() {
    workers.close();
    zstd.close();
    pool.close();
  }
}
