package dev.floe.quickstart;

import dev.floe.Repository;
import dev.floe.Version;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads the history of some branches from a repository, each branch a lane; what several share
/// stands in the lane of the first.
final class HistoryOf {
  private record Commit(SnapshotInfo info, int lane) {}

  private final Repository repository;
  private final List<String> branches;

  HistoryOf(Repository repository, List<String> branches) {
    this.repository = repository;
    this.branches = branches;
  }

  /// The history with a commit on top that was refused.
  History withRefused(String message, String branch) {
    List<History.Entry> entries = new ArrayList<>();
    entries.add(
        new History.Entry(
            "refused",
            Optional.of(parentOf(branch)),
            message,
            "refused",
            branches.size(),
            true,
            List.of()));
    for (Commit commit : newestFirst()) {
      entries.add(entry(commit));
    }
    return new History(entries);
  }

  /// What the refused commit was based on: the parent of what came before it.
  private String parentOf(String branch) {
    return repository
        .lookupSnapshot(repository.lookupBranch(branch))
        .parentId()
        .orElseThrow()
        .toString();
  }

  private List<Commit> newestFirst() {
    Map<SnapshotId, Commit> commits = new LinkedHashMap<>();
    for (int lane = 0; lane < branches.size(); lane++) {
      int column = lane;
      try (Stream<SnapshotInfo> ancestry =
          repository.ancestry(Version.branch(branches.get(lane)))) {
        ancestry.forEach(info -> commits.putIfAbsent(info.id(), new Commit(info, column)));
      }
    }
    return commits.values().stream()
        .sorted(Comparator.comparing((Commit commit) -> commit.info.flushedAt()).reversed())
        .toList();
  }

  private History.Entry entry(Commit commit) {
    SnapshotInfo info = commit.info;
    List<History.Ref> refs = new ArrayList<>();
    repository.branches().forEach((name, tip) -> add(refs, info, tip, false, name));
    repository.tags().forEach((name, target) -> add(refs, info, target, true, name));
    return new History.Entry(
        info.id().toString(),
        info.parentId().map(SnapshotId::toString),
        info.message(),
        "",
        commit.lane,
        false,
        refs);
  }

  private static void add(
      List<History.Ref> refs, SnapshotInfo info, SnapshotId target, boolean isTag, String name) {
    if (info.id().equals(target)) {
      refs.add(new History.Ref(isTag, name));
    }
  }
}
