package dev.floe.internal.commit;

import dev.floe.format.SnapshotId;
import dev.floe.internal.asset.Asset;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.binary.SnapshotView;
import dev.floe.internal.binary.TransactionLog;
import dev.floe.internal.concurrent.Futures;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

/// The transaction logs or the files of a list of snapshots, one after the other, some of them
/// fetched ahead and side by side. Used by one thread, which closes it; no fetch is under way any
/// more then.
///
/// ```
/// taken │ fetched or being fetched, 16 at most │ not begun
/// ```
final class Prefetch<T> implements AutoCloseable {
  /// How many are held or on their way at once.
  static final int MOST_AHEAD = 16;

  private final Function<SnapshotId, T> fetch;
  private final Consumer<T> release;
  private final Executor executor;
  private final Iterator<SnapshotId> rest;
  private final Deque<CompletableFuture<T>> ahead = new ArrayDeque<>();

  private Prefetch(
      Function<SnapshotId, T> fetch, Consumer<T> release, Executor executor, List<SnapshotId> ids) {
    this.fetch = fetch;
    this.release = release;
    this.executor = ids.size() == 1 ? Runnable::run : executor;
    this.rest = ids.iterator();
  }

  /// @param executor runs work that may block
  static Prefetch<TransactionLog> ofLogs(
      AssetManager assets, Executor executor, List<SnapshotId> ids) {
    return new Prefetch<>(assets::transactionLog, log -> {}, executor, ids);
  }

  /// Of files that are pinned; who takes one unpins it.
  ///
  /// @param executor runs work that may block
  static Prefetch<Asset<SnapshotView>> ofSnapshots(
      AssetManager assets, Executor executor, List<SnapshotId> ids) {
    return new Prefetch<>(assets::snapshot, Asset::unpin, executor, ids);
  }

  /// The next one, or the failure to fetch it, which is no hindrance to those behind it.
  T next() {
    while (ahead.size() < MOST_AHEAD && rest.hasNext()) {
      SnapshotId id = rest.next();
      ahead.add(CompletableFuture.supplyAsync(() -> fetch.apply(id), executor));
    }
    return Futures.await(ahead.remove());
  }

  @Override
  public void close() {
    ahead.forEach(fetched ->
        fetched
            .handle((found, failure) -> {
              if (failure == null) {
                release.accept(found);
              }
              return null;
            })
            .join());
    ahead.clear();
  }
}
