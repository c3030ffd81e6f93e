package dev.floe.internal.asset;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.format.ByteRange;
import dev.floe.format.ChunkId;
import dev.floe.format.ChunkIndices;
import dev.floe.format.ManifestId;
import dev.floe.format.NodePath;
import dev.floe.format.SnapshotId;
import dev.floe.format.SpecVersion;
import dev.floe.internal.binary.Envelope;
import dev.floe.internal.binary.FileType;
import dev.floe.internal.binary.ManifestView;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.binary.RepoInfoReader;
import dev.floe.internal.binary.RepoInfoWriter;
import dev.floe.internal.binary.SnapshotView;
import dev.floe.internal.binary.TransactionLog;
import dev.floe.internal.binary.TransactionLogReader;
import dev.floe.internal.binary.TransactionLogWriter;
import dev.floe.internal.codec.Zstd;
import dev.floe.internal.concurrent.Futures;
import dev.floe.memory.SegmentLease;
import dev.floe.memory.SegmentPool;
import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.ObjectVersion;
import dev.floe.storage.Precondition;
import dev.floe.storage.Purpose;
import dev.floe.storage.PutOptions;
import dev.floe.storage.PutResult;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Typed access to the metadata files of one repository: fetches, decodes, caches and writes them.
/// Reads block and are friendly to virtual threads; writes are futures. Thread-safe; closed by the
/// repository after every pinned asset was unpinned.
public final class AssetManager implements AutoCloseable {
  /// The key of the only mutable object of format 2.
  public static final String REPO_KEY = "repo";

  /// Where replaced root objects are kept.
  public static final String BACKUP_PREFIX = "overwritten/";

  /// The repository file is written with every commit and read once by each of its readers; its ids
  /// do not compress anyway.
  private static final int FASTEST_LEVEL = 1;

  /// A file that was just written is kept in memory up to this length.
  private static final long MOST_KEPT_BYTES = 8 << 20;

  private final Storage storage;
  private final SpecVersion specVersion;
  private final SegmentPool pool;
  private final Zstd zstd;
  private final int compressionLevel;
  private final int repoInfoLevel;
  private final AssetCache<SnapshotId, SnapshotView> snapshots;
  private final AssetCache<ManifestId, ManifestView> manifests;
  private final AssetCache<SnapshotId, TransactionLog> logs;
  private final NewestRepoInfo shared;
  private final NewestRepoInfo own = new NewestRepoInfo();

  /// @param specVersion the version that files are written in
  /// @param zstd borrowed; outlives this
  /// @param compressionLevel zstd level of written files
  public AssetManager(
      Storage storage,
      SpecVersion specVersion,
      SegmentPool pool,
      CacheBudget budget,
      Zstd zstd,
      int compressionLevel) {
    this(storage, specVersion, pool, budget, new NewestRepoInfo(), zstd, compressionLevel);
  }

  /// As the other.
  ///
  /// @param shared what others saw of the repository file in the same storage
  public AssetManager(
      Storage storage,
      SpecVersion specVersion,
      SegmentPool pool,
      CacheBudget budget,
      NewestRepoInfo shared,
      Zstd zstd,
      int compressionLevel) {
    this.shared = shared;
    this.storage = storage;
    this.specVersion = specVersion;
    this.pool = pool;
    this.zstd = zstd;
    this.compressionLevel = compressionLevel;
    this.repoInfoLevel = Math.min(compressionLevel, FASTEST_LEVEL);
    this.snapshots = new AssetCache<>("snapshots", budget);
    this.manifests = new AssetCache<>("manifests", budget);
    this.logs = new AssetCache<>("transaction logs", budget);
  }

  /// The object store below.
  public Storage storage() {
    return storage;
  }

  /// The version that files are written in.
  public SpecVersion specVersion() {
    return specVersion;
  }

  /// The memory that files are read into.
  public SegmentPool pool() {
    return pool;
  }

  /// The codec of files and locations.
  public Zstd zstd() {
    return zstd;
  }

  /// A snapshot file, pinned; the caller unpins it. An absent one is `object-not-found`.
  public Asset<SnapshotView> snapshot(SnapshotId id) {
    return snapshots.pinned(
        id,
        () -> {
          File file = fetch(id.key(), FileType.SNAPSHOT, 0, null);
          SnapshotView view =
              opened(file, () -> SnapshotView.of(file.body(), file.version(), id.key()));
          return loaded(view, file);
        });
  }

  /// Whether a snapshot file is at hand.
  public boolean hasSnapshot(SnapshotId id) {
    Asset<SnapshotView> known = snapshots.pinned(id);
    if (known != null) {
      known.unpin();
    }
    return known != null;
  }

  /// A manifest file, pinned; the caller unpins it.
  ///
  /// @param sizeBytes the object's exact length, or 0 where it is not known
  public Asset<ManifestView> manifest(ManifestId id, long sizeBytes) {
    return manifest(id, sizeBytes, null);
  }

  /// As [#manifest(ManifestId, long)].
  ///
  /// @param array for which array, or null for none in particular
  public Asset<ManifestView> manifest(ManifestId id, long sizeBytes, NodePath array) {
    return manifests.pinned(
        id,
        () -> {
          File file = fetch(id.key(), FileType.MANIFEST, sizeBytes, array);
          ManifestView view = opened(file, () -> ManifestView.of(file.body(), id.key(), zstd));
          return loaded(view, file);
        });
  }

  /// A transaction log. It is an object of the heap and is counted at about what it weighs there.
  public TransactionLog transactionLog(SnapshotId id) {
    Asset<TransactionLog> log =
        logs.pinned(
            id,
            () -> {
              String key = id.transactionLogKey();
              try (File file = fetch(key, FileType.TRANSACTION_LOG, 0, null)) {
                return loaded(TransactionLogReader.read(file.body(), key));
              }
            });
    log.unpin();
    return log.value();
  }

  /// The repository file, revalidated; empty if there is none.
  public Optional<StoredRepoInfo> repoInfo() {
    StoredRepoInfo known = (own.isBefore(shared) ? shared : own).state().orElse(null);
    GetOptions options = known == null ? GetOptions.WHOLE : GetOptions.unless(known.version());
    try (LeaseSlot slot = new LeaseSlot(pool)) {
      return switch (Futures.await(storage.get(REPO_KEY, options, slot::allocate))) {
        case GetResult.Unchanged unchanged -> {
          own.seen(known);
          yield Optional.of(known);
        }
        case GetResult.Missing missing -> Optional.empty();
        case GetResult.Modified(ObjectVersion version, long length, long whole) -> {
          Optional<StoredRepoInfo> written =
              own.state().filter(state -> state.version().equals(version));
          if (written.isPresent()) {
            yield written;
          }
          MemorySegment file = slot.segment().asSlice(0, length);
          RepoInfo info = decoded(file, REPO_KEY, known == null ? null : known.info());
          StoredRepoInfo fresh = new StoredRepoInfo(info, version);
          seen(fresh);
          yield Optional.of(fresh);
        }
      };
    }
  }

  /// Remembers what was just written as the repository file.
  public void repoInfoWritten(RepoInfo info, ObjectVersion version) {
    seen(new StoredRepoInfo(info, version));
  }

  /// Remembers the repository file as it was seen. An answer that was long under way does not
  /// displace what is newer.
  public void seen(StoredRepoInfo state) {
    own.seen(state);
    shared.seen(state);
  }

  /// A replaced repository file by its name below `overwritten/`; empty if it is gone.
  public Optional<RepoInfo> repoInfoBackup(String name) {
    String key = BACKUP_PREFIX + name;
    try (LeaseSlot slot = new LeaseSlot(pool)) {
      GetResult result = Futures.await(storage.get(key, GetOptions.WHOLE, slot::allocate));
      return result instanceof GetResult.Modified(var version, long length, var whole)
          ? Optional.of(decodeRepoInfo(slot.segment().asSlice(0, length), key))
          : Optional.empty();
    }
  }

  /// What the bytes of a repository file say.
  ///
  /// @param key names the file in messages
  public RepoInfo decodeRepoInfo(MemorySegment file, String key) {
    return decoded(file, key, null);
  }

  /// @param known a state that the file may be like, or null
  private RepoInfo decoded(MemorySegment file, String key, RepoInfo known) {
    try (LeaseSlot body = new LeaseSlot(pool)) {
      return RepoInfoReader.decode(zstd, file, key, known, body::allocate);
    }
  }

  /// What others saw of the repository file, and whom this tells.
  public NewestRepoInfo newestRepoInfo() {
    return shared;
  }

  /// The repository file as it was last seen, without asking whether it still is.
  public Optional<StoredRepoInfo> lastRepoInfo() {
    return own.state();
  }

  /// Begins to write an immutable metadata file.
  ///
  /// @param body the file's FlatBuffer, borrowed for the call
  public Upload write(FileType type, String key, MemorySegment body) {
    return write(key, encoded(type, body), PutOptions.metadata(objectMetadata(type)));
  }

  /// As [#write(FileType, String, MemorySegment)], of a manifest of an array.
  public Upload writeManifest(ManifestId id, MemorySegment body, NodePath array) {
    PutOptions options = PutOptions.metadata(objectMetadata(FileType.MANIFEST));
    return write(
        id.key(),
        encoded(FileType.MANIFEST, body),
        storage.wantsPurpose() ? options.withPurpose(Purpose.of(array)) : options);
  }

  private EncodedFile encoded(FileType type, MemorySegment body) {
    return EncodedFile.of(
        pool,
        allocator -> Envelope.encode(zstd, type, specVersion, body, compressionLevel, allocator));
  }

  private Upload write(String key, EncodedFile file, PutOptions options) {
    long sizeBytes = file.bytes().byteSize();
    CompletableFuture<PutResult> put;
    try {
      put = storage.put(key, file.bytes(), options);
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    }
    return new Upload(
        sizeBytes,
        put.thenAccept(result -> requireWritten(result, key))
            .whenComplete((done, failure) -> file.close()));
  }

  /// Begins to write the transaction log of a snapshot.
  public Upload writeTransactionLog(TransactionLog log) {
    EncodedFile file =
        EncodedFile.of(
            pool,
            allocator ->
                TransactionLogWriter.encode(zstd, specVersion, log, compressionLevel, allocator));
    Map<String, String> metadata = objectMetadata(FileType.TRANSACTION_LOG);
    return write(log.id().transactionLogKey(), file, PutOptions.metadata(metadata));
  }

  /// The bytes of a repository file, to be closed by the caller.
  public EncodedFile encodeRepoInfo(RepoInfo info) {
    try (LeaseSlot scratch = new LeaseSlot(pool)) {
      return EncodedFile.of(
          pool,
          allocator ->
              RepoInfoWriter.encode(zstd, info, repoInfoLevel, scratch::allocate, allocator));
    }
  }

  /// Writes the repository file under a condition; the file is borrowed until the future completes.
  /// `writeId` marks the attempt in the object's metadata where the storage keeps any.
  public CompletableFuture<PutResult> writeRepoInfo(
      EncodedFile file, Precondition precondition, String writeId) {
    return writeRepoInfo(file.bytes(), precondition, writeId);
  }

  /// As [#writeRepoInfo(EncodedFile, Precondition, String)], of bytes that were read elsewhere.
  public CompletableFuture<PutResult> writeRepoInfo(
      MemorySegment file, Precondition precondition, String writeId) {
    Map<String, String> metadata = new LinkedHashMap<>(objectMetadata(FileType.REPO_INFO));
    metadata.put(PutOptions.WRITE_ID, writeId);
    return storage.put(REPO_KEY, file, PutOptions.root(precondition, metadata));
  }

  /// Writes a file of the operations log under a name below `overwritten/`.
  public void writeRepoInfoBackup(String name, RepoInfo info) {
    String key = BACKUP_PREFIX + name;
    try (EncodedFile file = encodeRepoInfo(info)) {
      PutOptions options = PutOptions.root(Precondition.ABSENT, objectMetadata(FileType.REPO_INFO));
      requireWritten(Futures.await(storage.put(key, file.bytes(), options)), key);
    }
  }

  /// Writes a chunk object; the segment is borrowed until the future completes.
  public CompletableFuture<Void> writeChunk(ChunkId id, MemorySegment bytes) {
    return writeChunk(id, bytes, PutOptions.chunk());
  }

  /// As [#writeChunk(ChunkId, MemorySegment)], of one chunk of an array.
  public CompletableFuture<Void> writeChunk(
      ChunkId id, MemorySegment bytes, NodePath array, ChunkIndices at) {
    return writeChunk(id, bytes, chunkOptions(array, at));
  }

  /// As [#writeChunk(ChunkId, MemorySegment, NodePath, ChunkIndices)], from memory that is handed
  /// over: whatever comes of it, the lease is closed by the storage.
  public CompletableFuture<Void> writeChunk(
      ChunkId id, SegmentLease bytes, NodePath array, ChunkIndices at) {
    String key = id.key();
    return storage
        .keep(key, bytes, chunkOptions(array, at))
        .thenAccept(result -> requireWritten(result, key));
  }

  /// Memory to fill for a chunk that is handed over.
  public SegmentLease leaseToKeep(long lengthBytes) {
    return storage.leaseToKeep(lengthBytes, pool);
  }

  private PutOptions chunkOptions(NodePath array, ChunkIndices at) {
    PutOptions options = PutOptions.chunk();
    return storage.wantsPurpose() ? options.withPurpose(Purpose.of(array, at)) : options;
  }

  private CompletableFuture<Void> writeChunk(ChunkId id, MemorySegment bytes, PutOptions options) {
    String key = id.key();
    return storage.put(key, bytes, options).thenAccept(result -> requireWritten(result, key));
  }

  private Map<String, String> objectMetadata(FileType type) {
    return Map.of(
        "ic_spec_ver",
        Integer.toString(specVersion.number()),
        "ic_client",
        Envelope.IMPLEMENTATION,
        "ic_file_type",
        type.text(),
        "ic_comp_alg",
        "zstd");
  }

  private static void requireWritten(PutResult result, String key) {
    if (result instanceof PutResult.NotOnLatestVersion) {
      throw new StorageException(
          ErrorKind.OBJECT_STORE, key, key + ": an unconditional write was refused as conditional");
    }
  }

  /// Keeps a snapshot that was just written, so that whoever comes next need not fetch it. Larger
  /// files than a cache should take unasked are let go, and so is one for which there is no memory.
  ///
  /// @return the snapshot in the cache, pinned; empty if it was let go
  public Optional<Asset<SnapshotView>> keptPinned(SnapshotId id, MemorySegment body) {
    return copied(body)
        .map(file -> {
          SnapshotView view =
              opened(file, () -> SnapshotView.of(file.body(), file.version(), id.key()));
          return snapshots.insert(id, loaded(view, file));
        });
  }

  /// Keeps the log of a snapshot that was just written.
  public void keep(TransactionLog log) {
    logs.insert(log.id(), loaded(log)).unpin();
  }

  private static AssetCache.Loaded<TransactionLog> loaded(TransactionLog log) {
    return new AssetCache.Loaded<>(log, 256 + 64 * log.changeCount(), () -> {});
  }

  /// As [#keptPinned], of a manifest.
  public void keep(ManifestId id, MemorySegment body) {
    copied(body)
        .ifPresent(file -> {
          ManifestView view = opened(file, () -> ManifestView.of(file.body(), id.key(), zstd));
          manifests.insert(id, loaded(view, file)).unpin();
        });
  }

  private Optional<File> copied(MemorySegment body) {
    if (body.byteSize() > MOST_KEPT_BYTES) {
      return Optional.empty();
    }
    return pool.tryLease(body.byteSize())
        .map(lease -> {
          MemorySegment copy = lease.segment().copyFrom(body);
          return new File(specVersion, copy.asReadOnly(), lease);
        });
  }

  /// Forgets a snapshot that left the history, or whose file may have been written anew, and its
  /// log.
  public void dropSnapshot(SnapshotId id) {
    snapshots.drop(id);
    logs.drop(id);
  }

  /// Forgets manifests that no live snapshot will ask for again.
  public void dropManifest(ManifestId id) {
    manifests.drop(id);
  }

  /// Forgets an object that was deleted.
  ///
  /// @param key of an object of any kind, named by its id
  public void dropDeleted(String key) {
    if (key.startsWith("chunks/")) {
      return;
    }
    int nameAt = key.indexOf('/') + 1;
    String name = key.substring(nameAt);
    switch (key.substring(0, nameAt)) {
      case "snapshots/" -> snapshots.drop(SnapshotId.parse(name));
      case "transactions/" -> logs.drop(SnapshotId.parse(name));
      case "manifests/" -> manifests.drop(ManifestId.parse(name));
      default -> {}
    }
  }

  private record File(SpecVersion version, MemorySegment body, SegmentLease lease)
      implements AutoCloseable {
    @Override
    public void close() {
      lease.close();
    }
  }

  private static <V> AssetCache.Loaded<V> loaded(V view, File file) {
    return new AssetCache.Loaded<>(view, file.body().byteSize(), file::close);
  }

  private interface Opener<V> {
    V open();
  }

  private static <V> V opened(File file, Opener<V> opener) {
    try {
      return opener.open();
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  private File fetch(String key, FileType type, long sizeBytes, NodePath array) {
    try (LeaseSlot stored = new LeaseSlot(pool);
        LeaseSlot body = new LeaseSlot(pool)) {
      ByteRange range = sizeBytes > 0 ? ByteRange.of(0, sizeBytes) : ByteRange.all();
      GetOptions options = GetOptions.range(range);
      if (array != null && storage.wantsPurpose()) {
        options = options.withPurpose(Purpose.of(array));
      }
      GetResult result = Futures.await(storage.get(key, options, stored::allocate));
      if (!(result instanceof GetResult.Modified(var version, long length, var whole))) {
        throw new StorageException(
            ErrorKind.OBJECT_NOT_FOUND, key, key + ": expected a " + type.text() + ", found none");
      }
      Envelope.Decoded decoded =
          Envelope.decode(
              zstd,
              stored.segment().asSlice(0, length),
              type,
              key,
              Envelope.MAX_BODY_BYTES,
              body::allocate);
      return new File(decoded.envelope().version(), decoded.body().asReadOnly(), body.take());
    }
  }

  @Override
  public void close() {
    snapshots.clear();
    manifests.clear();
    logs.clear();
  }
}
