package dev.floe.internal.commit;

import dev.floe.error.ConflictException;
import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.error.SessionStateException;
import dev.floe.error.StorageException;
import dev.floe.format.SpecVersion;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.asset.EncodedFile;
import dev.floe.internal.asset.StoredRepoInfo;
import dev.floe.internal.binary.ConfigYaml;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.concurrent.Futures;
import dev.floe.internal.concurrent.Sources;
import dev.floe.storage.DeleteResult;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.ObjectVersion;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.PutResult;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Turns a repository of format 1 into one of format 2: one new object, and then the old refs go.
/// Whoever opens it finds format 1 until that object is there, and format 2 from then on, whatever
/// happens to this process; snapshots, manifests, logs and chunks stay as they are.
///
/// Writers of format 1 must have stopped. One that commits while the upgrade reads the refs makes
/// it begin again; one that commits later would write to refs that nobody reads.
public final class FormatUpgrade {
  private static final String REFS = "refs/";

  /// How often refs may change while they are read.
  private static final int MOST_ATTEMPTS = 5;

  private final AssetManager first;
  private final AssetManager second;
  private final Sources sources;
  private final Optional<MemorySegment> config;

  /// @param first the repository as one of format 1
  /// @param second the same as one of format 2
  /// @param config its persisted configuration as FlexBuffers
  public FormatUpgrade(
      AssetManager first, AssetManager second, Sources sources, Optional<MemorySegment> config) {
    this.first = first;
    this.second = second;
    this.sources = sources;
    this.config = config;
  }

  /// What the repository will be in format 2; nothing is written.
  ///
  /// @throws dev.floe.error.NotFoundException if a ref leads to a snapshot that is not there
  public RepoInfo plan() {
    return plan(refs());
  }

  private RepoInfo plan(UpgradedRepoInfo.Refs refs) {
    return UpgradedRepoInfo.of(refs, new V1History(first), sources.clock().instant());
  }

  private UpgradedRepoInfo.Refs refs() {
    V1History history = new V1History(first);
    return new UpgradedRepoInfo.Refs(
        history.branches(), history.tags(), history.deletedTagTargets(), config);
  }

  /// Upgrades the repository and answers what it is. When this returns it is one of format 2.
  ///
  /// @throws ConflictException `repo-info-updated` if somebody else upgraded it meanwhile, or its
  ///   refs do not stop changing
  public RepoInfo run() {
    for (int attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      UpgradedRepoInfo.Refs refs = refs();
      RepoInfo info = plan(refs);
      if (refs().equals(refs)) {
        ObjectVersion created = create(info);
        if (refs().equals(refs)) {
          return info;
        }
        withdraw(created);
      }
    }
    throw new ConflictException(
        ErrorKind.REPO_INFO_UPDATED,
        "upgrade of "
            + first.storage().location()
            + ": expected no writers, found refs that changed in each of "
            + MOST_ATTEMPTS
            + " attempts");
  }

  private ObjectVersion create(RepoInfo info) {
    String writeId = WriteIds.random(sources.random());
    try (EncodedFile file = second.encodeRepoInfo(info)) {
      PutResult result = Futures.await(second.writeRepoInfo(file, Precondition.ABSENT, writeId));
      return switch (result) {
        case PutResult.Updated updated -> updated.version();
        case PutResult.NotOnLatestVersion _ ->
            found(info, writeId, false)
                .orElseThrow(() ->
                    new ConflictException(
                        ErrorKind.REPO_INFO_UPDATED,
                        "upgrade of "
                            + first.storage().location()
                            + ": somebody else upgraded it meanwhile"));
      };
    } catch (ConflictException e) {
      throw e;
    } catch (IcechunkException e) {
      // An answer that was lost may have been a success.
      return found(info, writeId, true).orElseThrow(() -> e);
    }
  }

  /// The file that is there, if it is the one that was just written. Another upgrade at the same
  /// moment writes the same, so the write id tells; where none is kept, what it says has to do.
  private Optional<ObjectVersion> found(RepoInfo ours, String writeId, boolean doubt) {
    String id =
        Futures.await(second.storage().head(AssetManager.REPO_KEY))
            .map(object -> object.metadata().get(PutOptions.WRITE_ID))
            .orElse(null);
    if (id == null ? !doubt : !id.equals(writeId)) {
      return Optional.empty();
    }
    return second
        .repoInfo()
        .filter(stored -> stored.info().equals(ours))
        .map(StoredRepoInfo::version);
  }

  /// A writer of format 1 was at work: back to that format, unless one of format 2 is already.
  private void withdraw(ObjectVersion created) {
    if (second.repoInfo().map(StoredRepoInfo::version).filter(created::equals).isEmpty()) {
      throw new ConflictException(
          ErrorKind.REPO_INFO_UPDATED,
          "upgrade of "
              + first.storage().location()
              + ": writers of both formats were at work; what was committed in format 1 meanwhile"
              + " is in refs/ alone");
    }
    delete(List.of(AssetManager.REPO_KEY));
  }

  /// Deletes what only format 1 reads: the branch that all its clients open first, then the other
  /// refs, then the configuration. May be called again after a failure.
  public void deleteRefs() {
    delete(List.of(V1History.branchKey(RepoInfo.MAIN_BRANCH)));
    List<String> keys;
    try (Stream<ObjectInfo> objects = first.storage().list(REFS)) {
      keys = objects.map(ObjectInfo::key).toList();
    }
    delete(keys);
    delete(List.of(ConfigYaml.KEY));
  }

  private void delete(List<String> keys) {
    if (keys.isEmpty()) {
      return;
    }
    Map<String, DeleteResult> results = Futures.await(first.storage().delete(keys));
    results.forEach((key, result) -> {
      if (result instanceof DeleteResult.Failed(var failure)) {
        throw new StorageException(
            ErrorKind.OBJECT_STORE, key, key + ": could not be deleted after the upgrade", failure);
      }
    });
  }

  /// Refuses what is not of format 1.
  public static SessionStateException notFirst(SpecVersion found) {
    return new SessionStateException(
        ErrorKind.INVALID_REPOSITORY_MIGRATION,
        "upgrade: expected a repository of spec version 1, found one of " + found.number());
  }
}
