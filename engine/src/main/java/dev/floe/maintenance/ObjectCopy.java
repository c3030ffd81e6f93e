package dev.floe.maintenance;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.format.ByteRange;
import dev.floe.internal.commit.Lanes;
import dev.floe.internal.concurrent.Futures;
import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.Storage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Copies objects from one storage to another, some side by side, with at most 128 MiB of them in
/// memory, or one that is larger; large ones are read in parts. One thread.
final class ObjectCopy {
  private static final int LANES = 16;
  private static final int BATCH_OBJECTS = 256;
  private static final long BATCH_BYTES = 128 << 20;

  private final Storage from;
  private final Storage to;
  private final Executor executor;
  private final LongConsumer progress;
  private long objects;
  private long bytes;
  private long copied;

  /// @param progress is told how many more objects are there, on the calling thread
  ObjectCopy(Storage from, Storage to, Executor executor, LongConsumer progress) {
    this.from = from;
    this.to = to;
    this.executor = executor;
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
    List<ObjectInfo> batch = new ArrayList<>();
    long batchBytes = 0;
    try (Stream<ObjectInfo> found = from.list(part.prefix())) {
      for (ObjectInfo object : (Iterable<ObjectInfo>) found.filter(wanted)::iterator) {
        if (batch.size() == BATCH_OBJECTS || batchBytes + object.sizeBytes() > BATCH_BYTES) {
          copy(part, look, batch);
          batch.clear();
          batchBytes = 0;
        }
        batch.add(object);
        batchBytes += object.sizeBytes();
      }
    }
    copy(part, look, batch);
    return objects - before;
  }

  private boolean hasObjects(String prefix) {
    try (Stream<ObjectInfo> there = to.list(prefix)) {
      return there.findAny().isPresent();
    }
  }

  private void copy(Part part, boolean look, List<ObjectInfo> batch) {
    try (Arena arena = Arena.ofShared()) {
      List<Supplier<Boolean>> work =
          batch.stream()
              .<Supplier<Boolean>>map(object ->
                  () -> {
                    boolean missing = !look || !isThere(object);
                    if (missing) {
                      copy(part, object, arena);
                    }
                    return missing;
                  })
              .toList();
      Lanes.run(executor, LANES, work).forEach(missing -> copied += missing ? 1 : 0);
    }
    batch.forEach(object -> bytes += object.sizeBytes());
    objects += batch.size();
    progress.accept(batch.size());
  }

  private boolean isThere(ObjectInfo object) {
    Optional<ObjectInfo> there = Futures.await(to.head(object.key()));
    return there.isPresent() && there.get().sizeBytes() == object.sizeBytes();
  }

  private void copy(Part part, ObjectInfo object, Arena arena) {
    String key = object.key();
    // A range is read in parts, side by side, as the storage is set up; a whole object is not.
    GetOptions all =
        object.sizeBytes() == 0
            ? GetOptions.WHOLE
            : GetOptions.range(ByteRange.of(0, object.sizeBytes()));
    MemorySegment body = fetch(from, key, all, arena).orElseThrow(() -> gone(key));
    if (body.byteSize() != object.sizeBytes()) {
      throw otherLength(key, object.sizeBytes(), body.byteSize());
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
    return fetch(storage, key, GetOptions.WHOLE, arena);
  }

  private static Optional<MemorySegment> fetch(
      Storage storage, String key, GetOptions options, Arena arena) {
    MemorySegment[] body = new MemorySegment[1];
    GetResult result =
        Futures.await(storage.get(key, options, length -> body[0] = arena.allocate(length)));
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
