package dev.floe.spec.storage;

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
import dev.floe.storage.StorageTerms;
import dev.floe.storage.Target;
import dev.floe.storage.WriteTurns;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/// Counts what is asked of a storage, and the bytes that came and went. Thread-safe; closes the
/// storage it counts for.
public final class CountingStorage extends ForwardingStorage implements DirectReads {
  private final Map<Request, LongAdder> counts;
  private final LongAdder bytesRead;
  private final LongAdder bytesWritten;
  private final List<String> log;

  public CountingStorage(Storage storage) {
    super(storage);
    this.counts = new EnumMap<>(Request.class);
    this.bytesRead = new LongAdder();
    this.bytesWritten = new LongAdder();
    this.log = new ArrayList<>();
    for (Request request : Request.values()) {
      counts.put(request, new LongAdder());
    }
  }

  /// Another storage, counted together with one.
  private CountingStorage(Storage storage, CountingStorage with) {
    super(storage);
    this.counts = with.counts;
    this.bytesRead = with.bytesRead;
    this.bytesWritten = with.bytesWritten;
    this.log = with.log;
  }

  /// How often something was asked since the last [#reset].
  public long count(Request request) {
    return counts.get(request).sum();
  }

  /// How many requests there were since the last [#reset]; reads of open objects are none.
  public long requests() {
    return counts.entrySet().stream()
        .filter(entry -> entry.getKey() != Request.DIRECT_READ)
        .mapToLong(entry -> entry.getValue().sum())
        .sum();
  }

  public long bytesRead() {
    return bytesRead.sum();
  }

  public long bytesWritten() {
    return bytesWritten.sum();
  }

  /// The requests since the last [#reset], such as `GET repo`, in the order in which they came.
  public List<String> log() {
    synchronized (log) {
      return List.copyOf(log);
    }
  }

  /// Starts over from zero.
  public void reset() {
    counts.values().forEach(LongAdder::reset);
    bytesRead.reset();
    bytesWritten.reset();
    synchronized (log) {
      log.clear();
    }
  }

  private void count(Request request, String key) {
    counts.get(request).increment();
    if (request != Request.DIRECT_READ) {
      synchronized (log) {
        log.add(request + " " + key);
      }
    }
  }

  @Override
  public CompletableFuture<GetResult> get(String key, GetOptions options, Target target) {
    count(Request.GET, key);
    Target counted =
        length -> {
          bytesRead.add(length);
          return target.segment(length);
        };
    return below.get(key, options, counted);
  }

  @Override
  public CompletableFuture<PutResult> put(String key, MemorySegment body, PutOptions options) {
    count(Request.PUT, key);
    bytesWritten.add(body.byteSize());
    return below.put(key, body, options);
  }

  @Override
  public CompletableFuture<PutResult> copy(String from, String to, Precondition precondition) {
    count(Request.COPY, from);
    return below.copy(from, to, precondition);
  }

  @Override
  public CompletableFuture<Optional<ObjectInfo>> head(String key) {
    count(Request.HEAD, key);
    return below.head(key);
  }

  @Override
  public Stream<ObjectInfo> list(String prefix) {
    count(Request.LIST, prefix);
    return below.list(prefix);
  }

  @Override
  public CompletableFuture<Map<String, DeleteResult>> delete(Collection<String> keys) {
    count(Request.DELETE, String.join(" ", keys));
    return below.delete(keys);
  }

  @Override
  public Storage under(StorageTerms terms) {
    Storage other = below.under(terms);
    return other == below ? this : new CountingStorage(other, this);
  }

  /// None: what went through files would be no request of this storage.
  @Override
  public Optional<ObjectFiles> objectFiles() {
    return Optional.empty();
  }

  /// None, for the same reason.
  @Override
  public Optional<FileTransfers> fileTransfers(SegmentPool memory) {
    return Optional.empty();
  }

  @Override
  public Optional<WriteTurns> writeTurns() {
    return below.writeTurns();
  }

  @Override
  public Optional<DirectReads> directReads() {
    return below.directReads().isPresent() ? Optional.of(this) : Optional.empty();
  }

  @Override
  public Optional<DirectObject> open(String key, Optional<Checksum> guard) {
    count(Request.OPEN, key);
    return below.directReads().orElseThrow().open(key, guard).map(Counted::new);
  }

  /// An open object whose reads are counted; what is read in place is not.
  private final class Counted implements DirectObject {
    private final DirectObject object;

    Counted(DirectObject object) {
      this.object = object;
    }

    @Override
    public long lengthBytes() {
      return object.lengthBytes();
    }

    @Override
    public void readInto(long offset, MemorySegment destination) {
      count(Request.DIRECT_READ, "");
      bytesRead.add(destination.byteSize());
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
