package dev.floe.maintenance;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.format.ByteRange;
import dev.floe.internal.commit.Lanes;
import dev.floe.internal.concurrent.Futures;
import dev.floe.internal.concurrent.Permits;
import dev.floe.internal.concurrent.Sources;
import dev.floe.memory.SegmentLease;
import dev.floe.memory.SegmentPool;
import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.Storage;
import dev.floe.storage.Target;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Copies objects from one storage to another, some side by side, in memory of the pool: at most
/// 128 MiB or half of it at once, or one object that is larger. Large ones are read in parts. One
/// thread begins it.
final class ObjectCopy {
  private static final int LANES = 16;
  private static final long MOST_BYTES = 128 << 20;
  private static final Duration PATIENCE = Duration.ofHours(1);

  private final Storage from;
  private final Storage to;
  private final SegmentPool pool;
  private final long pooledBytes;
  private final Permits room;
  private final Executor executor;
  private final LongConsumer progress;
  private long objects;
  private long bytes;
  private long copied;
  private long told;

  /// @param pool where objects are while they are copied
  /// @param progress is told how many more objects are there, on the calling thread
  ObjectCopy(Storage from, Storage to, SegmentPool pool, Sources sources, LongConsumer progress) {
    this.from = from;
    this.to = to;
    this.pool = pool;
    this.pooledBytes = Math.min(MOST_BYTES, Math.max(1, pool.statistics().limitBytes() / 2));
    this.room = new Permits(pooledBytes, LANES, sources.nanoClock());
    this.executor = sources.executor();
    this.progress = progress;
  }

  /// What is copied in one go.
  ///
  /// @param prefix where it is
  /// @param kind what it is for
  /// @param immutable whether an object of the same name and length is the same object
  record Part(String prefix, PutOptions.ObjectKind kind, boolean immutable) {}

  /// Copies the wanted objects and answers how many there were.
  long copy(Part part, Predicate<ObjectInfo> wanted) {
    boolean look = part.immutable() && hasObjects(part.prefix());
    long before = objects;
    Thread caller = Thread.currentThread();
    try (Stream<ObjectInfo> found = from.list(part.prefix())) {
      Listed listed = new Listed(found.filter(wanted).iterator());
      Supplier<Boolean> lane = () -> lane(part, look, listed, caller);
      Lanes.run(executor, LANES, Collections.nCopies(LANES, lane));
    }
    tell();
    return objects - before;
  }

  /// Copies until the listing has no more, or somebody has failed.
  private boolean lane(Part part, boolean look, Listed listed, Thread caller) {
    boolean ended = false;
    try {
      for (ObjectInfo object = listed.next(); object != null; object = listed.next()) {
        boolean missing = !look || !isThere(object);
        if (missing) {
          copy(part, object);
        }
        note(object, missing);
        if (Thread.currentThread() == caller) {
          tell();
        }
      }
      ended = true;
    } finally {
      if (!ended) {
        listed.stop();
      }
    }
    return ended;
  }

  /// What a listing still has, for all lanes.
  private static final class Listed {
    private final Iterator<ObjectInfo> rest;
    private boolean stopped;

    Listed(Iterator<ObjectInfo> rest) {
      this.rest = rest;
    }

    /// Null at the end.
    synchronized ObjectInfo next() {
      return !stopped && rest.hasNext() ? rest.next() : null;
    }

    synchronized void stop() {
      stopped = true;
    }
  }

  private boolean hasObjects(String prefix) {
    try (Stream<ObjectInfo> there = to.list(prefix)) {
      return there.findAny().isPresent();
    }
  }

  private synchronized void note(ObjectInfo object, boolean missing) {
    objects++;
    bytes += object.sizeBytes();
    copied += missing ? 1 : 0;
  }

  private void tell() {
    long more;
    synchronized (this) {
      more = objects - told;
      told = objects;
    }
    if (more > 0) {
      progress.accept(more);
    }
  }

  private boolean isThere(ObjectInfo object) {
    Optional<ObjectInfo> there = Futures.await(to.head(object.key()));
    return there.isPresent() && there.get().sizeBytes() == object.sizeBytes();
  }

  private void copy(Part part, ObjectInfo object) {
    long size = object.sizeBytes();
    room.acquire(size, PATIENCE);
    try {
      if (size > pooledBytes) {
        try (Arena arena = Arena.ofShared()) {
          copy(part, object, arena.allocate(size));
        }
      } else {
        try (SegmentLease lease = pool.lease(Math.max(1, size), PATIENCE)) {
          copy(part, object, lease.segment().asSlice(0, size));
        }
      }
    } finally {
      room.release(size);
    }
  }

  private void copy(Part part, ObjectInfo object, MemorySegment body) {
    String key = object.key();
    // A range is read in parts, side by side, as the storage is set up; a whole object is not.
    GetOptions all =
        body.byteSize() == 0
            ? GetOptions.WHOLE
            : GetOptions.range(ByteRange.of(0, body.byteSize()));
    GetResult result = Futures.await(from.get(key, all, Target.of(body)));
    if (!(result instanceof GetResult.Modified(var version, long _, long whole))) {
      throw gone(key);
    }
    if (whole != body.byteSize()) {
      throw otherLength(key, body.byteSize(), whole);
    }
    PutOptions options =
        new PutOptions(Precondition.NONE, Optional.empty(), metadata(part, key), part.kind());
    Futures.await(to.put(key, body, options));
  }

  /// Metadata files say in their object's metadata what they are.
  private Map<String, String> metadata(Part part, String key) {
    if (part.kind() == PutOptions.ObjectKind.CHUNK || !from.capabilities().metadata()) {
      return Map.of();
    }
    return Futures.await(from.head(key)).map(ObjectInfo::metadata).orElseGet(Map::of);
  }

  private static StorageException otherLength(String key, long expected, long found) {
    return new StorageException(
        ErrorKind.INVALID_OBJECT_SIZE,
        key,
        key + ": expected " + expected + " bytes, found " + found);
  }

  private static StorageException gone(String key) {
    return new StorageException(
        ErrorKind.OBJECT_NOT_FOUND, key, key + ": it was listed, and is gone when it is read");
  }

  /// A whole object; empty if there is none.
  static Optional<MemorySegment> fetch(Storage storage, String key, Arena arena) {
    MemorySegment[] body = new MemorySegment[1];
    GetResult result =
        Futures.await(
            storage.get(key, GetOptions.WHOLE, length -> body[0] = arena.allocate(length)));
    if (!(result instanceof GetResult.Modified(var version, long length, long whole))) {
      return Optional.empty();
    }
    if (length != whole) {
      throw otherLength(key, length, whole);
    }
    return Optional.of(body[0].asSlice(0, length));
  }

  /// Counts an object that was written in another way.
  void count(long sizeBytes) {
    objects++;
    told++;
    copied++;
    bytes += sizeBytes;
  }

  long objects() {
    return objects;
  }

  long bytes() {
    return bytes;
  }

  long copied() {
    return copied;
  }
}
