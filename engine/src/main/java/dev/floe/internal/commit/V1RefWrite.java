package dev.floe.internal.commit;

import dev.floe.error.CommitUnknownException;
import dev.floe.error.ConflictException;
import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.concurrent.Futures;
import dev.floe.internal.concurrent.Sources;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.PutResult;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One move of one ref file of format 1: read it, and put the new target in its place if it holds
/// what is expected and nobody was faster. A lost race begins again, and then finds what the other
/// one wrote. Used by one thread.
///
/// If the answer of a write is lost, the file is read again: a commit is known by its snapshot,
/// which nobody else writes, be it the tip or below the tip; any other move by its write id, and
/// where the storage keeps none by its target.
final class V1RefWrite {
  private static final int MOST_FAILURES = 10;

  private final V1History history;
  private final AssetManager assets;
  private final Sources sources;
  private final String key;
  private final SnapshotId target;
  private final ErrorKind conflict;
  private final Set<String> writeIds = new HashSet<>();

  /// The failure of a write whose effect is not known.
  private IcechunkException lost;

  /// Whether the answer of any write was lost.
  private boolean doubt;

  /// Whether the last write was confirmed.
  private boolean answered;

  private int failures;
  private int writes;

  /// @param conflict the kind of a failure to find what is expected; `commit-conflict` says that
  ///   the target is a snapshot that only this writer knows
  V1RefWrite(
      AssetManager assets, Sources sources, String key, SnapshotId target, ErrorKind conflict) {
    this.history = new V1History(assets);
    this.assets = assets;
    this.sources = sources;
    this.key = key;
    this.target = target;
    this.conflict = conflict;
  }

  /// Moves the ref and answers how many writes were sent.
  ///
  /// @param expected what the ref must hold; empty if it must not exist
  /// @throws ConflictException with what was expected and what was found
  /// @throws CommitUnknownException if nobody can tell whether the move took effect
  int run(Optional<SnapshotId> expected) {
    while (true) {
      Optional<V1History.Ref> current;
      boolean ours;
      try {
        current = history.ref(key);
        ours = writes > 0 && current.isPresent() && isOurs(current.get(), expected);
      } catch (IcechunkException e) {
        if (!doubt) {
          throw e;
        }
        requirePatience(e);
        continue;
      }
      if (ours) {
        return writes;
      }
      requireExpected(current.map(V1History.Ref::target), expected);
      if (lost != null && !SwapAttempts.isWorthRepeating(lost)) {
        throw lost;
      }
      try {
        put(current);
      } catch (IcechunkException e) {
        lost = e;
        doubt = true;
        requirePatience(e);
      }
      if (lost == null && answered) {
        return writes;
      }
    }
  }

  private void put(Optional<V1History.Ref> current) {
    String writeId = WriteIds.random(sources.random());
    writeIds.add(writeId);
    Precondition precondition =
        current
            .<Precondition>map(ref -> new Precondition.At(ref.version()))
            .orElse(Precondition.ABSENT);
    PutOptions options =
        PutOptions.root(precondition, Map.of(PutOptions.WRITE_ID, writeId))
            .withContentType("application/json");
    writes++;
    PutResult result = Futures.await(assets.storage().put(key, V1History.refFile(target), options));
    lost = null;
    answered = result instanceof PutResult.Updated;
  }

  private void requirePatience(IcechunkException cause) {
    if (++failures >= MOST_FAILURES || !SwapAttempts.isWorthRepeating(cause) && cause != lost) {
      throw unknown(cause);
    }
  }

  private boolean isOurs(V1History.Ref current, Optional<SnapshotId> expected) {
    if (conflict == ErrorKind.COMMIT_CONFLICT) {
      return history
          .ancestry(current.target())
          .map(SnapshotInfo::id)
          .takeWhile(id -> !expected.equals(Optional.of(id)))
          .anyMatch(target::equals);
    }
    if (!current.target().equals(target)) {
      return false;
    }
    String id =
        Futures.await(assets.storage().head(key))
            .map(ObjectInfo::metadata)
            .map(metadata -> metadata.get(PutOptions.WRITE_ID))
            .orElse(null);
    return id == null ? doubt : writeIds.contains(id);
  }

  private void requireExpected(Optional<SnapshotId> actual, Optional<SnapshotId> expected) {
    if (actual.equals(expected)) {
      return;
    }
    ConflictException refused =
        new ConflictException(
            conflict,
            key + ": expected " + text(expected) + ", found " + text(actual),
            expected.map(SnapshotId::text).orElse(null),
            actual.map(SnapshotId::text).orElse(null));
    boolean tells = conflict == ErrorKind.COMMIT_CONFLICT && actual.isPresent();
    throw !doubt || tells ? refused : unknown(refused);
  }

  private static String text(Optional<SnapshotId> id) {
    return id.map(SnapshotId::text).orElse("no ref");
  }

  private CommitUnknownException unknown(IcechunkException cause) {
    CommitUnknownException unknown =
        new CommitUnknownException(
            target.text(),
            key + ": the answer of a write was lost and it cannot be told whether it took effect",
            cause);
    if (lost != null && lost != cause) {
      unknown.addSuppressed(lost);
    }
    return unknown;
  }
}
