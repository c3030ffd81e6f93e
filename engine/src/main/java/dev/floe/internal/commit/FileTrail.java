package dev.floe.internal.commit;

import dev.floe.error.IcechunkException;
import dev.floe.format.SnapshotId;
import dev.floe.internal.asset.Asset;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.binary.SnapshotView;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/// Keeps the files of the two snapshots at hand that a step of a rebase compares, and fetches those
/// of the steps to come. A file that cannot be fetched is asked for again by whoever needs it. Used
/// by one thread, which closes it.
///
/// ```
/// let go │ before │ after │ fetched or being fetched │ not begun
/// ```
final class FileTrail implements AutoCloseable {
  private final Prefetch<Asset<SnapshotView>> files;
  private Optional<Asset<SnapshotView>> before = Optional.empty();
  private Optional<Asset<SnapshotView>> after = Optional.empty();

  /// @param executor runs work that may block
  /// @param ids of the steps, in their order
  FileTrail(AssetManager assets, Executor executor, List<SnapshotId> ids) {
    this.files = Prefetch.ofSnapshots(assets, executor, ids);
  }

  /// Goes to the next step.
  void advance() {
    before.ifPresent(Asset::unpin);
    before = after;
    after = next();
  }

  private Optional<Asset<SnapshotView>> next() {
    try {
      return Optional.of(files.next());
    } catch (IcechunkException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    before.ifPresent(Asset::unpin);
    after.ifPresent(Asset::unpin);
    files.close();
  }
}
