package dev.floe.internal.commit;

import dev.floe.error.CommitUnknownException;
import dev.floe.error.ConflictException;
import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.error.InvalidInputException;
import dev.floe.error.ReadOnlyException;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.format.SpecVersion;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.asset.EncodedFile;
import dev.floe.internal.asset.StoredRepoInfo;
import dev.floe.internal.asset.Upload;
import dev.floe.internal.binary.ConfigYaml;
import dev.floe.internal.binary.FileType;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.binary.SnapshotWriter;
import dev.floe.internal.binary.TransactionLog;
import dev.floe.internal.concurrent.Futures;
import dev.floe.internal.concurrent.Sources;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.PutResult;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// Makes a repository, and tells which version one has. The object that makes it a repository is
/// written last and as a creation, so that of several who try one succeeds.
public final class RepositoryCreation {
  private static final Set<String> LEFT_BY_CREATION =
      Set.of(SnapshotId.INITIAL.key(), SnapshotId.INITIAL.transactionLogKey());

  private final AssetManager assets;
  private final Sources sources;
  private final Storage storage;

  /// @param assets of the version to create
  public RepositoryCreation(AssetManager assets, Sources sources) {
    this.assets = assets;
    this.sources = sources;
    this.storage = assets.storage();
  }

  /// The version of the repository in a storage; empty if there is none. A repository whose upgrade
  /// was not finished has the new version.
  public static Optional<SpecVersion> detect(AssetManager assets) {
    CompletableFuture<Optional<ObjectInfo>> first =
        assets.storage().head(V1History.branchKey(RepoInfo.MAIN_BRANCH));
    Optional<SpecVersion> second = assets.repoInfo().map(stored -> stored.info().specVersion());
    boolean hasFirst = Futures.await(first).isPresent();
    return second.or(() -> hasFirst ? Optional.of(SpecVersion.V1) : Optional.empty());
  }

  /// Creates a repository with one empty snapshot.
  ///
  /// @param config the configuration as this version stores it (FlexBuffers, or YAML in version 1),
  ///   if it is not the usual one
  /// @param requireEmpty whether the storage must hold nothing, but for what a creation that died
  ///   has left of the first snapshot
  /// @throws ConflictException `repo-info-updated` if somebody else created one meanwhile
  public void create(Optional<MemorySegment> config, boolean requireEmpty) {
    requireCreatable();
    storage.createLocation();
    if (requireEmpty) {
      requireEmpty();
    }
    Instant now = sources.clock().instant().truncatedTo(ChronoUnit.MICROS);
    SnapshotInfo initial = InitialState.snapshot(now);
    switch (assets.specVersion()) {
      case V1 -> createV1(initial, config);
      case V2 -> createV2(initial, config);
    }
  }

  private void requireCreatable() {
    if (!storage.capabilities().write()) {
      throw new ReadOnlyException(
          ErrorKind.READ_ONLY_STORAGE,
          "repository in " + storage.location() + ": cannot create one, the storage only reads");
    }
    if (!storage.capabilities().repositoryAtRoot()) {
      throw new InvalidInputException(
          ErrorKind.EMPTY_PREFIX_CREATION,
          "repository in "
              + storage.location()
              + ": expected a prefix below the top of the store, found none");
    }
  }

  /// What a creation that died has left is no obstacle: the next one writes the same.
  private void requireEmpty() {
    try (Stream<ObjectInfo> objects = storage.list("")) {
      objects
          .filter(object -> !LEFT_BY_CREATION.contains(object.key()))
          .findAny()
          .ifPresent(object -> {
            throw new InvalidInputException(
                ErrorKind.PARENT_DIRECTORY_NOT_CLEAN,
                "repository in "
                    + storage.location()
                    + ": expected an empty location, found "
                    + object.key());
          });
    }
  }

  private void createV2(SnapshotInfo initial, Optional<MemorySegment> config) {
    Upload log = assets.writeTransactionLog(TransactionLog.empty(initial.id()));
    Upload snapshot = writeSnapshot(initial);
    Futures.await(CompletableFuture.allOf(log.stored(), snapshot.stored()));
    RepoInfo info = InitialState.repoInfo(initial, config);
    try (EncodedFile file = assets.encodeRepoInfo(info)) {
      PutResult result =
          Futures.await(
              assets.writeRepoInfo(file, Precondition.ABSENT, WriteIds.random(sources.random())));
      switch (result) {
        case PutResult.Updated(var version) -> assets.repoInfoWritten(info, version);
        case PutResult.NotOnLatestVersion refused -> requireOurs(info, lostRace());
      }
    } catch (ConflictException e) {
      throw e;
    } catch (IcechunkException e) {
      requireOurs(info, e);
    }
  }

  /// Looks what became of a creation that was not answered with success: an earlier try below us
  /// may have taken effect.
  private void requireOurs(RepoInfo ours, IcechunkException failure) {
    Optional<StoredRepoInfo> found;
    try {
      found = assets.repoInfo();
    } catch (IcechunkException e) {
      throw unknown(failure, e);
    }
    if (found.isEmpty()) {
      throw failure;
    }
    if (!found.get().info().equals(ours)) {
      throw lostRace();
    }
  }

  private static CommitUnknownException unknown(IcechunkException failure, IcechunkException look) {
    CommitUnknownException unknown =
        new CommitUnknownException(
            SnapshotId.INITIAL.text(),
            "creation of a repository: its answer was lost and it cannot be told whether it took"
                + " effect",
            failure);
    unknown.addSuppressed(look);
    return unknown;
  }

  private ConflictException lostRace() {
    return new ConflictException(
        ErrorKind.REPO_INFO_UPDATED,
        "repository in " + storage.location() + ": somebody else created one meanwhile");
  }

  private Upload writeSnapshot(SnapshotInfo initial) {
    try (SnapshotWriter writer = new SnapshotWriter(assets.specVersion(), 1024)) {
      MemorySegment body =
          writer.finish(
              new SnapshotWriter.Header(
                  initial.id(),
                  initial.parentId(),
                  initial.flushedAt(),
                  initial.message(),
                  initial.metadata()),
              List.of());
      return assets.write(FileType.SNAPSHOT, initial.id().key(), body);
    }
  }

  private void createV1(SnapshotInfo initial, Optional<MemorySegment> config) {
    Futures.await(writeSnapshot(initial).stored());
    if (config.isPresent()) {
      create(ConfigYaml.KEY, config.get(), "application/yaml");
    }
    byte[] ref = ("{\"snapshot\":\"" + initial.id() + "\"}").getBytes(StandardCharsets.UTF_8);
    create(
        V1History.branchKey(RepoInfo.MAIN_BRANCH), MemorySegment.ofArray(ref), "application/json");
  }

  /// Creates a root object of version 1. If the answer is lost, the write id tells whose the object
  /// is; where none is kept, an object that is there now is the wanted one, whoever made it.
  private void create(String key, MemorySegment body, String contentType) {
    String writeId = WriteIds.random(sources.random());
    PutOptions options =
        PutOptions.root(Precondition.ABSENT, Map.of(PutOptions.WRITE_ID, writeId))
            .withContentType(contentType);
    IcechunkException failure;
    try {
      if (Futures.await(storage.put(key, body, options)) instanceof PutResult.Updated) {
        return;
      }
      failure = lostRace();
    } catch (IcechunkException e) {
      failure = e;
    }
    boolean refused = failure instanceof ConflictException;
    Optional<ObjectInfo> found;
    try {
      found = Futures.await(storage.head(key));
    } catch (IcechunkException e) {
      throw unknown(failure, e);
    }
    if (found.isEmpty()) {
      throw failure;
    }
    String id = found.get().metadata().get(PutOptions.WRITE_ID);
    if (id == null ? refused : !id.equals(writeId)) {
      throw lostRace();
    }
  }
}
