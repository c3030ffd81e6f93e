package dev.floe.inspect;

import dev.floe.error.ErrorKind;
import dev.floe.error.NotFoundException;
import dev.floe.error.StorageException;
import dev.floe.format.ByteRange;
import dev.floe.format.ManifestId;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.format.SpecVersion;
import dev.floe.internal.asset.Asset;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.asset.CacheBudget;
import dev.floe.internal.asset.StoredRepoInfo;
import dev.floe.internal.binary.Envelope;
import dev.floe.internal.binary.ManifestView;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.binary.SnapshotView;
import dev.floe.internal.binary.TransactionLog;
import dev.floe.internal.codec.Zstd;
import dev.floe.internal.concurrent.Futures;
import dev.floe.internal.concurrent.SystemSources;
import dev.floe.memory.SegmentPool;
import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Looks into single metadata files of a repository, of either format. Whoever makes an inspector
/// closes it; the storage stays open. Any thread may call; what is handed out stays valid.
///
/// A file that is not there is [NotFoundException], or `object-not-found` where a commit has no
/// transaction log; a damaged one is [dev.floe.error.FormatException].
public final class Inspector implements AutoCloseable {
  private static final long MOST_BYTES = 4L << 30;

  private final Storage storage;
  private final SegmentPool pool;
  private final Zstd zstd;
  private final AssetManager assets;

  /// @param storage where the repository is; borrowed
  public Inspector(Storage storage) {
    this.storage = storage;
    this.pool =
        new SegmentPool(SegmentPool.Options.limitedTo(MOST_BYTES), SystemSources.nanoClock());
    this.zstd = new Zstd(1);
    this.assets =
        new AssetManager(
            storage, SpecVersion.V2, pool, new CacheBudget(0), zstd, Zstd.DEFAULT_LEVEL);
  }

  /// The repository file, which only format 2 has.
  public RepoInspection repo() {
    RepoInfo info =
        assets
            .repoInfo()
            .map(StoredRepoInfo::info)
            .orElseThrow(() ->
                notFound(
                    ErrorKind.REPOSITORY_NOT_FOUND,
                    AssetManager.REPO_KEY,
                    "a repository file of format 2"));
    return RepoInspection.of(header(AssetManager.REPO_KEY), info);
  }

  /// A snapshot file.
  public SnapshotInspection snapshot(SnapshotId id) {
    return orNotFound(
        ErrorKind.SNAPSHOT_NOT_FOUND,
        id.key(),
        "a snapshot",
        () -> {
          Asset<SnapshotView> asset = assets.snapshot(id);
          try {
            return SnapshotInspection.of(header(id.key()), asset.value());
          } finally {
            asset.unpin();
          }
        });
  }

  /// A manifest file.
  public ManifestInspection manifest(ManifestId id) {
    return orNotFound(
        ErrorKind.MANIFEST_INFO_NOT_FOUND,
        id.key(),
        "a manifest",
        () -> {
          Asset<ManifestView> asset = assets.manifest(id, 0);
          try {
            return ManifestInspection.of(header(id.key()), asset.value());
          } finally {
            asset.unpin();
          }
        });
  }

  /// The transaction log of a snapshot, with those of ancestors that expiration removed.
  public TransactionLogInspection transactionLog(SnapshotId id) {
    TransactionLog own;
    try {
      own = assets.transactionLog(id);
    } catch (StorageException e) {
      if (e.kind() == ErrorKind.OBJECT_NOT_FOUND && isAbsent(id.key())) {
        throw notFound(ErrorKind.SNAPSHOT_NOT_FOUND, id.key(), "a snapshot");
      }
      throw e;
    }
    Envelope envelope = header(id.transactionLogKey());
    List<SnapshotId> pruned =
        assets
            .repoInfo()
            .flatMap(stored -> stored.info().snapshot(id))
            .map(SnapshotInfo::prunedAncestorLogs)
            .orElse(List.of());
    if (pruned.isEmpty()) {
      return TransactionLogInspection.of(envelope, own, Optional.empty());
    }
    List<TransactionLog> logs = new ArrayList<>();
    List<SnapshotId> merged = new ArrayList<>();
    List<SnapshotId> missing = new ArrayList<>();
    for (SnapshotId ancestor : pruned) {
      Optional<TransactionLog> log = logIfPresent(ancestor);
      log.ifPresent(logs::add);
      (log.isPresent() ? merged : missing).add(ancestor);
    }
    logs.add(own);
    return TransactionLogInspection.of(
        envelope,
        TransactionLog.merge(id, logs),
        Optional.of(new TransactionLogInspection.Composite(merged, missing)));
  }

  private Optional<TransactionLog> logIfPresent(SnapshotId id) {
    try {
      return Optional.of(assets.transactionLog(id));
    } catch (StorageException e) {
      if (e.kind() == ErrorKind.OBJECT_NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Envelope header(String key) {
    byte[] bytes = new byte[Envelope.HEADER_BYTES];
    MemorySegment header = MemorySegment.ofArray(bytes);
    GetOptions first = GetOptions.range(ByteRange.of(0, bytes.length));
    GetResult result = Futures.await(storage.get(key, first, _ -> header));
    if (!(result instanceof GetResult.Modified)) {
      throw new StorageException(
          ErrorKind.OBJECT_NOT_FOUND, key, key + ": expected a metadata file, found none");
    }
    return Envelope.parse(header, key);
  }

  private boolean isAbsent(String key) {
    return Futures.await(storage.head(key)).isEmpty();
  }

  private <T> T orNotFound(ErrorKind kind, String key, String what, Supplier<T> look) {
    try {
      return look.get();
    } catch (StorageException e) {
      if (e.kind() == ErrorKind.OBJECT_NOT_FOUND && e.key().equals(key)) {
        throw notFound(kind, key, what);
      }
      throw e;
    }
  }

  private NotFoundException notFound(ErrorKind kind, String key, String what) {
    return new NotFoundException(
        kind, key + " in " + storage.location() + ": expected " + what + ", found none");
  }

  @Override
  public void close() {
    assets.close();
    zstd.close();
    pool.close();
  }
}
