package dev.floe.internal.commit;

import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.error.NotFoundException;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.asset.EncodedFile;
import dev.floe.internal.asset.StoredRepoInfo;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.concurrent.Futures;
import dev.floe.internal.concurrent.Sources;
import dev.floe.jfr.CommitPhase;
import dev.floe.jfr.CommitPhase.Phase;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutResult;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/// The requests of a [RepoUpdateLoop] for the repository file: it is read, saved below
/// `overwritten/` and replaced, the latter two as long as nobody else replaced it. Any thread.
final class RepoFile {
  private final AssetManager assets;
  private final Sources sources;
  private volatile boolean conditional;

  /// Whether the last look showed what was known.
  private volatile boolean alone;

  RepoFile(AssetManager assets, Sources sources) {
    this.assets = assets;
    this.sources = sources;
  }

  /// What the repository was last, where nobody else seems to change it.
  Optional<StoredRepoInfo> lastIfAlone() {
    return assets.lastRepoInfo().filter(_ -> alone);
  }

  /// Others were seen to change the repository.
  void sawOthers() {
    alone = false;
  }

  /// What the repository is now.
  StoredRepoInfo load(Phase why, int attempt) {
    CommitPhase phase = CommitPhase.started(why, attempt);
    try {
      Optional<StoredRepoInfo> known = assets.lastRepoInfo();
      StoredRepoInfo now = assets.repoInfo().orElseThrow(() -> missing(assets));
      alone = known.filter(last -> last.version().equals(now.version())).isPresent();
      return now;
    } finally {
      finish(phase);
    }
  }

  /// That there is no repository file.
  static NotFoundException missing(AssetManager assets) {
    return new NotFoundException(
        ErrorKind.REPOSITORY_NOT_FOUND,
        "repository in " + assets.storage().location() + ": there is none");
  }

  /// Saves the old file while the new one is encoded; null if somebody was faster. A copy whose
  /// answer was lost is like a race that was lost: the next attempt saves under another name.
  EncodedFile savedAndEncoded(
      Supplier<CompletableFuture<PutResult>> copy, RepoInfo next, int attempt) {
    CommitPhase phase = CommitPhase.started(Phase.BACK_UP, attempt);
    EncodedFile file = null;
    boolean saved = false;
    try {
      CompletableFuture<PutResult> saving = copy.get();
      file = assets.encodeRepoInfo(next);
      saved = Futures.await(saving) instanceof PutResult.Updated;
      alone = alone && saved;
      return saved ? file : null;
    } catch (IcechunkException e) {
      if (SwapAttempts.isWorthRepeating(e)) {
        return null;
      }
      throw e;
    } finally {
      if (!saved && file != null) {
        file.close();
      }
      finish(phase);
    }
  }

  /// Begins to save a state under a name, as long as it is the newest.
  CompletableFuture<PutResult> copy(StoredRepoInfo state, String backupName) {
    return assets
        .storage()
        .copy(AssetManager.REPO_KEY, AssetManager.BACKUP_PREFIX + backupName, stillAt(state));
  }

  private Precondition stillAt(StoredRepoInfo old) {
    return isConditional() ? new Precondition.At(old.version()) : Precondition.NONE;
  }

  /// A storage that has conditional updates keeps them, and looks in its own ways whether it has.
  boolean isConditional() {
    conditional = conditional || assets.storage().capabilities().conditionalUpdate();
    return conditional;
  }

  /// Sends the swap and waits for its answer, interrupted or not: an answer that nobody waited for
  /// would be a commit that nobody knows of.
  PutResult swap(EncodedFile file, StoredRepoInfo old, int attempt) throws SwapLost {
    CommitPhase phase = CommitPhase.started(Phase.SWAP, attempt);
    boolean interrupted = false;
    try {
      CompletableFuture<PutResult> put =
          assets.writeRepoInfo(file, stillAt(old), WriteIds.random(sources.random()));
      while (true) {
        try {
          return put.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException | RuntimeException e) {
      throw new SwapLost(Futures.failure(e));
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      finish(phase);
    }
  }

  /// The answer of a swap did not come.
  static final class SwapLost extends Exception {
    private static final long serialVersionUID = 1L;
    private final IcechunkException failure;

    SwapLost(IcechunkException cause) {
      super(null, cause, false, false);
      this.failure = cause;
    }

    IcechunkException failure() {
      return failure;
    }
  }

  /// Ends a phase that was recorded.
  static void finish(CommitPhase phase) {
    if (phase != null) {
      phase.finished();
    }
  }
}
