package dev.floe;

import dev.floe.config.ManifestSplitCondition;
import dev.floe.config.ManifestSplitRule;
import dev.floe.config.ManifestSplittingConfig;
import dev.floe.config.RepositoryConfig;
import dev.floe.error.ConflictException;
import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.error.InvalidInputException;
import dev.floe.error.NotFoundException;
import dev.floe.error.ReadOnlyException;
import dev.floe.format.Diff;
import dev.floe.format.FeatureFlag;
import dev.floe.format.JsonValue.JsonObject;
import dev.floe.format.ManifestFileInfo;
import dev.floe.format.RepositoryStatus;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.format.SpecVersion;
import dev.floe.format.Update;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.asset.RecordedStorage;
import dev.floe.internal.asset.StoredRepoInfo;
import dev.floe.internal.binary.ConfigBytes;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.commit.Committer;
import dev.floe.internal.commit.ConcreteSplits;
import dev.floe.internal.commit.History;
import dev.floe.internal.commit.OperationsHistory;
import dev.floe.internal.commit.RepoInfoHistory;
import dev.floe.internal.commit.RepoInfoUpdates;
import dev.floe.internal.commit.RepoUpdate;
import dev.floe.internal.commit.SessionCore;
import dev.floe.internal.commit.SnapshotDiff;
import dev.floe.internal.commit.SnapshotNodes;
import dev.floe.internal.commit.V1History;
import dev.floe.internal.concurrent.Sources;
import dev.floe.maintenance.CloneProgress;
import dev.floe.maintenance.CloneReport;
import dev.floe.maintenance.Cloner;
import dev.floe.maintenance.Expiration;
import dev.floe.maintenance.ExpireOptions;
import dev.floe.maintenance.ExpireResult;
import dev.floe.maintenance.GarbageCollector;
import dev.floe.maintenance.GcOptions;
import dev.floe.maintenance.GcSummary;
import dev.floe.maintenance.Problem;
import dev.floe.maintenance.StorageScan;
import dev.floe.maintenance.StorageStatistics;
import dev.floe.maintenance.UpgradeOptions;
import dev.floe.maintenance.UpgradeReport;
import dev.floe.maintenance.Verifier;
import dev.floe.maintenance.VerifyReport;
import dev.floe.maintenance.VerifyScope;
import dev.floe.storage.Storage;
import dev.floe.zarr.Store;
import java.lang.foreign.MemorySegment;
import java.security.Key;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/// A versioned hierarchy of arrays in an object store: its branches, tags and history, and the
/// sessions through which it is read and changed.
///
/// A handle remembers nothing of refs between calls; every question is asked of the storage. Any
/// thread may call. Whoever opens a repository closes it, after the last read of its sessions; the
/// storage stays open, and so does an engine that was handed in.
public final class Repository implements AutoCloseable {
  private final RepositoryParts parts;

  Repository(RepositoryParts parts) {
    this.parts = parts;
  }

  // Opening

  /// Creates a repository of format 2.
  public static Repository create(Storage storage) {
    return create(storage, RepositoryOptions.STANDARD);
  }

  /// Creates a repository. The location must be empty, unless the options say otherwise.
  public static Repository create(Storage storage, RepositoryOptions options) {
    return new Repository(RepositoryOpening.create(storage, options));
  }

  /// Opens a repository, or fails with `repository-not-found`.
  public static Repository open(Storage storage) {
    return open(storage, RepositoryOptions.STANDARD);
  }

  /// Opens a repository, or fails with `repository-not-found`.
  public static Repository open(Storage storage, RepositoryOptions options) {
    return new Repository(RepositoryOpening.open(storage, options));
  }

  /// Opens a repository, or creates it where there is none.
  public static Repository openOrCreate(Storage storage) {
    return openOrCreate(storage, RepositoryOptions.STANDARD);
  }

  /// Opens a repository, or creates it where there is none. If another creates it meanwhile, that
  /// one is opened.
  public static Repository openOrCreate(Storage storage, RepositoryOptions options) {
    try {
      return open(storage, options);
    } catch (NotFoundException e) {
      if (e.kind() != ErrorKind.REPOSITORY_NOT_FOUND) {
        throw e;
      }
    }
    try {
      return create(storage, options);
    } catch (InvalidInputException | ConflictException e) {
      if (!exists(storage)) {
        throw e;
      }
    }
    return open(storage, options);
  }

  /// Makes a repository of format 1 one of format 2: snapshots, manifests and chunks stay as they
  /// are, an operations log is made up from the times of the snapshots, and the refs of format 1
  /// go. Writers of format 1 must have stopped. A crash at any point leaves a repository of one
  /// format or the other, with everything in it. Handles that are open are to be opened again.
  ///
  /// @throws dev.floe.error.SessionStateException `invalid-repository-migration` if it is not of
  ///   format 1
  public static UpgradeReport upgrade(Storage storage, UpgradeOptions how) {
    return RepositoryOpening.upgrade(storage, how);
  }

  /// Whether there is a repository.
  public static boolean exists(Storage storage) {
    return fetchSpecVersion(storage).isPresent();
  }

  /// Which format the repository has; empty if there is none. Nothing is opened.
  public static Optional<SpecVersion> fetchSpecVersion(Storage storage) {
    return RepositoryOpening.fetchSpecVersion(storage);
  }

  /// The persisted configuration; empty if there is none. Fails where there is no repository.
  public static Optional<RepositoryConfig> fetchConfig(Storage storage) {
    try (Repository repository = open(storage)) {
      return repository.persistedConfig();
    }
  }

  // What it is

  /// The format.
  public SpecVersion specVersion() {
    return parts.assets().specVersion();
  }

  /// The configuration in effect: what was given on opening over what is persisted over what the
  /// storage does of itself.
  public RepositoryConfig config() {
    return parts.config();
  }

  /// Where the repository is.
  public Storage storage() {
    return parts.assets().storage();
  }

  /// Persists a configuration, in place of the persisted one. This handle goes on with its own.
  public void saveConfig(RepositoryConfig config) {
    byte[] bytes = ConfigBytes.encode(config);
    parts.change(new RepoUpdate.SetConfig(MemorySegment.ofArray(bytes)));
  }

  /// The persisted configuration; empty if there is none.
  public Optional<RepositoryConfig> persistedConfig() {
    return parts.fetchPersistedConfig();
  }

  private RepoInfo info() {
    if (specVersion() == SpecVersion.V1) {
      throw new FormatException(
          ErrorKind.UNSUPPORTED_SPEC_VERSION, "repository", -1, "spec version 2", "1.0");
    }
    return parts
        .assets()
        .repoInfo()
        .map(StoredRepoInfo::info)
        .orElseThrow(() -> RepositoryOpening.notFound(storage()));
  }

  private History history() {
    return specVersion() == SpecVersion.V1
        ? new V1History(parts.assets())
        : new RepoInfoHistory(info());
  }

  // Refs

  /// The tips of all branches, by name.
  public SortedMap<String, SnapshotId> branches() {
    return history().branches();
  }

  /// What all tags point to, by name.
  public SortedMap<String, SnapshotId> tags() {
    return history().tags();
  }

  /// The names of deleted tags, which can never be used again.
  public SortedSet<String> deletedTags() {
    return history().deletedTags();
  }

  /// The tip of a branch, or `ref-not-found`.
  public SnapshotId lookupBranch(String name) {
    return history().branch(name);
  }

  /// What a tag points to, or `ref-not-found`.
  public SnapshotId lookupTag(String name) {
    return history().tag(name);
  }

  /// Creates a branch at a snapshot.
  public void createBranch(String name, SnapshotId at) {
    parts.change(new RepoUpdate.CreateBranch(name, at));
  }

  /// Deletes a branch; its snapshots stay. `main` cannot be deleted.
  public void deleteBranch(String name) {
    parts.change(new RepoUpdate.DeleteBranch(name));
  }

  /// Moves a branch to a snapshot.
  ///
  /// @param from where the branch must be now, if that matters; a conflict otherwise
  public void resetBranch(String name, SnapshotId to, Optional<SnapshotId> from) {
    parts.change(new RepoUpdate.ResetBranch(name, to, from));
  }

  /// Creates a tag, for ever.
  public void createTag(String name, SnapshotId at) {
    parts.change(new RepoUpdate.CreateTag(name, at));
  }

  /// Deletes a tag; its name can never be used again.
  public void deleteTag(String name) {
    parts.change(new RepoUpdate.DeleteTag(name));
  }

  // History

  /// The snapshot that a version is.
  public SnapshotId resolve(Version version) {
    return resolve(history(), version);
  }

  private static SnapshotId resolve(History history, Version version) {
    return switch (version) {
      case Version.Branch(String name) -> history.branch(name);
      case Version.Tag(String name) -> history.tag(name);
      case Version.Snapshot(SnapshotId id) -> history.snapshot(id).id();
      case Version.AsOf(String branch, Instant time) -> history.asOf(branch, time).id();
    };
  }

  /// A version and its ancestors, newest first, lazily; all as of one look at the repository.
  public Stream<SnapshotInfo> ancestry(Version version) {
    History history = history();
    return history.ancestry(resolve(history, version));
  }

  /// What is known of a snapshot, or `snapshot-not-found`.
  public SnapshotInfo lookupSnapshot(SnapshotId id) {
    return history().snapshot(id);
  }

  /// All snapshots of the repository: of format 2 those its file lists, of format 1 those that refs
  /// reach.
  public Stream<SnapshotInfo> snapshots() {
    if (specVersion() == SpecVersion.V2) {
      return info().snapshots().stream();
    }
    History history = history();
    return history.targets().flatMap(history::ancestry).distinct();
  }

  /// The manifest files that a snapshot lists.
  public List<ManifestFileInfo> manifestFiles(SnapshotId id) {
    history().snapshot(id);
    return new SnapshotNodes(parts.assets(), id).ask(view -> List.copyOf(view.manifestFiles()));
  }

  /// The operations log, newest first, lazily (format 2). `backupPath` names the saved file in
  /// which an entry is the newest; the newest of all has none.
  public Stream<Update> operations() {
    return OperationsHistory.stream(info(), parts.assets()::repoInfoBackup)
        .map(entry -> new Update(entry.type(), entry.time(), entry.backup()));
  }

  /// What happened after one version, up to and with another that descends from it.
  ///
  /// @throws dev.floe.error.InvalidInputException `bad-snapshot-chain-for-diff` if it does not
  public Diff diff(Version from, Version to) {
    History history = history();
    return new SnapshotDiff(parts.assets(), history, parts.engine().sources().executor())
        .between(resolve(history, from), resolve(history, to));
  }

  // Metadata, status, flags (format 2)

  /// The repository's metadata.
  public JsonObject metadata() {
    return info().metadata().orElse(JsonObject.EMPTY);
  }

  /// Replaces the repository's metadata.
  public void setMetadata(JsonObject metadata) {
    requireCanWrite("Cannot set metadata");
    parts.change(new RepoUpdate.SetMetadata(metadata));
  }

  /// Lays members over the repository's metadata and answers the result.
  public JsonObject updateMetadata(JsonObject changes) {
    requireCanWrite("Cannot set metadata");
    return parts.update(new RepoUpdate.UpdateMetadata(changes)).metadata().orElse(changes);
  }

  /// Whether the repository takes changes.
  public RepositoryStatus status() {
    return info().status();
  }

  /// Lets the repository take changes or not; `setAt` is now.
  public void setStatus(RepositoryStatus.Availability availability, Optional<String> reason) {
    Instant now = parts.engine().sources().clock().instant();
    parts.change(new RepoUpdate.SetStatus(new RepositoryStatus(availability, now, reason)));
  }

  /// Which features are on.
  public Map<FeatureFlag, Boolean> featureFlags() {
    RepoInfo info = info();
    Map<FeatureFlag, Boolean> flags = new EnumMap<>(FeatureFlag.class);
    for (FeatureFlag flag : FeatureFlag.values()) {
      flags.put(flag, RepoInfoUpdates.isEnabled(info, flag));
    }
    return Collections.unmodifiableMap(flags);
  }

  /// Switches a feature on or off, or back to its default.
  public void setFeatureFlag(FeatureFlag flag, Optional<Boolean> value) {
    parts.change(new RepoUpdate.SetFeatureFlag(flag, value));
  }

  // Maintenance

  /// Reads everything that the repository reaches and checks the rules of the format, changing
  /// nothing.
  ///
  /// @param sink is told each problem when it is found, on the calling thread
  public VerifyReport verify(VerifyScope scope, Consumer<Problem> sink) {
    try (AssetManager assets = parts.uncachedAssets()) {
      return new Verifier(assets, parts.virtualSources(), scope, sink).run();
    }
  }

  /// Adds up what the chunks take that branches and tags reach. Every snapshot and manifest is read
  /// once.
  public StorageStatistics storageStatistics() {
    try (AssetManager assets = parts.uncachedAssets()) {
      StorageScan scan = new StorageScan(assets);
      History history = history();
      history.targets().forEach(tip -> scan.add(history.ancestry(tip)));
      return scan.result();
    }
  }

  /// Lets snapshots written before a time leave the history; those after them go on from the first
  /// one. What branches and tags that stay point to stays, and so does every first snapshot.
  /// Sessions that began on a snapshot that leaves can still read, and rebase if they have changes.
  ///
  /// @param olderThan by the clocks of those who committed
  public ExpireResult expireSnapshots(Instant olderThan, ExpireOptions options) {
    requireCanWrite("Cannot expire");
    try (AssetManager assets = parts.uncachedAssets()) {
      ExpireResult result =
          new Expiration(assets, parts.updates(), parts.engine().sources()).run(olderThan, options);
      result.edited().forEach(parts.assets()::dropSnapshot);
      result.released().forEach(parts.assets()::dropSnapshot);
      return result;
    }
  }

  /// Copies the repository as it is now, with all its history, to a storage that has none; what is
  /// changed meanwhile is not copied. Whatever an attempt that failed has copied is left out when
  /// it is tried again. Settings of the storage in the persisted configuration stay behind. The
  /// clone has the same format. It is verified, chunks by their lengths.
  ///
  /// @param progress is told how many more objects are there, on the calling thread
  /// @throws InvalidInputException `parent-directory-not-clean` if there is a repository
  public CloneReport cloneTo(Storage destination, LongConsumer progress) {
    return cloneTo(destination, CloneProgress.ofObjects(progress));
  }

  /// Like [#cloneTo(Storage, LongConsumer)], with bytes counted too while they move.
  public CloneReport cloneTo(Storage destination, CloneProgress progress) {
    try (AssetManager from = parts.uncachedAssets();
        AssetManager to = parts.uncachedAssets(new RecordedStorage(destination))) {
      Sources sources = parts.engine().sources();
      return new Cloner(from, to, sources, parts.virtualSources(), progress).run();
    }
  }

  /// Deletes the objects that nothing refers to any more and that are older than a time.
  ///
  /// @throws InvalidInputException `not-allowed` if the time is less than a day ago by the store's
  ///   clock and the options do not accept that
  public GcSummary collectGarbage(GcOptions options) {
    requireCanWrite("Cannot garbage collect");
    try (AssetManager assets = parts.uncachedAssets()) {
      Sources sources = parts.engine().sources();
      return new GarbageCollector(assets, parts.assets(), parts.updates(), sources, options).run();
    } finally {
      parts.services().reads().releaseObjects();
    }
  }

  // Sessions

  /// A session that reads a version.
  public Session readonlySession(Version version) {
    SnapshotId id =
        likely()
            .during(info -> resolve(new RepoInfoHistory(info), version), () -> resolve(version));
    return new Session(parts, SessionCore.readOnly(parts.services(), id));
  }

  /// A session that reads a branch's tip and may commit to it.
  public Session writableSession(String branch) {
    return writableSession(branch, SessionOptions.STANDARD);
  }

  /// As [#writableSession(String)], with options: a session may note what it reads, so that commits
  /// that are rebased stay serializable.
  public Session writableSession(String branch, SessionOptions options) {
    requireCanWrite("Cannot create writable session");
    SnapshotId tip = tipForChanges(branch);
    return new Session(
        parts, SessionCore.writable(parts.services(), tip, branch, options.recordsReads()));
  }

  /// A session that reads a branch's tip, moves nodes and may commit to the branch (format 2). It
  /// makes no other changes.
  ///
  /// @throws dev.floe.error.SessionStateException `feature-flag-disabled` where
  ///   [FeatureFlag#MOVE_NODE] is off
  public Session rearrangeSession(String branch) {
    requireCanWrite("Cannot create rearrange session");
    RepoInfo info = info();
    RepoInfoUpdates.requireOnline(info.status());
    SnapshotId tip = new RepoInfoHistory(info).branch(branch);
    RepoInfoUpdates.requireEnabled(info, FeatureFlag.MOVE_NODE);
    return new Session(parts, SessionCore.rearranging(parts.services(), tip, branch));
  }

  /// Opens a fork that [ForkSession#toBytes()] wrote, here or elsewhere, of this repository. It
  /// splits manifests and keeps chunks in them as the session does that was forked; everything else
  /// is as this handle has it. At most the repository file and one snapshot are read.
  ///
  /// A clone of the repository is taken for it, and so is, in format 1, any repository that has the
  /// fork point; a fork can only be merged into the session that was forked.
  ///
  /// @throws FormatException `deserialization` if the bytes are damaged or not those of a fork, or
  ///   sealed with a key
  /// @throws dev.floe.error.SessionStateException `merge-not-allowed` for a fork of another
  ///   repository
  /// @throws dev.floe.error.NotFoundException `snapshot-not-found` if the fork point was collected
  public ForkSession openFork(byte[] bytes) {
    requireCanWrite("Cannot open a fork");
    return ForkOpening.open(parts, bytes, null);
  }

  /// As [#openFork(byte[])], of bytes that were sealed with a key; others are refused.
  ///
  /// @param key for HMAC-SHA-256
  public ForkSession openFork(byte[] bytes, Key key) {
    requireCanWrite("Cannot open a fork");
    return ForkOpening.open(parts, bytes, Objects.requireNonNull(key, "key"));
  }

  /// The tip of a branch of a repository that takes changes.
  private SnapshotId tipForChanges(String branch) {
    if (specVersion() == SpecVersion.V1) {
      return history().branch(branch);
    }
    RepoInfo info = likely().during(known -> known.branches().get(branch), this::info);
    RepoInfoUpdates.requireOnline(info.status());
    return new RepoInfoHistory(info).branch(branch);
  }

  private LikelySnapshot likely() {
    return new LikelySnapshot(parts.assets(), parts.engine().sources().executor());
  }

  /// Runs `body` over the store of a new session and commits what it did; if it throws, nothing is
  /// committed.
  ///
  /// @throws dev.floe.error.ConflictException if the branch moved meanwhile
  public SnapshotId transaction(
      String branch, String message, CommitOptions options, Consumer<Store> body) {
    Session session = writableSession(branch);
    body.accept(session.store());
    return session.commit(message, options);
  }

  /// As [#transaction(String, String, CommitOptions, Consumer)], without properties.
  public SnapshotId transaction(String branch, String message, Consumer<Store> body) {
    return transaction(branch, message, CommitOptions.STANDARD, body);
  }

  /// Writes all manifests of a branch's tip anew, split as the configuration in effect says, as a
  /// commit that changes nothing else. No chunk is touched. The commit's properties name the rules,
  /// and for arrays that none is for how many chunks a manifest has on each axis.
  ///
  /// @throws dev.floe.error.ConflictException if the branch moved meanwhile
  public SnapshotId rewriteManifests(String branch, String message, CommitOptions options) {
    return rewriteManifests(Committer.Kind.COMMIT, branch, message, options);
  }

  /// As [#rewriteManifests], in place of the tip (format 2).
  public SnapshotId rewriteManifestsAmending(String branch, String message, CommitOptions options) {
    if (specVersion() == SpecVersion.V1) {
      throw new FormatException(
          ErrorKind.UNSUPPORTED_OPERATION_FOR_VERSION, "repository", -1, "spec version 2", "1.0");
    }
    return rewriteManifests(Committer.Kind.AMEND, branch, message, options);
  }

  /// Rules that say what Floe does where no rule says anything, for the arrays at the tips of all
  /// branches, each by its path: writers that know no default follow them when they are persisted
  /// with [#saveConfig], where otherwise they merge the manifests of every array that they touch.
  /// They say nothing of arrays that are created or moved later.
  public ManifestSplittingConfig automaticSplitting() {
    Map<String, SnapshotId> tips = new LinkedHashMap<>();
    tips.put(RepoInfo.MAIN_BRANCH, lookupBranch(RepoInfo.MAIN_BRANCH));
    tips.putAll(branches());
    Set<ManifestSplitCondition> known = new HashSet<>();
    List<ManifestSplitRule> rules = new ArrayList<>();
    for (SnapshotId tip : tips.values()) {
      new SnapshotNodes(parts.assets(), tip)
          .ask(ConcreteSplits::rules).stream()
              .filter(rule -> known.add(rule.condition()))
              .forEach(rules::add);
    }
    return ManifestSplittingConfig.of(rules);
  }

  private SnapshotId rewriteManifests(
      Committer.Kind kind, String branch, String message, CommitOptions options) {
    requireCanWrite("Cannot rewrite manifests");
    SessionCore core = SessionCore.writable(parts.services(), tipForChanges(branch), branch);
    return parts.rewriteManifests(kind, core, message, options);
  }

  private void requireCanWrite(String what) {
    if (!storage().capabilities().write()) {
      throw new ReadOnlyException(
          ErrorKind.READ_ONLY_STORAGE, what + ": " + storage().location() + " only reads");
    }
  }

  @Override
  public void close() {
    parts.close();
  }

  @Override
  public String toString() {
    return "Repository[" + storage().location() + ", spec " + specVersion().text() + "]";
  }
}
