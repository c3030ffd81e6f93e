package dev.floe.internal.asset;

import dev.floe.format.ByteRange;
import dev.floe.format.Checksum;
import dev.floe.internal.concurrent.Futures;
import dev.floe.jfr.Recorder;
import dev.floe.jfr.StorageRequest;
import dev.floe.memory.SegmentLease;
import dev.floe.memory.SegmentPool;
import dev.floe.storage.DeleteResult;
import dev.floe.storage.DirectReads;
import dev.floe.storage.FileTransfers;
import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.ObjectFiles;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.PutResult;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageCapabilities;
import dev.floe.storage.StorageTerms;
import dev.floe.storage.Target;
import dev.floe.storage.WriteTurns;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/// A storage whose requests the flight recorder sees. While nobody records, a request costs one
/// test more. Closing it closes the storage below.
public final class RecordedStorage implements Storage {
  private final Storage below;
  private final Optional<DirectReads> direct;

  public RecordedStorage(Storage below) {
    this.below = below;
    this.direct = below.directReads().map(RecordedReads::new);
  }

  @Override
  public String location() {
    return below.location();
  }

  @Override
  public StorageCapabilities capabilities() {
    return below.capabilities();
  }

  @Override
  public void createLocation() {
    below.createLocation();
  }

  @Override
  public CompletableFuture<GetResult> get(String key, GetOptions options, Target target) {
    StorageRequest event = started("get", key);
    if (event == null) {
      return below.get(key, options, target);
    }
    if (options.range() instanceof ByteRange.Bounded(long start, long end)) {
      event.range(start, end - start);
    }
    return finished(
        event,
        below.get(key, options, target),
        result -> result instanceof GetResult.Modified found ? found.lengthBytes() : 0);
  }

  @Override
  public CompletableFuture<PutResult> put(String key, MemorySegment body, PutOptions options) {
    StorageRequest event = started("put", key);
    CompletableFuture<PutResult> put = below.put(key, body, options);
    return event == null ? put : finished(event, put, result -> body.byteSize());
  }

  @Override
  public CompletableFuture<PutResult> keep(String key, SegmentLease body, PutOptions options) {
    StorageRequest event = started("put", key);
    long length = event == null ? 0 : body.lengthBytes();
    CompletableFuture<PutResult> put = below.keep(key, body, options);
    return event == null ? put : finished(event, put, result -> length);
  }

  @Override
  public SegmentLease leaseToKeep(long lengthBytes, SegmentPool pool) {
    return below.leaseToKeep(lengthBytes, pool);
  }

  @Override
  public CompletableFuture<PutResult> copy(String from, String to, Precondition precondition) {
    StorageRequest event = started("copy", from);
    CompletableFuture<PutResult> copy = below.copy(from, to, precondition);
    return event == null ? copy : finished(event, copy, result -> 0);
  }

  @Override
  public CompletableFuture<Optional<ObjectInfo>> head(String key) {
    StorageRequest event = started("head", key);
    CompletableFuture<Optional<ObjectInfo>> head = below.head(key);
    return event == null ? head : finished(event, head, result -> 0);
  }

  @Override
  public Stream<ObjectInfo> list(String prefix) {
    StorageRequest event = started("list", prefix);
    Stream<ObjectInfo> objects = below.list(prefix);
    return event == null ? objects : objects.onClose(() -> event.finished(0, 1, StorageRequest.OK));
  }

  @Override
  public CompletableFuture<Map<String, DeleteResult>> delete(Collection<String> keys) {
    StorageRequest event = started("delete", keys.size() + " keys");
    CompletableFuture<Map<String, DeleteResult>> delete = below.delete(keys);
    return event == null ? delete : finished(event, delete, result -> 0);
  }

  @Override
  public Storage under(StorageTerms terms) {
    Storage other = below.under(terms);
    return other == below ? this : new RecordedStorage(other);
  }

  @Override
  public boolean wantsPurpose() {
    return below.wantsPurpose();
  }

  @Override
  public Optional<DirectReads> directReads() {
    return direct;
  }

  @Override
  public Optional<WriteTurns> writeTurns() {
    return below.writeTurns();
  }

  /// What is written to the files themselves is no request.
  @Override
  public Optional<ObjectFiles> objectFiles() {
    return below.objectFiles();
  }

  @Override
  public Optional<FileTransfers> fileTransfers(SegmentPool memory) {
    return below.fileTransfers(memory).map(RecordedTransfers::new);
  }

  @Override
  public void close() {
    below.close();
  }

  private record RecordedTransfers(FileTransfers below) implements FileTransfers {
    @Override
    public boolean takes(long sizeBytes) {
      return below.takes(sizeBytes);
    }

    @Override
    public CompletableFuture<Void> upload(
        String key, Path file, long sizeBytes, PutOptions options, LongConsumer moved) {
      StorageRequest event = started("put", key);
      CompletableFuture<Void> upload = below.upload(key, file, sizeBytes, options, moved);
      return event == null ? upload : observed(event, upload, sizeBytes);
    }

    @Override
    public CompletableFuture<Void> download(ObjectInfo object, Path file, LongConsumer moved) {
      StorageRequest event = started("get", object.key());
      CompletableFuture<Void> download = below.download(object, file, moved);
      return event == null ? download : observed(event, download, object.sizeBytes());
    }

    /// The transfer itself, for a cancellation has to reach it.
    private static CompletableFuture<Void> observed(
        StorageRequest event, CompletableFuture<Void> transfer, long sizeBytes) {
      finished(event, transfer, _ -> sizeBytes);
      return transfer;
    }

    @Override
    public void close() {
      below.close();
    }
  }

  private static StorageRequest started(String operation, String key) {
    return Recorder.wasStarted() ? StorageRequest.started(operation, key) : null;
  }

  private static <T> CompletableFuture<T> finished(
      StorageRequest event, CompletableFuture<T> request, ToLongFunction<T> bytes) {
    return request.whenComplete((result, failure) -> {
      if (failure == null) {
        event.finished(bytes.applyAsLong(result), 1, StorageRequest.OK);
      } else {
        event.finished(0, 1, Futures.failure(failure).kind().code());
      }
    });
  }

  private record RecordedReads(DirectReads below) implements DirectReads {
    @Override
    public Optional<DirectObject> open(String key, Optional<Checksum> guard) {
      return below.open(key, guard).map(object -> new RecordedObject(key, object));
    }

    @Override
    public boolean readOnce(String key, long offset, MemorySegment destination) {
      StorageRequest event = started("get", key);
      if (event == null) {
        return below.readOnce(key, offset, destination);
      }
      return recorded(event, offset, destination, () -> below.readOnce(key, offset, destination));
    }
  }

  private static boolean recorded(
      StorageRequest event, long offset, MemorySegment destination, BooleanSupplier read) {
    event.range(offset, destination.byteSize());
    String outcome = StorageRequest.OK;
    try {
      return read.getAsBoolean();
    } catch (RuntimeException e) {
      outcome = Futures.failure(e).kind().code();
      throw e;
    } finally {
      event.finished(destination.byteSize(), 1, outcome);
    }
  }

  private record RecordedObject(String key, DirectReads.DirectObject below)
      implements DirectReads.DirectObject {
    @Override
    public long lengthBytes() {
      return below.lengthBytes();
    }

    @Override
    public void readInto(long offset, MemorySegment destination) {
      StorageRequest event = started("get", key);
      if (event == null) {
        below.readInto(offset, destination);
        return;
      }
      recorded(
          event,
          offset,
          destination,
          () -> {
            below.readInto(offset, destination);
            return true;
          });
    }

    @Override
    public MemorySegment resident() {
      return below.resident();
    }

    @Override
    public void close() {
      below.close();
    }
  }
}
