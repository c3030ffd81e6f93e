package dev.floe.cli;

import dev.floe.format.Checksum;
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
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/// Counts what is asked of a storage. Thread-safe.
final class CountingStorage implements Storage {
  private final Storage storage;
  private final boolean owned;
  private final LongAdder requests;

  /// Of a storage that somebody else closes.
  CountingStorage(Storage storage) {
    this(storage, false, new LongAdder());
  }

  private CountingStorage(Storage storage, boolean owned, LongAdder requests) {
    this.storage = storage;
    this.owned = owned;
    this.requests = requests;
  }

  /// How many requests there were so far.
  long requests() {
    return requests.sum();
  }

  @Override
  public String location() {
    return storage.location();
  }

  @Override
  public StorageCapabilities capabilities() {
    return storage.capabilities();
  }

  @Override
  public void createLocation() {
    storage.createLocation();
  }

  @Override
  public CompletableFuture<GetResult> get(String key, GetOptions options, Target target) {
    requests.increment();
    return storage.get(key, options, target);
  }

  @Override
  public CompletableFuture<PutResult> put(String key, MemorySegment body, PutOptions options) {
    requests.increment();
    return storage.put(key, body, options);
  }

  @Override
  public CompletableFuture<PutResult> copy(String from, String to, Precondition precondition) {
    requests.increment();
    return storage.copy(from, to, precondition);
  }

  @Override
  public CompletableFuture<Optional<ObjectInfo>> head(String key) {
    requests.increment();
    return storage.head(key);
  }

  @Override
  public Stream<ObjectInfo> list(String prefix) {
    requests.increment();
    return storage.list(prefix);
  }

  @Override
  public CompletableFuture<Map<String, DeleteResult>> delete(Collection<String> keys) {
    requests.increment();
    return storage.delete(keys);
  }

  @Override
  public Optional<WriteTurns> writeTurns() {
    return storage.writeTurns();
  }

  @Override
  public Optional<ObjectFiles> objectFiles() {
    return storage.objectFiles();
  }

  /// A transfer makes requests of its own, which are not counted.
  @Override
  public Optional<FileTransfers> fileTransfers(SegmentPool memory) {
    return storage.fileTransfers(memory);
  }

  @Override
  public boolean wantsPurpose() {
    return storage.wantsPurpose();
  }

  @Override
  public Optional<DirectReads> directReads() {
    return storage.directReads().map(CountingReads::new);
  }

  @Override
  public Storage under(StorageTerms terms) {
    Storage other = storage.under(terms);
    return other == storage ? this : new CountingStorage(other, true, requests);
  }

  @Override
  public void close() {
    if (owned) {
      storage.close();
    }
  }

  private final class CountingReads implements DirectReads {
    private final DirectReads reads;

    CountingReads(DirectReads reads) {
      this.reads = reads;
    }

    @Override
    public Optional<DirectObject> open(String key, Optional<Checksum> guard) {
      requests.increment();
      return reads.open(key, guard).map(CountingObject::new);
    }
  }

  private final class CountingObject implements DirectReads.DirectObject {
    private final DirectReads.DirectObject object;

    CountingObject(DirectReads.DirectObject object) {
      this.object = object;
    }

    @Override
    public long lengthBytes() {
      return object.lengthBytes();
    }

    @Override
    public void readInto(long offset, MemorySegment destination) {
      requests.increment();
      object.readInto(offset, destination);
    }

    @Override
    public MemorySegment resident() {
      return object.resident();
    }

    @Override
    public void close() {
      object.close();
    }
  }
}
