package dev.floe.maintenance;

import dev.floe.error.ErrorKind;
import dev.floe.error.InternalException;
import dev.floe.error.StorageException;
import dev.floe.internal.concurrent.Futures;
import dev.floe.internal.concurrent.Sources;
import dev.floe.memory.SegmentPool;
import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.PutOptions;
import dev.floe.storage.Storage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Copies objects from one storage to another, some side by side, in the [ways][CopyWays] there
/// are. One thread begins it, and closes it.
final class ObjectCopy implements AutoCloseable {
  private static final int LANES = 16;

  private final Storage from;
  private final Storage to;
  private final CopyWays ways;
  private final Executor executor;
  private final CopyTally tally;

  /// @param pool where objects are while they are copied
  /// @param tally counts them
  ObjectCopy(Storage from, Storage to, SegmentPool pool, Sources sources, CopyTally tally) {
    this.from = from;
    this.to = to;
    this.ways = new CopyWays(from, to, pool, LANES, sources, tally);
    this.executor = sources.executor();
    this.tally = tally;
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
    long before = tally.objects();
    try (Stream<ObjectInfo> found = from.list(part.prefix())) {
      Listed listed = new Listed(found.filter(wanted).iterator());
      run(listed, () -> lane(part, look, listed));
    }
    tally.checkpoint();
    return tally.objects() - before;
  }

  /// Lanes side by side, one of them the caller's, which then tells what the others do.
  private void run(Listed listed, Runnable lane) {
    LanesAtWork atWork = new LanesAtWork();
    Runnable counted = () -> counted(atWork, lane);
    List<CompletableFuture<Void>> lanes = new ArrayList<>();
    try {
      for (int i = 1; i < LANES; i++) {
        lanes.add(CompletableFuture.runAsync(counted, executor));
      }
      lanes.add(CompletableFuture.runAsync(counted, Runnable::run));
      while (!atWork.awaitNone(CopyTally.TELL_MILLIS)) {
        tally.checkpoint();
      }
      Futures.await(CompletableFuture.allOf(lanes.toArray(CompletableFuture[]::new)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end(listed, atWork);
      throw new InternalException(ErrorKind.CONCURRENCY, "interrupted while copying", e);
    } catch (RuntimeException | Error e) {
      end(listed, atWork);
      throw e;
    }
  }

  /// Nobody begins another object, and who is at one ends.
  private void end(Listed listed, LanesAtWork atWork) {
    listed.stop();
    tally.stop();
    atWork.awaitNone();
  }

  private static void counted(LanesAtWork atWork, Runnable lane) {
    atWork.begin();
    try {
      lane.run();
    } catch (CopyTally.Stopped _) {
      // As was asked.
    } finally {
      atWork.end();
    }
  }

  /// Copies until the listing has no more, or somebody has failed.
  private void lane(Part part, boolean look, Listed listed) {
    boolean ended = false;
    try {
      for (ObjectInfo object = listed.next(); object != null; object = listed.next()) {
        boolean missing = !look || !isThere(object);
        if (missing) {
          ways.copy(part, object);
        }
        tally.note(object, missing);
        tally.checkpoint();
      }
      ended = true;
    } finally {
      if (!ended) {
        listed.stop();
      }
    }
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

  private boolean isThere(ObjectInfo object) {
    Optional<ObjectInfo> there = Futures.await(to.head(object.key()));
    return there.isPresent() && there.get().sizeBytes() == object.sizeBytes();
  }

  static StorageException otherLength(String key, long expected, long found) {
    return new StorageException(
        ErrorKind.INVALID_OBJECT_SIZE,
        key,
        key + ": expected " + expected + " bytes, found " + found);
  }

  static StorageException gone(String key) {
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

  @Override
  public void close() {
    ways.close();
  }
}
