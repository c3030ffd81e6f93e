package dev.floe.internal.commit;

import dev.floe.error.ConflictException;
import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.format.Update;
import dev.floe.format.UpdateType;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.binary.RepoInfoBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How the operations log grows: the newest entry is in the live file and has no backup; every
/// other names the saved file in which it was the newest. A file that is full ends with a pointer
/// to the saved file in which the log goes on.
///
/// ```
/// repo                     overwritten/B2      overwritten/B1
/// | e3 -  | e2 B2 | ──B1─► | e1 - | …          limit 2: e1 was cut off when e3 came
/// ```
final class OperationsLog {
  private OperationsLog() {}

  /// Puts entries of one update before the others. Where there are several, the newest has the time
  /// of the clock and the others those just before it, so that the next writer, whose clock may be
  /// a little behind, need not wait.
  ///
  /// @param types of the entries, oldest first
  /// @param now the clock
  /// @param backupName the name under which `old` is saved
  /// @param limit how many entries a file holds
  /// @throws FormatException `snapshot-timestamp` if the clock is behind the newest entry by more
  ///   than [Timestamps#TOLERANCE]
  static void append(
      RepoInfoBuilder builder,
      RepoInfo old,
      List<UpdateType> types,
      Instant now,
      String backupName,
      int limit) {
    List<Update> previous = old.latestUpdates();
    List<Update> all = new ArrayList<>(previous.size() + types.size());
    Instant first = first(previous, now, types.size());
    for (int i = types.size() - 1; i >= 0; i--) {
      Instant at = first.plus(i, ChronoUnit.MICROS);
      all.add(new Update(types.get(i), at, Optional.empty()));
    }
    Optional<String> before = old.repoBeforeUpdates();
    if (!previous.isEmpty()) {
      requireNewest(previous.getFirst());
      Update newest = previous.getFirst().withBackupPath(backupName);
      int kept = kept(previous, limit - types.size());
      if (kept > 0) {
        all.add(newest);
        all.addAll(previous.subList(1, kept));
      }
      if (kept < previous.size()) {
        before = kept == 0 ? newest.backupPath() : previous.get(kept).backupPath();
      }
    }
    builder.latestUpdates(all).repoBeforeUpdates(before);
  }

  /// How many entries stay where there is room for so many: the first one that does not names the
  /// file in which the log goes on.
  private static int kept(List<Update> entries, int room) {
    int kept = Math.clamp(room, 0, entries.size());
    while (kept > 0 && kept < entries.size() && entries.get(kept).backupPath().isEmpty()) {
      kept++;
    }
    return kept;
  }

  /// The time of the first of `count` new entries that are a microsecond apart: after the newest
  /// there is, and so that the last of them has the time of the clock, where both can be.
  private static Instant first(List<Update> previous, Instant now, int count) {
    Instant spaced = now.truncatedTo(ChronoUnit.MICROS).minus(count - 1L, ChronoUnit.MICROS);
    if (previous.isEmpty()) {
      return spaced;
    }
    Instant newest = previous.getFirst().updatedAt();
    Instant earliest = Timestamps.after(newest, now, "operations log");
    return spaced.isAfter(newest) ? spaced : newest.isBefore(now) ? justAfter(newest) : earliest;
  }

  private static Instant justAfter(Instant time) {
    return time.truncatedTo(ChronoUnit.MICROS).plus(1, ChronoUnit.MICROS);
  }

  /// Lets the log go on in a file that has all the entries of `old`.
  ///
  /// @throws ConflictException `repo-info-updated` if it has not, because others came since
  static void restart(
      RepoInfoBuilder builder,
      RepoInfo old,
      UpdateType type,
      Instant now,
      RepoUpdate.RestartLog restart) {
    List<Update> previous = old.latestUpdates();
    if (!previous.getFirst().updatedAt().equals(restart.newest())) {
      throw new ConflictException(
          ErrorKind.REPO_INFO_UPDATED,
          "operations log: expected the newest entry at "
              + restart.newest()
              + ", found "
              + previous.getFirst().updatedAt());
    }
    builder
        .latestUpdates(List.of(new Update(type, first(previous, now, 1), Optional.empty())))
        .repoBeforeUpdates(Optional.of(restart.file()));
  }

  private static void requireNewest(Update entry) {
    if (entry.backupPath().isPresent()) {
      throw new FormatException(
          ErrorKind.INVALID_FILE_FORMAT,
          AssetManager.REPO_KEY,
          -1,
          "a newest operation without a backup",
          entry.backupPath().get());
    }
  }
}
