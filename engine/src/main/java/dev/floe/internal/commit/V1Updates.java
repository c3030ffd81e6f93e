package dev.floe.internal.commit;

import dev.floe.error.AlreadyExistsException;
import dev.floe.error.ConflictException;
import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.error.IcechunkException;
import dev.floe.error.SessionStateException;
import dev.floe.format.SnapshotId;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.binary.ConfigBytes;
import dev.floe.internal.binary.ConfigYaml;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.concurrent.Futures;
import dev.floe.internal.concurrent.Sources;
import dev.floe.storage.DeleteResult;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.PutResult;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How changes of a repository of format 1 reach its refs and its configuration, each a small
/// object of its own; the counterpart of [RepoUpdateLoop]. Any thread may call; no lock is held.
public final class V1Updates {

  private final AssetManager assets;
  private final Sources sources;
  private final V1History history;

  /// @param assets of a repository of format 1
  public V1Updates(AssetManager assets, Sources sources) {
    this.assets = assets;
    this.sources = sources;
    this.history = new V1History(assets);
  }

  /// Makes a change and answers how many writes of a ref were sent.
  ///
  /// @throws FormatException `unsupported-spec-version` for what format 1 does not know
  /// @throws ConflictException if the ref is not where it is expected, with both ids
  public int run(RepoUpdate update) {
    return switch (update) {
      case RepoUpdate.NewCommit(var branch, var base, var snapshot) ->
          branchWrite(branch, snapshot.id(), ErrorKind.COMMIT_CONFLICT).run(Optional.of(base));
      // Nothing refers to a detached snapshot here; its files are all there is of it.
      case RepoUpdate.AddDetachedSnapshot _ -> 0;
      case RepoUpdate.CreateBranch(var name, var target) -> {
        history.snapshot(target);
        yield branchWrite(name, target, ErrorKind.BRANCH_UPDATE_CONFLICT).run(Optional.empty());
      }
      case RepoUpdate.ResetBranch(var name, var target, var from) -> {
        history.snapshot(target);
        SnapshotId expected = from.orElseGet(() -> history.branch(name));
        yield branchWrite(name, target, ErrorKind.BRANCH_UPDATE_CONFLICT)
            .run(Optional.of(expected));
      }
      case RepoUpdate.DeleteBranch(var name) -> deleteBranch(name);
      case RepoUpdate.CreateTag(var name, var target) -> createTag(name, target);
      case RepoUpdate.DeleteTag(var name) -> deleteTag(name);
      case RepoUpdate.SetConfig(var flexBuffer) -> setConfig(flexBuffer);
      case RepoUpdate.NewCommits _,
          RepoUpdate.Together _,
          RepoUpdate.Flagged _,
          RepoUpdate.AmendCommit _,
          RepoUpdate.SetMetadata _,
          RepoUpdate.UpdateMetadata _,
          RepoUpdate.SetStatus _,
          RepoUpdate.SetFeatureFlag _,
          RepoUpdate.Expire _,
          RepoUpdate.DropSnapshots _,
          RepoUpdate.RestartLog _ ->
          throw unsupported();
    };
  }

  /// What an operation is refused with that only later formats know.
  static FormatException unsupported() {
    return new FormatException(
        ErrorKind.UNSUPPORTED_SPEC_VERSION,
        "repository",
        -1,
        "spec version 2 for this operation",
        "1.0");
  }

  private V1RefWrite branchWrite(String name, SnapshotId target, ErrorKind conflict) {
    String key = V1History.branchKey(V1History.checked(name));
    return new V1RefWrite(assets, sources, key, target, conflict);
  }

  private int deleteBranch(String name) {
    if (name.equals(RepoInfo.MAIN_BRANCH)) {
      throw new SessionStateException(
          ErrorKind.CANNOT_DELETE_MAIN, "branch main: every repository keeps it");
    }
    String key = V1History.branchKey(V1History.checked(name));
    history.branch(name);
    return switch (Futures.await(assets.storage().delete(List.of(key))).get(key)) {
      case DeleteResult.Deleted _ -> 1;
      case DeleteResult.Missing _ -> throw History.missingRef("branch", name);
      case DeleteResult.Failed(var reason) -> throw reason;
    };
  }

  private int createTag(String name, SnapshotId target) {
    String key = V1History.tagKey(V1History.checked(name));
    history.snapshot(target);
    if (Futures.await(assets.storage().head(V1History.tombstoneKey(name))).isPresent()) {
      throw taken(name, "was used before and deleted");
    }
    try {
      return new V1RefWrite(assets, sources, key, target, ErrorKind.TAG_ALREADY_EXISTS)
          .run(Optional.empty());
    } catch (ConflictException e) {
      throw taken(name, "exists");
    }
  }

  private static AlreadyExistsException taken(String name, String why) {
    return new AlreadyExistsException(
        ErrorKind.TAG_ALREADY_EXISTS, "tag \"" + name + "\": expected a new name, this one " + why);
  }

  /// If the answer is lost, a marker that is there says that the tag is deleted, whoever did it.
  private int deleteTag(String name) {
    history.tag(name);
    String key = V1History.tombstoneKey(name);
    PutOptions options =
        PutOptions.root(
            Precondition.ABSENT, Map.of(PutOptions.WRITE_ID, WriteIds.random(sources.random())));
    PutResult result;
    try {
      result =
          Futures.await(assets.storage().put(key, MemorySegment.ofArray(new byte[0]), options));
    } catch (IcechunkException e) {
      if (Futures.await(assets.storage().head(key)).isEmpty()) {
        throw e;
      }
      return 1;
    }
    return switch (result) {
      case PutResult.Updated _ -> 1;
      case PutResult.NotOnLatestVersion _ -> throw History.missingRef("tag", name);
    };
  }

  private int setConfig(MemorySegment flexBuffer) {
    byte[] yaml = ConfigYaml.encode(ConfigBytes.decode(flexBuffer, ConfigYaml.KEY));
    Precondition precondition =
        Futures.await(assets.storage().head(ConfigYaml.KEY))
            .flatMap(ObjectInfo::version)
            .<Precondition>map(Precondition.At::new)
            .orElse(Precondition.ABSENT);
    if (precondition instanceof Precondition.At) {
      String backup = AssetManager.BACKUP_PREFIX + BackupNames.of(ConfigYaml.KEY, sources);
      requireSame(Futures.await(assets.storage().copy(ConfigYaml.KEY, backup, precondition)));
    }
    PutOptions options =
        PutOptions.root(
                precondition, Map.of(PutOptions.WRITE_ID, WriteIds.random(sources.random())))
            .withContentType("application/yaml");
    requireSame(
        Futures.await(assets.storage().put(ConfigYaml.KEY, MemorySegment.ofArray(yaml), options)));
    return 1;
  }

  private static void requireSame(PutResult result) {
    if (result instanceof PutResult.NotOnLatestVersion) {
      throw new ConflictException(
          ErrorKind.CONFIG_UPDATED, ConfigYaml.KEY + ": somebody else changed it meanwhile");
    }
  }
}
