package dev.floe.maintenance;

import dev.floe.error.ConflictException;
import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.format.ObjectId;
import dev.floe.format.SnapshotId;
import dev.floe.format.SpecVersion;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.commit.IdSet;
import dev.floe.internal.commit.KnownSnapshots;
import dev.floe.internal.commit.RepoUpdateLoop;
import dev.floe.internal.commit.SavedFiles;
import dev.floe.internal.concurrent.Sources;
import dev.floe.storage.ObjectInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Deletes what nothing refers to any more. One use, one thread. Writers may go on meanwhile, on
/// the terms of [GcOptions#olderThan].
///
/// ```
/// 1  list snapshots/, then read refs and history      what is not reached and old enough goes
/// 2  read what stays, down to the chunk references    any failure ends it before anything went
/// 3  snapshots leave the repository file              format 2; restarts if others need them
/// 4  delete snapshots, logs, manifests, chunks        in this order: crashes leave garbage
/// ```
///
/// An incremental one learns from the operations log which snapshots there were, and looks up what
/// these alone referred to instead of listing what there is, as [DroppedObjects] says.
public final class GarbageCollector {
  /// A cut-off closer to now may be after the start of a session that is still open.
  private static final Duration MARGIN = Duration.ofHours(24);

  private static final int MOST_RESTARTS = 20;

  private final AssetManager assets;
  private final AssetManager cached;
  private final RepoUpdateLoop updates;
  private final Sources sources;
  private final GcOptions options;

  /// @param assets without a cache: most files are read once
  /// @param cached whose caches forget what is deleted
  /// @param updates of the repository
  @SuppressWarnings("exports") // for the repository alone
  public GarbageCollector(
      AssetManager assets,
      AssetManager cached,
      RepoUpdateLoop updates,
      Sources sources,
      GcOptions options) {
    this.assets = assets;
    this.cached = cached;
    this.updates = updates;
    this.sources = sources;
    this.options = options;
  }

  /// Does the work.
  public GcSummary run() {
    Survivors survivors = new Survivors(assets, updates, options);
    survivors.requireOnline();
    requireMargin();
    for (int restarts = 0; ; restarts++) {
      try {
        return options.incremental() ? ofDropped(survivors) : ofAll(survivors, Optional.empty());
      } catch (ConflictException e) {
        if (e.kind() != ErrorKind.REPO_INFO_UPDATED || restarts == MOST_RESTARTS) {
          throw e;
        }
      }
    }
  }

  private GcSummary ofDropped(Survivors survivors) {
    if (assets.specVersion() == SpecVersion.V1) {
      return ofAll(survivors, Optional.of("format 1 has no operations log"));
    }
    KnownSnapshots known = KnownSnapshots.of(survivors.repoInfo(), assets::repoInfoBackup);
    if (known.gone().isPresent()) {
      return ofAll(survivors, known.gone());
    }
    DroppedObjects dropped =
        new DroppedObjects(assets, sources.executor(), survivors::isOld, known);
    Survivors.Found found = survivors.find(dropped, dropped::keep);
    return sweep(dropped.doomed(found), Optional.empty());
  }

  /// Snapshots are listed before the repository is read: what is not in the list came later.
  private GcSummary ofAll(Survivors survivors, Optional<String> why) {
    List<ObjectInfo> listed;
    try (Stream<ObjectInfo> objects = assets.storage().list("snapshots/")) {
      listed = objects.toList();
    }
    ReachedObjects reached = new ReachedObjects(assets, sources.executor());
    Survivors.Found kept = survivors.find(dropped -> filesOf(dropped, listed), reached::add);
    Doomed doomed =
        new Doomed(
            () -> unkept("snapshots/", listed.stream(), IdSet.of(kept.snapshots())),
            () -> unkept("transactions/", IdSet.of(kept.logs())),
            () -> unkept("manifests/", reached.manifests()),
            () -> unkept("chunks/", reached.chunks()));
    return sweep(doomed, why);
  }

  /// A dry run asks the own clock: nothing is written then, and nothing lost.
  private void requireMargin() {
    if (options.acceptOpenSessions()) {
      return;
    }
    Instant now =
        options.dryRun() ? sources.clock().instant() : StoreClock.now(assets.storage(), sources);
    if (options.olderThan().isAfter(now.minus(MARGIN))) {
      throw new InvalidInputException(
          ErrorKind.NOT_ALLOWED,
          "garbage collection: expected a time at least 24 hours before "
              + now
              + ", found "
              + options.olderThan()
              + ": a session that is open may have written chunks since; if there is none, accept"
              + " it");
    }
  }

  private GcSummary sweep(Doomed doomed, Optional<String> fullBecause) {
    Sweep sweep = new Sweep(assets.storage(), options.dryRun(), cached::dropDeleted);
    long snapshots = sweep.deleteAll(doomed.snapshots());
    long logs = sweep.deleteAll(doomed.logs());
    long manifests = sweep.deleteAll(doomed.manifests());
    long chunks = sweep.deleteAll(doomed.chunks());
    long backups = options.trimBackups() ? backups(sweep) : 0;
    return new GcSummary(
        sweep.bytes(),
        chunks,
        manifests,
        snapshots,
        0,
        logs,
        backups,
        sweep.failures(),
        fullBecause);
  }

  /// What is deleted was listed before the log was written anew.
  private long backups(Sweep sweep) {
    List<ObjectInfo> saved;
    try (Stream<ObjectInfo> objects = assets.storage().list(AssetManager.BACKUP_PREFIX)) {
      saved = objects.filter(object -> SavedFiles.isOne(object.key())).toList();
    }
    Map<Boolean, List<ObjectInfo>> byAge =
        saved.stream()
            .collect(
                Collectors.partitioningBy(
                    object -> object.lastModified().isBefore(options.olderThan())));
    if (sweep.hasFailed() || byAge.get(true).isEmpty()) {
      return 0;
    }
    if (!options.dryRun()) {
      int prefix = AssetManager.BACKUP_PREFIX.length();
      new SavedFiles(assets, updates, sources)
          .free(
              byAge.get(false).stream()
                  .map(object -> object.key().substring(prefix))
                  .collect(Collectors.toSet()));
    }
    return sweep.delete(byAge.get(true).stream());
  }

  private static Map<SnapshotId, ObjectInfo> filesOf(
      Set<SnapshotId> wanted, List<ObjectInfo> listed) {
    Map<SnapshotId, ObjectInfo> files = new HashMap<>();
    if (!wanted.isEmpty()) {
      for (ObjectInfo file : listed) {
        SnapshotId id = id(file.key(), SnapshotId::parse);
        if (id != null) {
          files.put(id, file);
        }
      }
    }
    return files;
  }

  private Stream<ObjectInfo> unkept(String prefix, IdSet kept) {
    return unkept(prefix, assets.storage().list(prefix), kept);
  }

  /// Those that are old enough, named by an id, and not to be kept.
  private Stream<ObjectInfo> unkept(String prefix, Stream<ObjectInfo> objects, IdSet kept) {
    int nameAt = prefix.length();
    Instant olderThan = options.olderThan();
    return objects.filter(object ->
        object.lastModified().isBefore(olderThan)
            && ObjectId.isText(object.key(), nameAt)
            && !kept.contains(
                ObjectId.high(object.key(), nameAt), ObjectId.low(object.key(), nameAt)));
  }

  /// The id that an object's name is; null for what is not one of ours.
  static <I extends ObjectId> I id(String key, Function<String, I> parse) {
    String name = key.substring(key.indexOf('/') + 1);
    return ObjectId.isText(name) ? parse.apply(name) : null;
  }
}
