package dev.floe.maintenance;

import dev.floe.config.RepositoryConfig;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.binary.ConfigYaml;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.commit.V1History;
import dev.floe.internal.commit.WriteIds;
import dev.floe.internal.concurrent.Sources;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.Storage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The small files of a repository of format 1 as they were when they were read: what a clone of it
/// holds, whatever comes later. They are created when all else is there, in an order in which no
/// deleted tag is ever alive, and the branch `main` last: without it there is no repository.
///
/// ```
/// config.yaml   without the settings of the storage
/// tombstones    of deleted tags, then what those pointed to, where that is known
/// tags, branches, main
/// ```
///
/// @param files by key, in the order in which they are created
/// @param heads what branches and tags point to
/// @param storageDropped whether the configuration had settings of the storage
record ClonedRefs(Map<String, MemorySegment> files, Set<SnapshotId> heads, boolean storageDropped) {
  /// Reads them.
  static ClonedRefs of(AssetManager source) {
    V1History history = new V1History(source);
    Map<String, MemorySegment> files = new LinkedHashMap<>();
    Optional<RepositoryConfig> config = config(source.storage());
    boolean dropped =
        config.filter(is -> is.value(RepositoryConfig.STORAGE).isPresent()).isPresent();
    config.ifPresent(is -> files.put(ConfigYaml.KEY, withoutStorage(is)));
    history
        .deletedTagTargets()
        .forEach((name, target) -> {
          files.put(V1History.tombstoneKey(name), MemorySegment.ofArray(new byte[0]));
          target.ifPresent(id -> files.put(V1History.tagKey(name), V1History.refFile(id)));
        });
    Map<String, SnapshotId> tags = history.tags();
    tags.forEach((name, target) -> files.put(V1History.tagKey(name), V1History.refFile(target)));
    Map<String, SnapshotId> branches = new LinkedHashMap<>(history.branches());
    SnapshotId main = history.branch(RepoInfo.MAIN_BRANCH);
    branches.remove(RepoInfo.MAIN_BRANCH);
    branches.put(RepoInfo.MAIN_BRANCH, main);
    branches.forEach((name, tip) -> files.put(V1History.branchKey(name), V1History.refFile(tip)));
    Set<SnapshotId> heads = new HashSet<>(tags.values());
    heads.addAll(branches.values());
    return new ClonedRefs(files, heads, dropped);
  }

  private static Optional<RepositoryConfig> config(Storage storage) {
    try (Arena arena = Arena.ofShared()) {
      return ObjectCopy.fetch(storage, ConfigYaml.KEY, arena)
          .map(text -> ConfigYaml.decode(text, ConfigYaml.KEY));
    }
  }

  private static MemorySegment withoutStorage(RepositoryConfig config) {
    return MemorySegment.ofArray(
        ConfigYaml.encode(config.toBuilder().unset(RepositoryConfig.STORAGE).build()));
  }

  /// The snapshots that refs lead to.
  Set<SnapshotId> snapshots(AssetManager source) {
    V1History history = new V1History(source);
    Set<SnapshotId> all = new HashSet<>();
    for (SnapshotId head : heads) {
      try (Stream<SnapshotInfo> ancestry = history.ancestry(head)) {
        ancestry.map(SnapshotInfo::id).takeWhile(all::add).forEach(_ -> {});
      }
    }
    return all;
  }

  /// Creates the files in a clone.
  ///
  /// @param tally counts them
  void create(Storage destination, Sources sources, CopyTally tally) {
    Creation creation = new Creation(destination);
    files.forEach((key, body) -> {
      PutOptions options =
          PutOptions.root(
                  Precondition.ABSENT,
                  Map.of(PutOptions.WRITE_ID, WriteIds.random(sources.random())))
              .withContentType(
                  key.equals(ConfigYaml.KEY) ? "application/yaml" : "application/json");
      creation.create(key, body, () -> destination.put(key, body, options));
      tally.count(body.byteSize());
    });
  }
}
