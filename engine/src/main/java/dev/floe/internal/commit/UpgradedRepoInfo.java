package dev.floe.internal.commit;

import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.RepositoryStatus;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.format.SpecVersion;
import dev.floe.format.Update;
import dev.floe.format.UpdateType;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.binary.RepoInfoBuilder;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a repository of format 1 is in format 2: its refs, what they reach, and an operations log
/// made up from the times of its snapshots. Snapshots that no ref reaches are left behind.
///
/// ```
/// RepoInitialized  root of main           NewCommit    its snapshot
/// BranchCreated    tip + 1 ms             TagCreated   its snapshot + 1 ms     TagDeleted  + 2 ms
/// ```
final class UpgradedRepoInfo {
  /// What is read of a repository of format 1.
  ///
  /// @param deletedTags with what they pointed to, where that can still be read
  /// @param config the persisted configuration as FlexBuffers
  record Refs(
      Map<String, SnapshotId> branches,
      Map<String, SnapshotId> tags,
      Map<String, Optional<SnapshotId>> deletedTags,
      Optional<MemorySegment> config) {}

  private static final Duration AFTER_SNAPSHOT = Duration.ofMillis(1);

  private final Refs refs;
  private final V1History history;
  private final Map<SnapshotId, SnapshotInfo> snapshots = new LinkedHashMap<>();
  private final List<Update> updates = new ArrayList<>();
  private final Set<SnapshotId> noted = new HashSet<>();

  private UpgradedRepoInfo(Refs refs, V1History history) {
    this.refs = refs;
    this.history = history;
  }

  /// @param now the time of the upgrade
  static RepoInfo of(Refs refs, V1History history, Instant now) {
    UpgradedRepoInfo upgraded = new UpgradedRepoInfo(refs, history);
    upgraded.collect();
    upgraded.noteCommits();
    upgraded.noteTags();
    return upgraded.build(now);
  }

  private void collect() {
    refs.branches().values().forEach(this::collect);
    refs.tags().values().forEach(this::collect);
  }

  /// Goes on to the first snapshot that is known already.
  private void collect(SnapshotId tip) {
    history
        .ancestry(tip)
        .takeWhile(snapshot -> snapshots.putIfAbsent(snapshot.id(), snapshot) == null)
        .forEach(snapshot -> {});
  }

  private List<SnapshotInfo> oldestFirst(SnapshotId tip) {
    List<SnapshotInfo> chain = new ArrayList<>();
    Set<SnapshotId> seen = new HashSet<>();
    for (SnapshotInfo at = snapshots.get(tip); at != null && seen.add(at.id()); ) {
      chain.add(at);
      at = at.parentId().map(snapshots::get).orElse(null);
    }
    Collections.reverse(chain);
    return chain;
  }

  /// Without main there is no log. A snapshot of several branches belongs to the first of them.
  private void noteCommits() {
    SnapshotId main = refs.branches().get(RepoInfo.MAIN_BRANCH);
    if (main == null) {
      return;
    }
    List<SnapshotInfo> chain = oldestFirst(main);
    note(new UpdateType.RepoInitialized(), chain.getFirst().flushedAt());
    noted.add(chain.getFirst().id());
    noteCommits(RepoInfo.MAIN_BRANCH, chain);
    refs.branches()
        .forEach((branch, tip) -> {
          if (!branch.equals(RepoInfo.MAIN_BRANCH)) {
            Instant time = snapshots.get(tip).flushedAt();
            note(new UpdateType.BranchCreated(branch), time.plus(AFTER_SNAPSHOT));
            noteCommits(branch, oldestFirst(tip));
          }
        });
  }

  private void noteCommits(String branch, List<SnapshotInfo> chain) {
    for (SnapshotInfo snapshot : chain) {
      if (noted.add(snapshot.id())) {
        note(new UpdateType.NewCommit(branch, snapshot.id()), snapshot.flushedAt());
      }
    }
  }

  private void noteTags() {
    if (updates.isEmpty()) {
      return;
    }
    refs.tags()
        .forEach((tag, target) -> {
          Instant time = snapshots.get(target).flushedAt();
          note(new UpdateType.TagCreated(tag), time.plus(AFTER_SNAPSHOT));
        });
    refs.deletedTags()
        .forEach((tag, target) ->
            target
                .flatMap(history::find)
                .ifPresent(snapshot -> {
                  Instant time = snapshot.flushedAt().plus(AFTER_SNAPSHOT);
                  note(new UpdateType.TagCreated(tag), time);
                  UpdateType deleted = new UpdateType.TagDeleted(tag, snapshot.id());
                  note(deleted, time.plus(AFTER_SNAPSHOT));
                }));
  }

  private void note(UpdateType type, Instant time) {
    updates.add(new Update(type, time, Optional.empty()));
  }

  private RepoInfo build(Instant now) {
    List<Update> log = ascending();
    Instant newest = log.isEmpty() ? Instant.MIN : log.getLast().updatedAt();
    UpdateType migrated =
        new UpdateType.RepoMigrated(SpecVersion.V1.number(), SpecVersion.V2.number());
    Instant at =
        log.isEmpty()
            ? now.truncatedTo(ChronoUnit.MICROS)
            : Timestamps.after(newest, now, "operations log");
    log.add(new Update(migrated, at, Optional.empty()));
    RepoInfoBuilder builder =
        new RepoInfoBuilder()
            .specVersion(SpecVersion.V2)
            .branches(refs.branches())
            .tags(refs.tags())
            .deletedTags(refs.deletedTags().keySet())
            .status(
                new RepositoryStatus(
                    RepositoryStatus.Availability.ONLINE, onlineSince(), Optional.empty()))
            .metadata(Optional.of(JsonObject.EMPTY))
            .latestUpdates(log.reversed())
            .config(refs.config());
    snapshots.values().forEach(builder::addSnapshot);
    return builder.build();
  }

  private Instant onlineSince() {
    return snapshots.values().stream()
        .filter(snapshot -> snapshot.parentId().isEmpty())
        .map(SnapshotInfo::flushedAt)
        .min(Comparator.naturalOrder())
        .orElse(Instant.EPOCH);
  }

  /// By time, each strictly after the one before it.
  private List<Update> ascending() {
    List<Update> sorted = new ArrayList<>(updates);
    sorted.sort(Comparator.comparing(Update::updatedAt));
    for (int i = 1; i < sorted.size(); i++) {
      Instant before = sorted.get(i - 1).updatedAt();
      Update update = sorted.get(i);
      if (!update.updatedAt().isAfter(before)) {
        Instant later = before.plus(1, ChronoUnit.MICROS);
        sorted.set(i, new Update(update.type(), later, Optional.empty()));
      }
    }
    return sorted;
  }
}
