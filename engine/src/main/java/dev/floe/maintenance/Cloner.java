package dev.floe.maintenance;

import dev.floe.config.RepositoryConfig;
import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.error.NotFoundException;
import dev.floe.error.ReadOnlyException;
import dev.floe.error.StorageException;
import dev.floe.format.ChunkId;
import dev.floe.format.ManifestId;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.asset.EncodedFile;
import dev.floe.internal.binary.ConfigBytes;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.commit.LoggedOperation;
import dev.floe.internal.commit.OperationsHistory;
import dev.floe.internal.commit.RepositoryCreation;
import dev.floe.internal.commit.WriteIds;
import dev.floe.internal.concurrent.Sources;
import dev.floe.internal.read.VirtualSources;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions.ObjectKind;
import dev.floe.storage.Storage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Copies a repository to a storage that has none. One use, one thread.
///
/// ```
/// 1  read the repository file             its bytes say what is copied, whatever comes later
/// 2  read what its snapshots refer to
/// 3  copy chunks, manifests, logs, snapshots, saved files       what is there already stays
/// 4  create the repository file           until then there is no repository
/// 5  verify
/// ```
///
/// In format 1 the refs are what is read first and created last, as [ClonedRefs] says.
public final class Cloner {
  private static final int MOST_PROBLEMS = 1000;

  private final AssetManager source;
  private final AssetManager destination;
  private final Sources sources;
  private final VirtualSources virtualSources;
  private final CloneProgress progress;

  /// @param source without a cache
  /// @param destination without a cache
  /// @param progress is told how far it is
  @SuppressWarnings("exports") // for the repository alone
  public Cloner(
      AssetManager source,
      AssetManager destination,
      Sources sources,
      VirtualSources virtualSources,
      CloneProgress progress) {
    this.source = source;
    this.destination = destination;
    this.sources = sources;
    this.virtualSources = virtualSources;
    this.progress = progress;
  }

  /// Does the work.
  public CloneReport run() {
    requireFree();
    CopyTally tally = new CopyTally(progress);
    boolean dropped;
    try (ObjectCopy copy =
        new ObjectCopy(source.storage(), destination.storage(), source.pool(), sources, tally)) {
      dropped =
          switch (source.specVersion()) {
            case V1 -> copyFormat1(copy, tally);
            case V2 -> copyFormat2(copy, tally);
          };
    }
    return new CloneReport(tally.objects(), tally.bytes(), tally.copied(), dropped, verify());
  }

  /// Answers whether settings of the storage were left out.
  private boolean copyFormat1(ObjectCopy copy, CopyTally tally) {
    ClonedRefs refs = ClonedRefs.of(source);
    destination.storage().createLocation();
    copyReached(refs.snapshots(source), copy);
    refs.create(destination.storage(), sources, tally);
    return refs.storageDropped();
  }

  private boolean copyFormat2(ObjectCopy copy, CopyTally tally) {
    try (Arena arena = Arena.ofShared()) {
      MemorySegment file =
          ObjectCopy.fetch(source.storage(), AssetManager.REPO_KEY, arena)
              .orElseThrow(this::noRepository);
      RepoInfo info = source.decodeRepoInfo(file, AssetManager.REPO_KEY);
      Optional<RepoInfo> portable = withoutStorage(info);
      destination.storage().createLocation();
      copyReached(
          info.snapshots().stream().map(SnapshotInfo::id).collect(Collectors.toSet()), copy);
      copySaved(info, copy);
      tally.count(publish(portable, file));
      return portable.isPresent();
    }
  }

  private void requireFree() {
    Storage to = destination.storage();
    if (!to.capabilities().write()) {
      throw new ReadOnlyException(
          ErrorKind.READ_ONLY_STORAGE, "clone: " + to.location() + " only reads");
    }
    if (!to.capabilities().repositoryAtRoot()) {
      throw new InvalidInputException(
          ErrorKind.EMPTY_PREFIX_CREATION,
          "clone to "
              + to.location()
              + ": expected a prefix below the top of the store, found none");
    }
    if (RepositoryCreation.detect(destination).isPresent()) {
      throw new InvalidInputException(
          ErrorKind.PARENT_DIRECTORY_NOT_CLEAN,
          "clone to " + to.location() + ": expected no repository, found one");
    }
  }

  private NotFoundException noRepository() {
    return new NotFoundException(
        ErrorKind.REPOSITORY_NOT_FOUND,
        "repository in " + source.storage().location() + ": expected one, found none");
  }

  /// The repository without the settings of its storage; empty if it has none.
  private static Optional<RepoInfo> withoutStorage(RepoInfo info) {
    return info.config()
        .map(bytes -> ConfigBytes.decode(bytes, AssetManager.REPO_KEY))
        .filter(config -> config.value(RepositoryConfig.STORAGE).isPresent())
        .map(config -> config.toBuilder().unset(RepositoryConfig.STORAGE).build())
        .map(config -> MemorySegment.ofArray(ConfigBytes.encode(config)))
        .map(bytes -> info.toBuilder().config(Optional.of(bytes)).build());
  }

  private void copyReached(Set<SnapshotId> snapshots, ObjectCopy copy) {
    ReachedObjects reached = new ReachedObjects(source, sources.executor());
    reached.add(snapshots);
    long chunks =
        copy.copy(
            new ObjectCopy.Part("chunks/", ObjectKind.CHUNK, true),
            object -> isChunk(object, reached));
    requireAll("chunks/", reached.chunkCount(), chunks);
    long manifests =
        copy.copy(
            metadata("manifests/", true),
            object -> {
              ManifestId id = GarbageCollector.id(object.key(), ManifestId::parse);
              return id != null && reached.hasManifest(id);
            });
    requireAll("manifests/", reached.manifestCount(), manifests);
    copy.copy(metadata("transactions/", false), object -> isOneOf(object, snapshots));
    requireAll(
        "snapshots/",
        snapshots.size(),
        copy.copy(metadata("snapshots/", false), object -> isOneOf(object, snapshots)));
  }

  private void copySaved(RepoInfo info, ObjectCopy copy) {
    Set<String> saved =
        OperationsHistory.stream(info, source::repoInfoBackup)
            .map(LoggedOperation::backup)
            .flatMap(Optional::stream)
            .map(AssetManager.BACKUP_PREFIX::concat)
            .collect(Collectors.toSet());
    copy.copy(
        new ObjectCopy.Part(AssetManager.BACKUP_PREFIX, ObjectKind.ROOT, true),
        object -> saved.contains(object.key()));
  }

  private static ObjectCopy.Part metadata(String prefix, boolean immutable) {
    return new ObjectCopy.Part(prefix, ObjectKind.METADATA, immutable);
  }

  private static boolean isChunk(ObjectInfo object, ReachedObjects reached) {
    ChunkId id = GarbageCollector.id(object.key(), ChunkId::parse);
    return id != null && reached.hasChunk(id);
  }

  private static boolean isOneOf(ObjectInfo object, Set<SnapshotId> snapshots) {
    SnapshotId id = GarbageCollector.id(object.key(), SnapshotId::parse);
    return id != null && snapshots.contains(id);
  }

  private static void requireAll(String prefix, long expected, long found) {
    if (expected != found) {
      throw new StorageException(
          ErrorKind.OBJECT_NOT_FOUND,
          prefix,
          prefix
              + ": expected "
              + expected
              + " objects that the repository refers to, found "
              + found
              + "; a verification tells which are gone");
    }
  }

  /// Writes the changed file or the one that was read, and answers its length.
  private long publish(Optional<RepoInfo> changed, MemorySegment file) {
    if (changed.isEmpty()) {
      publish(file);
      return file.byteSize();
    }
    try (EncodedFile encoded = destination.encodeRepoInfo(changed.get())) {
      publish(encoded.bytes());
      return encoded.bytes().byteSize();
    }
  }

  private void publish(MemorySegment file) {
    new Creation(destination.storage())
        .create(
            AssetManager.REPO_KEY,
            file,
            () ->
                destination.writeRepoInfo(
                    file, Precondition.ABSENT, WriteIds.random(sources.random())));
  }

  private List<Problem> verify() {
    List<Problem> problems = new ArrayList<>();
    new Verifier(
            destination,
            virtualSources,
            new VerifyScope(false, false),
            problem -> {
              if (problems.size() < MOST_PROBLEMS) {
                problems.add(problem);
              }
            })
        .run();
    return problems;
  }
}
