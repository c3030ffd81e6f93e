package dev.floe.internal.commit;

import dev.floe.format.SnapshotId;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.binary.TransactionLog;
import dev.floe.internal.concurrent.Futures;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/// The transaction logs of a list of snapshots, one after the other, some of them fetched ahead and
/// side by side. Used by one thread, which closes it; no fetch is under way any more then.
///
/// ```
/// taken │ fetched or being fetched, 16 at most │ not begun
/// ```
final class LogPrefetch implements AutoCloseable {
  /// How many logs are held or on their way at once.
  static final int MOST_AHEAD = 16;

  private final AssetManager assets;
  private final Executor executor;
  private final Iterator<SnapshotId> rest;
  private final Deque<CompletableFuture<TransactionLog>> ahead = new ArrayDeque<>();

  /// @param executor runs work that may block
  LogPrefetch(AssetManager assets, Executor executor, List<SnapshotId> ids) {
    this.assets = assets;
    this.executor = ids.size() == 1 ? Runnable::run : executor;
    this.rest = ids.iterator();
  }

  /// The next log, or the failure to fetch it, which is no hindrance to those behind it.
  TransactionLog next() {
    while (ahead.size() < MOST_AHEAD && rest.hasNext()) {
      SnapshotId id = rest.next();
      ahead.add(CompletableFuture.supplyAsync(() -> assets.transactionLog(id), executor));
    }
    return Futures.await(ahead.remove());
  }

  @Override
  public void close() {
    ahead.forEach(fetch -> fetch.handle((log, failure) -> null).join());
    ahead.clear();
  }
}
