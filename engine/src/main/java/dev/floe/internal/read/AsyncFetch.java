package dev.floe.internal.read;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.format.ByteRange;
import dev.floe.internal.read.ReadPlanner.Request;
import dev.floe.internal.read.ReadPlanner.Wanted;
import dev.floe.memory.SegmentLease;
import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.ObjectVersion;
import dev.floe.storage.Purpose;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/// The requests of a batch to asynchronous storages: a bounded number under way, the next begun
/// when one ends. A single read lands in its destination, a merged one in scratch memory and from
/// there in its destinations. The parts of a split request must be of one version of the object.
final class AsyncFetch {
  private final BatchRead batch;
  private final List<Request> requests;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger left;

  AsyncFetch(BatchRead batch, List<Request> requests) {
    this.batch = batch;
    this.requests = requests;
    this.left = new AtomicInteger(requests.size());
  }

  void start() {
    batch.laneStarted();
    int atOnce = Math.min(batch.engine().limits().requests(), requests.size());
    for (int i = 0; i < atOnce; i++) {
      startNext();
    }
  }

  /// Begins the next request, and those behind it as long as they end at once.
  private void startNext() {
    while (true) {
      int index = next.getAndIncrement();
      if (index >= requests.size()) {
        return;
      }
      Request request = requests.get(index);
      if (!batch.mayStart(request)) {
        ended();
        continue;
      }
      CompletableFuture<Void> running = run(request);
      if (!running.isDone()) {
        running.whenComplete((done, failure) -> {
          settle(request, failure);
          startNext();
        });
        return;
      }
      settle(request, running.isCompletedExceptionally() ? running.exceptionNow() : null);
    }
  }

  private void settle(Request request, Throwable failure) {
    if (failure == null) {
      batch.done(request);
    } else {
      batch.fail(request, failure);
    }
    ended();
  }

  private void ended() {
    if (left.decrementAndGet() == 0) {
      batch.laneDone();
    }
  }

  private CompletableFuture<Void> run(Request request) {
    try {
      if (request.single()) {
        return fill(request, batch.destination(request.reads().getFirst().index()));
      }
      // Not waited for: the batch holds leases, and may be what others wait for.
      SegmentLease merged = batch.engine().pool().tryLease(request.lengthBytes()).orElse(null);
      if (merged == null) {
        return fillEach(request);
      }
      return fill(request, merged.segment())
          .thenRun(() -> batch.scatter(request, merged.segment()))
          .whenComplete((done, failure) -> merged.close());
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /// The reads of a request one by one, each straight to its place.
  private CompletableFuture<Void> fillEach(Request request) {
    List<Wanted> reads = request.reads();
    CompletableFuture<Void> before = CompletableFuture.completedFuture(null);
    for (Wanted read : reads) {
      before =
          before.thenCompose(_ ->
              part(request, List.of(read), read.offset(), batch.destination(read.index()))
                  .thenAccept(_ -> {}));
    }
    return before;
  }

  private CompletableFuture<Void> fill(Request request, MemorySegment destination) {
    if (request.parts() == 1) {
      return part(request, request.reads(), request.offset(), destination)
          .thenAccept(version -> {});
    }
    List<CompletableFuture<ObjectVersion>> parts =
        java.util.stream.IntStream.range(0, request.parts())
            .mapToObj(i -> {
              long from = request.partOffset(i);
              long length = request.partOffset(i + 1) - from;
              MemorySegment place = destination.asSlice(from - request.offset(), length);
              return part(request, request.reads(), from, place);
            })
            .toList();
    return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
        .thenRun(() -> requireOneVersion(request, parts));
  }

  private void requireOneVersion(Request request, List<CompletableFuture<ObjectVersion>> parts) {
    long versions = parts.stream().map(CompletableFuture::join).distinct().count();
    if (versions != 1) {
      String key = batch.source(request.source()).key();
      throw new StorageException(
          ErrorKind.OBJECT_STORE,
          key,
          key + ": expected all parts of one version, found " + versions + " versions",
          true,
          null);
    }
  }

  /// @param reads those of the request that the part is for
  private CompletableFuture<ObjectVersion> part(
      Request request, List<Wanted> reads, long offset, MemorySegment destination) {
    BatchRead.Source source = batch.source(request.source());
    long length = destination.byteSize();
    batch.outcome().requested(length);
    ByteRange range = ByteRange.of(offset, offset + length);
    Optional<Purpose> purpose =
        source.storage().wantsPurpose() ? batch.purpose(reads) : Optional.empty();
    GetOptions options = new GetOptions(range, Optional.empty(), source.guard(), purpose);
    return ReadEngine.request(source.storage(), source.key(), options, destination)
        .thenApply(result -> {
          ReadEngine.requireFound(result, source.key(), source.chunkId() == null, length);
          return ((GetResult.Modified) result).version();
        });
  }
}
