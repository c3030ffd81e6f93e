package dev.floe.maintenance;

import dev.floe.error.IcechunkException;
import dev.floe.internal.concurrent.Futures;
import dev.floe.storage.DeleteResult;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.Storage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Deletes objects kind after kind, or counts what it would delete. After a failure the kind is
/// gone through to its end, unless failures are many, and no further kind is begun. One thread.
final class Sweep {
  private static final int BATCH = 1000;
  private static final int MOST_FAILURES = 1000;

  private final Storage storage;
  private final boolean dryRun;
  private final List<Problem> failures = new ArrayList<>();
  private long bytes;

  Sweep(Storage storage, boolean dryRun) {
    this.storage = storage;
    this.dryRun = dryRun;
  }

  /// Deletes the objects of one kind and answers how many went.
  long delete(Stream<ObjectInfo> doomed) {
    if (!failures.isEmpty()) {
      return 0;
    }
    long deleted = 0;
    List<ObjectInfo> batch = new ArrayList<>(BATCH);
    for (ObjectInfo object : (Iterable<ObjectInfo>) doomed::iterator) {
      batch.add(object);
      if (batch.size() == BATCH) {
        deleted += batch(batch);
        batch.clear();
      }
      if (failures.size() >= MOST_FAILURES) {
        return deleted;
      }
    }
    return deleted + batch(batch);
  }

  private long batch(List<ObjectInfo> objects) {
    if (objects.isEmpty()) {
      return 0;
    }
    Map<String, Long> sizes = new HashMap<>();
    objects.forEach(object -> sizes.put(object.key(), object.sizeBytes()));
    if (dryRun) {
      sizes.values().forEach(size -> bytes += size);
      return sizes.size();
    }
    Map<String, DeleteResult> results;
    try {
      results = Futures.await(storage.delete(sizes.keySet()));
    } catch (IcechunkException e) {
      failed(objects.getFirst().key(), e);
      return 0;
    }
    long deleted = 0;
    for (Map.Entry<String, Long> object : sizes.entrySet()) {
      switch (results.get(object.getKey())) {
        case DeleteResult.Deleted _ -> {
          deleted++;
          bytes += object.getValue();
        }
        case DeleteResult.Missing _ -> {}
        case DeleteResult.Failed(var reason) -> failed(object.getKey(), reason);
      }
    }
    return deleted;
  }

  private void failed(String key, IcechunkException reason) {
    failures.add(
        new Problem(
            Problem.Severity.ERROR, key, reason.kind().code() + ": " + reason.getMessage()));
  }

  boolean hasFailed() {
    return !failures.isEmpty();
  }

  long bytes() {
    return bytes;
  }

  List<Problem> failures() {
    return failures;
  }
}
