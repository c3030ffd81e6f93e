package dev.floe.internal.read;

import dev.floe.internal.asset.Asset;
import dev.floe.internal.asset.AssetCache.Loaded;
import dev.floe.internal.read.ReadPlanner.Request;
import dev.floe.internal.read.ReadPlanner.Wanted;
import dev.floe.memory.SegmentLease;
import dev.floe.storage.DirectReads.DirectObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// The requests of a batch to storages with direct reads: a few workers take one after the other.
/// Reads that touch each other share a request only in name: each is copied straight to its place,
/// for a copy through scratch memory would cost more than another system call.
final class DirectFetch {
  private final BatchRead batch;
  private final List<Request> requests;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger running = new AtomicInteger();

  /// Foreign objects opened for this batch; native ones stay open in the engine.
  private final Map<Integer, Asset<DirectObject>> foreign = new ConcurrentHashMap<>();

  DirectFetch(BatchRead batch, List<Request> requests) {
    this.batch = batch;
    this.requests = requests;
  }

  void start() {
    batch.laneStarted();
    int workers = Math.min(batch.engine().limits().workers(), requests.size());
    running.set(workers);
    for (int i = 0; i < workers; i++) {
      batch.engine().executor().execute(this::work);
    }
  }

  private void work() {
    for (int i = next.getAndIncrement(); i < requests.size(); i = next.getAndIncrement()) {
      Request request = requests.get(i);
      if (batch.mayStart(request)) {
        try {
          read(request);
          batch.done(request);
        } catch (RuntimeException | Error e) {
          batch.fail(request, e);
        }
      }
    }
    if (running.decrementAndGet() == 0) {
      foreign.values().forEach(Asset::unpin);
      batch.laneDone();
    }
  }

  private void read(Request request) {
    BatchRead.Source source = batch.source(request.source());
    Asset<DirectObject> object = pinned(request.source(), source);
    try {
      long length = object.value().lengthBytes();
      long end = request.offset() + request.lengthBytes();
      if (length < end) {
        throw ReadEngine.tooShort(source.key(), end, length);
      }
      if (request.single()
          || object.value().resident() != null
          || large(request)
          || !readMerged(request, object.value())) {
        for (Wanted read : request.reads()) {
          batch.outcome().requested(read.lengthBytes());
          object.value().readInto(read.offset(), batch.destination(read.index()));
        }
      }
    } finally {
      object.unpin();
    }
  }

  /// Whether the reads of a merged request are long enough to pay for a system call each.
  private static boolean large(Request request) {
    return request.lengthBytes() / request.reads().size() > ReadCost.OWN_CALL_BYTES;
  }

  /// Reads by one call, if there is memory for it. None is waited for: the batch holds leases, and
  /// may be what others wait for.
  private boolean readMerged(Request request, DirectObject object) {
    Optional<SegmentLease> room = batch.engine().pool().tryLease(request.lengthBytes());
    if (room.isEmpty()) {
      return false;
    }
    try (SegmentLease lease = room.get()) {
      batch.outcome().requested(request.lengthBytes());
      object.readInto(request.offset(), lease.segment());
      batch.scatter(request, lease.segment());
    }
    return true;
  }

  private Asset<DirectObject> pinned(int number, BatchRead.Source source) {
    if (source.chunkId() != null) {
      Asset<DirectObject> object =
          batch.engine().objects().pinned(source.chunkId().high(), source.chunkId().low());
      if (object == null) {
        throw ReadEngine.missing(source.key());
      }
      return object;
    }
    Asset<DirectObject> object =
        foreign.computeIfAbsent(
            number,
            same -> {
              DirectObject opened =
                  source
                      .storage()
                      .directReads()
                      .orElseThrow()
                      .open(source.key(), source.guard())
                      .orElseThrow(() -> ReadEngine.missingSource(source.key()));
              return Asset.keptOnly(new Loaded<>(opened, 0, opened::close));
            });
    object.tryPin();
    return object;
  }
}
