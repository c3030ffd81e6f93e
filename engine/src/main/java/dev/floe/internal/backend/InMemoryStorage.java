package dev.floe.internal.backend;

import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.error.StorageException;
import dev.floe.format.ByteRange;
import dev.floe.format.Checksum;
import dev.floe.memory.SegmentLease;
import dev.floe.memory.SegmentPool;
import dev.floe.storage.DeleteResult;
import dev.floe.storage.DirectReads;
import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.ObjectVersion;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.PutResult;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageCapabilities;
import dev.floe.storage.Target;
import dev.floe.storage.WriteTurns;
import java.lang.foreign.MemorySegment;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Objects in native memory, for tests, caches and scratch repositories. Operations on one key are
/// linearizable; each runs on the caller's thread and answers a finished future, so that a
/// simulation decides their order by its own schedule.
///
/// A reader keeps the content it opened, whatever happens to the key meanwhile. Closing the storage
/// drops everything but what readers still hold.
public final class InMemoryStorage implements Storage, DirectReads {
  private static final StorageCapabilities CAPABILITIES =
      new StorageCapabilities(true, true, true, true, true);

  /// Far above any machine; it is the machine that ends first.
  private static final long LIMIT_BYTES = 1L << 56;

  private final InstantSource clock;
  private final SegmentPool memory;
  private final InMemoryObjects objects = new InMemoryObjects();
  private final InMemoryTurns turns = new InMemoryTurns();
  private final AtomicLong lastVersion = new AtomicLong();
  private volatile boolean closed;

  /// An empty store.
  ///
  /// @param clock the store's own time, which objects are stamped with
  public InMemoryStorage(InstantSource clock) {
    // Nobody ever waits for memory below this limit, so no time passes for the pool.
    this(clock, SegmentPool.inTurn(SegmentPool.Options.limitedTo(LIMIT_BYTES), () -> 0));
  }

  /// An empty store in the memory of a pool, which is closed with the store.
  public InMemoryStorage(InstantSource clock, SegmentPool memory) {
    this.clock = clock;
    this.memory = memory;
  }

  @Override
  public String location() {
    return "memory:";
  }

  @Override
  public StorageCapabilities capabilities() {
    return CAPABILITIES;
  }

  @Override
  public void createLocation() {}

  @Override
  public CompletableFuture<GetResult> get(String key, GetOptions options, Target target) {
    return finished(() -> read(key, options, target));
  }

  private GetResult read(String key, GetOptions options, Target target) {
    InMemoryObject object = held(key);
    if (object == null) {
      return new GetResult.Missing();
    }
    InMemoryObject.Bytes bytes = object.bytes();
    try {
      options.guard().ifPresent(guard -> checkGuard(guard, key, object));
      if (options.unlessVersion().filter(object.version()::equals).isPresent()) {
        return new GetResult.Unchanged();
      }
      ByteRange range = options.range();
      long start = range.start(bytes.lengthBytes());
      long length = range.end(bytes.lengthBytes()) - start;
      MemorySegment destination = SharedSegments.destination(key, target.segment(length), length);
      MemorySegment.copy(bytes.resident(), start, destination, 0, length);
      return new GetResult.Modified(object.version(), length, bytes.lengthBytes());
    } finally {
      bytes.release();
    }
  }

  /// The current content of a key with one more hold on its bytes, or null. A content whose bytes
  /// are gone was replaced after it was found: look again.
  private InMemoryObject held(String key) {
    ObjectKeys.checked(key);
    while (true) {
      InMemoryObject object = objects.get(key);
      if (object == null || object.bytes().hold()) {
        return object;
      }
    }
  }

  private static void checkGuard(Checksum guard, String key, InMemoryObject object) {
    SourceGuard.check(
        guard, "memory:" + key, object.version().etag().orElseThrow(), object.lastModified());
  }

  @Override
  public CompletableFuture<PutResult> put(String key, MemorySegment body, PutOptions options) {
    return finished(() -> {
      ObjectKeys.checked(key);
      SharedSegments.checked(key, body);
      SegmentLease lease = memory.lease(body.byteSize());
      MemorySegment.copy(body, 0, lease.segment(), 0, body.byteSize());
      InMemoryObject.Bytes bytes = new InMemoryObject.Bytes(lease);
      return replace(key, bytes, options.precondition(), options.metadata());
    });
  }

  @Override
  public CompletableFuture<PutResult> keep(String key, SegmentLease body, PutOptions options) {
    try {
      return CompletableFuture.completedFuture(
          replace(key, kept(key, body), options.precondition(), options.metadata()));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private InMemoryObject.Bytes kept(String key, SegmentLease body) {
    try {
      checkOpen(key);
      ObjectKeys.checked(key);
      SharedSegments.checked(key, body.segment());
      return new InMemoryObject.Bytes(body);
    } catch (RuntimeException e) {
      body.close();
      throw e;
    }
  }

  @Override
  public SegmentLease leaseToKeep(long lengthBytes, SegmentPool pool) {
    checkOpen("");
    return memory.lease(lengthBytes);
  }

  /// Makes `bytes`, of which this takes over one hold, the content of a key, if it may.
  private PutResult replace(
      String key,
      InMemoryObject.Bytes bytes,
      Precondition precondition,
      Map<String, String> metadata) {
    String etag = "\"" + lastVersion.incrementAndGet() + "\"";
    InMemoryObject fresh =
        new InMemoryObject(
            bytes, bytes.lengthBytes(), ObjectVersion.etag(etag), clock.instant(), metadata);
    InMemoryObject[] replaced = new InMemoryObject[1];
    InMemoryObject now =
        objects.compute(
            key,
            (_, old) -> {
              boolean holds =
                  switch (precondition) {
                    case Precondition.None _ -> true;
                    case Precondition.Absent _ -> old == null;
                    case Precondition.At(ObjectVersion version) ->
                        old != null && old.version().equals(version);
                  };
              replaced[0] = holds ? old : null;
              return holds && !closed ? fresh : old;
            });
    if (now != fresh) {
      bytes.release();
      checkOpen(key);
      return new PutResult.NotOnLatestVersion();
    }
    if (replaced[0] != null) {
      replaced[0].bytes().release();
    }
    return new PutResult.Updated(fresh.version());
  }

  @Override
  public CompletableFuture<PutResult> copy(String from, String to, Precondition precondition) {
    return finished(() -> {
      ObjectKeys.checked(to);
      InMemoryObject source = held(from);
      if (source == null) {
        throw new StorageException(
            ErrorKind.OBJECT_NOT_FOUND, from, "object " + from + " in memory: not found");
      }
      boolean holds =
          switch (precondition) {
            case Precondition.None _ -> true;
            case Precondition.Absent _ -> false;
            case Precondition.At(ObjectVersion version) -> source.version().equals(version);
          };
      if (!holds) {
        source.bytes().release();
        return new PutResult.NotOnLatestVersion();
      }
      return replace(to, source.bytes(), Precondition.NONE, source.metadata());
    });
  }

  @Override
  public CompletableFuture<Optional<ObjectInfo>> head(String key) {
    return finished(
        () -> Optional.ofNullable(objects.get(ObjectKeys.checked(key))).map(o -> o.info(key)));
  }

  @Override
  public Stream<ObjectInfo> list(String prefix) {
    checkOpen(prefix);
    String bare = ObjectKeys.checkedPrefix(prefix);
    return objects.below(bare).map(entry -> entry.getValue().info(entry.getKey()));
  }

  @Override
  public CompletableFuture<Map<String, DeleteResult>> delete(Collection<String> keys) {
    return finished(() -> {
      keys.forEach(ObjectKeys::checked);
      Map<String, DeleteResult> results = LinkedHashMap.newLinkedHashMap(keys.size());
      for (String key : keys) {
        results.computeIfAbsent(key, this::remove);
      }
      return results;
    });
  }

  private DeleteResult remove(String key) {
    InMemoryObject object = objects.remove(key);
    if (object == null) {
      return new DeleteResult.Missing();
    }
    object.bytes().release();
    return new DeleteResult.Deleted(object.lengthBytes());
  }

  @Override
  public Optional<DirectReads> directReads() {
    return Optional.of(this);
  }

  @Override
  public Optional<WriteTurns> writeTurns() {
    return Optional.of(turns);
  }

  @Override
  public Optional<DirectObject> open(String key, Optional<Checksum> guard) {
    checkOpen(key);
    InMemoryObject object = held(key);
    if (object == null) {
      return Optional.empty();
    }
    try {
      guard.ifPresent(expected -> checkGuard(expected, key, object));
    } catch (IcechunkException e) {
      object.bytes().release();
      throw e;
    }
    return Optional.of(new InMemoryObject.Opened(object.bytes()));
  }

  @Override
  public void close() {
    closed = true;
    objects.below("").map(Map.Entry::getKey).forEach(this::remove);
    memory.close();
  }

  private void checkOpen(String key) {
    if (closed) {
      throw new StorageException(
          ErrorKind.STORAGE_OTHER, key, "storage memory: was closed before " + key + " was used");
    }
  }

  private <T> CompletableFuture<T> finished(Supplier<T> operation) {
    try {
      checkOpen("");
      return CompletableFuture.completedFuture(operation.get());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
