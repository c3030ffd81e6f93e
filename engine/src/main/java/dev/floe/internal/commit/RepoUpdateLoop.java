package dev.floe.internal.commit;

import dev.floe.config.RepositoryConfig;
import dev.floe.config.StorageRetriesSettings;
import dev.floe.error.ConflictException;
import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.error.IcechunkException;
import dev.floe.error.InternalException;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.format.SpecVersion;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.asset.EncodedFile;
import dev.floe.internal.asset.StoredRepoInfo;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.concurrent.Backoff;
import dev.floe.internal.concurrent.Sources;
import dev.floe.jfr.CommitPhase;
import dev.floe.jfr.CommitPhase.Phase;
import dev.floe.storage.PutResult;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// How every change of a repository of format 2 reaches its one mutable object: read it, derive the
/// next state, save the old one, and put the new one in its place if nobody else did so first. Any
/// thread may call; updates through one loop take turns.
///
/// When [#run] returns the change took effect and is durable. When it throws it did not, except for
/// [dev.floe.error.CommitUnknownException], which says that nobody can tell.
public final class RepoUpdateLoop {
  /// How often a look at the outcome of a swap is tried in a row before it is given up.
  private static final int MOST_FAILED_LOOKS = 10;

  /// So many tables of the repository file a commit adds at most, beside one for each property.
  private static final int TABLES_OF_A_COMMIT = 3;

  /// How patient the loop is, how many entries of the operations log a file holds, and how large it
  /// may get.
  public record Settings(Backoff backoff, int updatesPerFile, RepoInfoSize.Limits limits) {
    /// As a configuration says.
    public static Settings of(RepositoryConfig config) {
      StorageRetriesSettings retries = config.repoUpdateRetries().retries();
      return new Settings(
          Backoff.ofUpdates(retries.maxTries(), retries.initialBackoff(), retries.maxBackoff()),
          config.numUpdatesPerRepoInfoFile(),
          RepoInfoSize.Limits.STANDARD);
    }
  }

  /// A change that took effect.
  ///
  /// @param state a state of the repository that has it
  /// @param swaps how many swaps were sent
  /// @param base the state that it was derived from
  public record Done(StoredRepoInfo state, int swaps, RepoInfo base) {
    /// What the repository is then.
    public RepoInfo info() {
      return state.info();
    }
  }

  /// A state that is being saved under a name before a change of it is known.
  ///
  /// @param copy refused if the state is not the newest
  record Saved(StoredRepoInfo state, String backupName, CompletableFuture<PutResult> copy) {}

  private final AssetManager assets;
  private final Sources sources;
  private final RepoFile file;
  private final Settings settings;
  private final RepoInfoSize size;
  private final UpdateTurns turns;

  public RepoUpdateLoop(AssetManager assets, Sources sources, Settings settings) {
    this.assets = assets;
    this.sources = sources;
    this.file = new RepoFile(assets, sources);
    this.settings = settings;
    this.size = new RepoInfoSize(settings.limits);
    this.turns =
        new UpdateTurns(sources.nanoClock(), sources.sleeper(), assets.storage().writeTurns());
  }

  /// Whether there may be no room for a commit and so many before it, as far as is known.
  boolean isNearlyFull(RepoInfo known, Committer.Request request, int before) {
    int tables = TABLES_OF_A_COMMIT + request.metadata().members().size();
    return size.isNearlyFull(known, Math.multiplyExact(tables, before + 1));
  }

  /// Refuses a commit before any of its files is written, where [#run] would refuse it for want of
  /// room. Where there is plenty, as far as is known, nothing is asked for.
  ///
  /// @throws dev.floe.error.SessionStateException `repository-too-large`
  void requireRoom(Committer.Request request) {
    if (assets.lastRepoInfo().filter(at -> isNearlyFull(at.info(), request, 0)).isEmpty()) {
      return;
    }
    RepoInfo info = file.load(Phase.LOAD, 1).info();
    if (isNearlyFull(info, request, 0)) {
      SnapshotInfo snapshot =
          new SnapshotInfo(
              SnapshotId.random(sources.random()),
              Optional.empty(),
              sources.clock().instant(),
              request.message(),
              request.metadata(),
              List.of());
      derive(info, new RepoUpdate.AddDetachedSnapshot(snapshot), "", 1);
    }
  }

  /// Begins to save a state that is believed to be the newest, for a change of it that is to come.
  /// A file that is saved and not replaced then is garbage that nobody names.
  ///
  /// @return empty where the storage could not tell that the state is old by then
  Optional<Saved> save(StoredRepoInfo state) {
    if (!file.isConditional()) {
      return Optional.empty();
    }
    String name = BackupNames.of(AssetManager.REPO_KEY, sources);
    return Optional.of(new Saved(state, name, file.copy(state, name)));
  }

  /// As [#save], of what the repository is now, for a caller who has something else to wait for.
  /// Where nobody else changes it, that is what it was last: the condition of the copy tells.
  ///
  /// @param fits whether the change that is to come could be one of a state
  /// @return empty also where it could not, or the repository cannot be read now, or others of this
  ///   process are changing it
  Optional<Saved> saveNewest(Predicate<RepoInfo> fits) {
    if (!file.isConditional() || !turns.isIdle()) {
      return Optional.empty();
    }
    try {
      return Optional.of(file.lastIfAlone().orElseGet(() -> file.load(Phase.LOAD, 1)))
          .filter(at -> fits.test(at.info()))
          .flatMap(this::save);
    } catch (IcechunkException e) {
      return Optional.empty();
    }
  }

  /// Makes a change.
  ///
  /// @throws dev.floe.error.SessionStateException `repository-too-large` if it would make a file
  ///   larger that is as large as readers take
  /// @throws ConflictException `update-attempts-exhausted` if others were faster every time, and
  ///   what [RepoInfoUpdates] says
  public Done run(RepoUpdate update) {
    return run(update, Optional.empty(), () -> {});
  }

  /// As [#run(RepoUpdate)].
  ///
  /// @param ahead tried first if it is the newest state when it is the turn of this update
  /// @param sent called for each swap
  Done run(RepoUpdate update, Optional<Saved> ahead, Runnable sent) {
    try (UpdateTurns.Turn turn = turns.begin()) {
      return run(turn, update, ahead.filter(this::isNewest), sent);
    }
  }

  /// Whether nothing newer than what was saved is known.
  boolean isNewest(Saved saved) {
    if (isRefused(saved.copy)) {
      file.sawOthers();
      return false;
    }
    return assets
        .lastRepoInfo()
        .filter(last -> last.version().equals(saved.state.version()))
        .isPresent();
  }

  private static boolean isRefused(CompletableFuture<PutResult> copy) {
    return copy.state() == Future.State.SUCCESS
        && copy.resultNow() instanceof PutResult.NotOnLatestVersion;
  }

  /// Those who update the repository through this, one after the other.
  UpdateTurns turns() {
    return turns;
  }

  /// As [#run(RepoUpdate)].
  ///
  /// @param turn others have theirs while this waits before it tries again
  /// @param ahead tried first, without a look at what the repository is now: the conditions of both
  ///   writes find out whether it still is that
  /// @param sent called for each swap
  Done run(UpdateTurns.Turn turn, RepoUpdate update, Optional<Saved> ahead, Runnable sent) {
    requireFormat2();
    SwapAttempts attempts = new SwapAttempts(update, assets, sent);
    int failedLooks = 0;
    for (int attempt = 1; ; attempt++) {
      try {
        Optional<Done> done =
            attempt == 1 && ahead.isPresent()
                ? attemptAhead(attempts, ahead.get())
                : attempt(attempts, attempt);
        if (done.isPresent()) {
          return done.get();
        }
        failedLooks = 0;
      } catch (RepoFile.SwapLost lost) {
        failedLooks = 0;
        attempts.lost(lost.failure());
      } catch (IcechunkException e) {
        boolean look = attempts.isOpen() && SwapAttempts.isWorthRepeating(e);
        if (!look || ++failedLooks == MOST_FAILED_LOOKS) {
          throw attempts.outcome(e);
        }
      }
      if (!settings.backoff.allows(attempt)) {
        return lastLook(attempts, exhausted(attempt), attempt);
      }
      turn.suspend();
      backOff(attempt, attempts);
      turn.resume();
    }
  }

  /// The last swap may have taken effect, whatever was heard of it.
  private Done lastLook(SwapAttempts attempts, IcechunkException failure, int attempt) {
    if (attempts.isOpen()) {
      try {
        StoredRepoInfo current = file.load(Phase.SETTLE, attempt);
        if (attempts.tookEffectIn(current)) {
          return new Done(current, attempts.swaps(), attempts.base());
        }
      } catch (IcechunkException e) {
        throw attempts.outcome(e);
      }
    }
    throw attempts.outcome(failure);
  }

  private Optional<Done> attempt(SwapAttempts attempts, int attempt) throws RepoFile.SwapLost {
    StoredRepoInfo current = file.load(attempts.isOpen() ? Phase.SETTLE : Phase.LOAD, attempt);
    if (attempts.tookEffectIn(current)) {
      return Optional.of(new Done(current, attempts.swaps(), attempts.base()));
    }
    attempts.rethrowIfFinal();
    String name = BackupNames.of(AssetManager.REPO_KEY, sources);
    RepoInfo next = derive(current.info(), attempts.update(), name, attempt);
    return swapped(attempts, current, next, name, () -> file.copy(current, name), attempt);
  }

  /// What speaks against the change may be over: nothing is refused for what was known before.
  private Optional<Done> attemptAhead(SwapAttempts attempts, Saved saved) throws RepoFile.SwapLost {
    RepoInfo next;
    try {
      next = derive(saved.state.info(), attempts.update(), saved.backupName, 1);
    } catch (IcechunkException e) {
      return Optional.empty();
    }
    return swapped(attempts, saved.state, next, saved.backupName, saved::copy, 1);
  }

  /// Puts a next state in the place of one that is saved meanwhile.
  private Optional<Done> swapped(
      SwapAttempts attempts,
      StoredRepoInfo old,
      RepoInfo next,
      String backupName,
      Supplier<CompletableFuture<PutResult>> copy,
      int attempt)
      throws RepoFile.SwapLost {
    try (EncodedFile encoded = file.savedAndEncoded(copy, next, attempt)) {
      if (encoded == null) {
        return Optional.empty();
      }
      attempts.sending(old, backupName, next);
      return switch (file.swap(encoded, old, attempt)) {
        case PutResult.Updated updated -> {
          assets.repoInfoWritten(next, updated.version());
          if (attempts.update().addedSnapshot().isPresent()) {
            size.written(next, assets.storage().location());
          }
          StoredRepoInfo state = new StoredRepoInfo(next, updated.version());
          yield Optional.of(new Done(state, attempts.swaps(), old.info()));
        }
        case PutResult.NotOnLatestVersion refused -> {
          attempts.refused();
          yield Optional.empty();
        }
      };
    }
  }

  private void requireFormat2() {
    if (assets.specVersion() != SpecVersion.V2) {
      throw new FormatException(
          ErrorKind.UNSUPPORTED_SPEC_VERSION,
          "repository",
          -1,
          "spec version 2",
          assets.specVersion().text());
    }
  }

  private RepoInfo derive(RepoInfo old, RepoUpdate update, String backupName, int attempt) {
    CommitPhase phase = CommitPhase.started(Phase.DERIVE, attempt);
    try {
      RepoInfo next =
          RepoInfoUpdates.apply(
              old,
              update,
              new RepoInfoUpdates.Stamp(
                  sources.clock().instant(), backupName, settings.updatesPerFile));
      size.requireRoom(old, next);
      return next;
    } finally {
      RepoFile.finish(phase);
    }
  }

  private void backOff(int retry, SwapAttempts attempts) {
    CommitPhase phase = CommitPhase.started(Phase.BACK_OFF, retry);
    try {
      settings.backoff.pause(retry, sources.random(), sources.nanoClock(), sources.sleeper());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw attempts.outcome(
          new InternalException(
              ErrorKind.CONCURRENCY, "update of the repository: interrupted between attempts", e));
    } finally {
      RepoFile.finish(phase);
    }
  }

  private static ConflictException exhausted(int attempts) {
    return new ConflictException(
        ErrorKind.UPDATE_ATTEMPTS_EXHAUSTED,
        "update of the repository: others were faster in all of " + attempts + " attempts");
  }
}
