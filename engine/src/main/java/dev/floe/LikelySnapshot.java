package dev.floe;

import dev.floe.error.IcechunkException;
import dev.floe.format.SnapshotId;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.asset.StoredRepoInfo;
import dev.floe.internal.binary.RepoInfo;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/// Fetches the snapshot that a session will probably be on while the repository is asked whether it
/// is, so that a session begins after one trip to the storage and not after two. What was known
/// before decides nothing: if the repository has moved, the snapshot was fetched for nothing.
final class LikelySnapshot {
  private final AssetManager assets;
  private final Executor executor;

  LikelySnapshot(AssetManager assets, Executor executor) {
    this.assets = assets;
    this.executor = executor;
  }

  /// Asks the repository something, and returns when the snapshot has been fetched too. Where reads
  /// need no trip none is saved, and it is not fetched.
  ///
  /// @param guess the snapshot as far as the state that was seen last tells, or a failure
  <T> T during(Function<RepoInfo, SnapshotId> guess, Supplier<T> question) {
    CompletableFuture<?> fetched =
        assets.storage().directReads().isPresent()
            ? CompletableFuture.completedFuture(null)
            : guessed(guess).map(this::fetch).orElse(CompletableFuture.completedFuture(null));
    try {
      return question.get();
    } finally {
      fetched.join();
    }
  }

  private Optional<SnapshotId> guessed(Function<RepoInfo, SnapshotId> guess) {
    try {
      return assets
          .lastRepoInfo()
          .map(StoredRepoInfo::info)
          .map(guess)
          .filter(id -> !assets.hasSnapshot(id));
    } catch (IcechunkException e) {
      return Optional.empty();
    }
  }

  /// A failure is nobody's: whoever needs the snapshot asks for it again.
  private CompletableFuture<?> fetch(SnapshotId id) {
    return CompletableFuture.runAsync(() -> assets.snapshot(id).unpin(), executor)
        .handle((_, _) -> null);
  }
}
