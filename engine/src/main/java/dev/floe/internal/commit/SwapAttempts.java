package dev.floe.internal.commit;

import dev.floe.error.CommitUnknownException;
import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.error.InternalException;
import dev.floe.error.StorageException;
import dev.floe.format.SnapshotId;
import dev.floe.format.UpdateType;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.asset.StoredRepoInfo;
import dev.floe.internal.binary.RepoInfo;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// The swaps that one update has tried, and whether one of them took effect. Every attempt saves
/// the old file under a fresh name, and the file it writes holds that name for good: so whichever
/// attempt took effect is known from the content alone, on storages without metadata too, and also
/// when others have written since.
final class SwapAttempts {
  private final RepoUpdate update;
  private final AssetManager assets;
  private final Set<String> backupNames = new HashSet<>();

  /// What the operations log calls the update.
  private UpdateType entry;

  private Instant earliestBase = Instant.MAX;

  /// The state that the last swap was to replace.
  private RepoInfo base;

  /// The same, until it is known whether it was replaced.
  private StoredRepoInfo unanswered;

  /// Whether the storage said that it did not replace it.
  private boolean refused;

  private IcechunkException failure;

  private final Runnable sent;
  private int swaps;

  /// @param sent called for each swap
  SwapAttempts(RepoUpdate update, AssetManager assets, Runnable sent) {
    this.update = update;
    this.assets = assets;
    this.sent = sent;
  }

  /// What is tried.
  RepoUpdate update() {
    return update;
  }

  /// How many swaps were sent.
  int swaps() {
    return swaps;
  }

  /// A swap of `base`, saved under a name, for `next` is about to be sent.
  void sending(StoredRepoInfo base, String backupName, RepoInfo next) {
    swaps++;
    entry = next.latestUpdates().getFirst().type();
    sent.run();
    backupNames.add(backupName);
    if (update instanceof RepoUpdate.RestartLog restart) {
      backupNames.add(restart.file());
    }
    var newest = base.info().latestUpdates();
    Instant time = newest.isEmpty() ? Instant.MIN : newest.getFirst().updatedAt();
    earliestBase = time.isBefore(earliestBase) ? time : earliestBase;
    unanswered = base;
    refused = false;
    this.base = base.info();
    failure = null;
  }

  /// The state that the last swap was to replace. It is the one that took effect if any did: a swap
  /// is sent again only to replace the same state, or after the one before had none.
  RepoInfo base() {
    return base;
  }

  /// The storage said that it refused the swap. That may be because the swap was done before, by a
  /// request that somebody on the way repeated: only a look tells.
  void refused() {
    refused = true;
  }

  /// The answer of the swap was lost.
  void lost(IcechunkException cause) {
    failure = cause;
  }

  /// Whether the effect of the last swap is not known: its answer was lost, or nobody has looked
  /// since it was refused.
  boolean isOpen() {
    return unanswered != null;
  }

  /// Whether the state that was just read shows an attempt of this update.
  boolean tookEffectIn(StoredRepoInfo current) {
    if (backupNames.isEmpty()) {
      return false;
    }
    Optional<SnapshotId> added = update.addedSnapshot();
    boolean found =
        added.isPresent() ? current.info().hasSnapshot(added.get()) : isLogged(current.info());
    if (!found && isOpen() && (refused || !current.version().equals(unanswered.version()))) {
      unanswered = null;
    }
    return found;
  }

  /// Where others have trimmed the log since, entries have lost the names of their own saved files,
  /// and have that of the new one: an entry like this update's on top of such a one may be this
  /// update's, or somebody else's.
  private boolean isLogged(RepoInfo info) {
    OperationsHistory log = new OperationsHistory(info, assets::repoInfoBackup);
    LoggedOperation newer = null;
    while (log.hasNext()) {
      LoggedOperation operation = log.next();
      if (operation.backup().filter(backupNames::contains).isPresent()) {
        return true;
      }
      boolean likeOurs = newer != null && newer.type().equals(entry);
      if (likeOurs && newer.backup().equals(operation.backup())) {
        throw new InternalException(ErrorKind.UNKNOWN, "the operations log was trimmed meanwhile");
      }
      newer = operation;
      if (!operation.time().isAfter(earliestBase)) {
        return false;
      }
    }
    if (!log.isComplete()) {
      throw new InternalException(ErrorKind.UNKNOWN, "the operations log is cut off");
    }
    return false;
  }

  /// Called when a look has shown that the last swap had no effect so far: throws its failure
  /// unless trying again can help. What the storage itself refused will not take effect later; of
  /// any other failure that cannot be said.
  void rethrowIfFinal() {
    IcechunkException last = failure;
    if (last == null || isWorthRepeating(last)) {
      return;
    }
    if (last instanceof StorageException) {
      unanswered = null;
    }
    throw last;
  }

  /// Whether the same request may succeed when it is made again.
  static boolean isWorthRepeating(IcechunkException e) {
    return e instanceof StorageException storage && storage.retryable();
  }

  /// A failure as the caller must see it: as it is where no swap is open, else as an outcome that
  /// is not known.
  IcechunkException outcome(IcechunkException cause) {
    if (!isOpen()) {
      return cause;
    }
    CommitUnknownException unknown =
        new CommitUnknownException(
            update.addedSnapshot().map(SnapshotId::text).orElse(""),
            "update of the repository: its answer was lost and it cannot be told whether it took"
                + " effect",
            cause);
    if (failure != null && failure != cause) {
      unknown.addSuppressed(failure);
    }
    return unknown;
  }
}
