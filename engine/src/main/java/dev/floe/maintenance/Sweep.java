package dev.floe.maintenance;

import dev.floe.error.IcechunkException;
import dev.floe.internal.concurrent.Futures;
import dev.floe.storage.DeleteResult;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.Storage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Deletes objects kind after kind, batches of one kind side by side, or counts what it would
/// delete. An object that is listed twice in a batch is deleted once. After a failure the kind is
/// gone through to its end, unless failures are many, and no further kind is begun. One thread.
final class Sweep {
  private static final int BATCH = 250;
  private static final int MOST_UNDER_WAY = 8;
  private static final int MOST_FAILURES = 1000;

  private final Storage storage;
  private final boolean dryRun;
  private final Consumer<String> gone;
  private final List<Problem> failures = new ArrayList<>();
  private final ArrayDeque<Batch> underWay = new ArrayDeque<>();
  private Map<String, ObjectInfo> batch = empty();
  private long deleted;
  private long bytes;

  private record Batch(
      Collection<ObjectInfo> objects, CompletableFuture<Map<String, DeleteResult>> results) {}

  /// @param gone is told the key of each object that is there no more
  Sweep(Storage storage, boolean dryRun, Consumer<String> gone) {
    this.storage = storage;
    this.dryRun = dryRun;
    this.gone = gone;
  }

  /// As [#delete], of objects that are looked for only if they are to be deleted.
  long deleteAll(Supplier<Stream<ObjectInfo>> doomed) {
    if (!failures.isEmpty()) {
      return 0;
    }
    try (Stream<ObjectInfo> objects = doomed.get()) {
      return delete(objects);
    }
  }

  /// Deletes the objects of one kind and answers how many went.
  long delete(Stream<ObjectInfo> doomed) {
    if (!failures.isEmpty()) {
      return 0;
    }
    deleted = 0;
    if (dryRun) {
      doomed.forEach(this::count);
      return deleted;
    }
    boolean whole = doomed.allMatch(this::add);
    if (whole && !batch.isEmpty()) {
      begin();
    }
    batch = empty();
    while (!underWay.isEmpty()) {
      finish(underWay.poll());
    }
    return deleted;
  }

  private void count(ObjectInfo object) {
    deleted++;
    bytes += object.sizeBytes();
  }

  /// Adds an object to the batch, which is begun when it is full; false if failures are many.
  private boolean add(ObjectInfo object) {
    batch.putIfAbsent(object.key(), object);
    if (batch.size() == BATCH) {
      begin();
      batch = empty();
    }
    return failures.size() < MOST_FAILURES;
  }

  private static Map<String, ObjectInfo> empty() {
    return LinkedHashMap.newLinkedHashMap(BATCH);
  }

  /// Begins with the batch, after the oldest was waited for if there are many; of those that are
  /// through, the results are taken while they are at hand.
  private void begin() {
    if (underWay.size() == MOST_UNDER_WAY) {
      finish(underWay.poll());
    }
    underWay.add(new Batch(batch.values(), storage.delete(batch.keySet())));
    while (!underWay.isEmpty() && underWay.peek().results().isDone()) {
      finish(underWay.poll());
    }
  }

  private void finish(Batch batch) {
    Map<String, DeleteResult> results;
    try {
      results = Futures.await(batch.results());
    } catch (IcechunkException e) {
      failed(batch.objects().iterator().next().key(), e);
      return;
    }
    for (ObjectInfo object : batch.objects()) {
      switch (results.get(object.key())) {
        case DeleteResult.Deleted _ -> {
          gone.accept(object.key());
          count(object);
        }
        case DeleteResult.Missing _ -> gone.accept(object.key());
        case DeleteResult.Failed(var reason) -> failed(object.key(), reason);
      }
    }
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
