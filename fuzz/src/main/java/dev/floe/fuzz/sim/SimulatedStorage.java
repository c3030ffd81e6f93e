package dev.floe.fuzz.sim;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.format.ByteRange;
import dev.floe.fuzz.sim.Request.Delivery;
import dev.floe.fuzz.sim.Request.Exchange;
import dev.floe.internal.concurrent.Futures;
import dev.floe.storage.DeleteResult;
import dev.floe.storage.GetOptions;
import dev.floe.storage.GetResult;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.PutResult;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageCapabilities;
import dev.floe.storage.Target;
import dev.floe.storage.WriteTurns;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// The store as one process sees it.
final class SimulatedStorage implements Storage {
  private final SimulatedStore store;
  private final SimulatedProcess process;

  SimulatedStorage(SimulatedStore store, SimulatedProcess process) {
    this.store = store;
    this.process = process;
  }

  @Override
  public String location() {
    return store.profile().isLocal() ? "/simulated" : "sim://" + store.profile();
  }

  @Override
  public StorageCapabilities capabilities() {
    return new StorageCapabilities(true, true, true, true, !store.profile().isLocal());
  }

  @Override
  public void createLocation() {}

  private <T> CompletableFuture<T> request(Phase phase, String key, Exchange<T> exchange) {
    return process.isDead()
        ? CompletableFuture.failedFuture(Request.dead(key))
        : new Request<>(store, process, phase, key, exchange).begin();
  }

  @Override
  public CompletableFuture<GetResult> get(String key, GetOptions options, Target target) {
    process.perhapsYield();
    return request(Phase.ofGet(key), key, new Reading(key, options, target));
  }

  private final class Reading implements Exchange<GetResult> {
    private final String key;
    private final GetOptions options;
    private final Target target;
    private MemorySegment destination;
    private StoredObject begun;

    Reading(String key, GetOptions options, Target target) {
      this.key = key;
      this.options = options;
      this.target = target;
    }

    @Override
    public Supplier<GetResult> atStore(Delivery delivery) {
      StoredObject object = store.read(key);
      if (object == null) {
        return GetResult.Missing::new;
      }
      if (options.unlessVersion().filter(object.version()::equals).isPresent()) {
        return GetResult.Unchanged::new;
      }
      ByteRange range = options.range();
      int start = Math.toIntExact(range.start(object.bytes().length));
      int length = Math.toIntExact(range.end(object.bytes().length)) - start;
      return () -> received(object, start, length, delivery == Delivery.CUT);
    }

    /// Fills the target, or half of it. Another attempt goes on into the same memory.
    private GetResult received(StoredObject object, int start, int length, boolean cut) {
      if (begun == null) {
        destination = target.segment(length);
        begun = object;
      } else if (!begun.version().equals(object.version())) {
        throw new StorageException(
            ErrorKind.OBJECT_STORE, key, key + ": changed while it was read", false, null);
      }
      int count = cut ? length / 2 : length;
      MemorySegment.copy(object.bytes(), start, destination, ValueLayout.JAVA_BYTE, 0, count);
      if (cut) {
        throw new StorageException(
            ErrorKind.OBJECT_STORE, key, key + ": cut after " + count + " bytes", true, null);
      }
      return new GetResult.Modified(object.version(), length, object.bytes().length);
    }
  }

  @Override
  public CompletableFuture<PutResult> put(String key, MemorySegment body, PutOptions options) {
    if (process.isDead()) {
      return CompletableFuture.failedFuture(Request.dead(key));
    }
    Writing writing = new Writing(key, body.toArray(ValueLayout.JAVA_BYTE), options);
    Request<PutResult> request = new Request<>(store, process, Phase.ofPut(key), key, writing);
    return request.begin().thenCompose(result -> settled(key, result, request, options));
  }

  private final class Writing implements Exchange<PutResult> {
    private final String key;
    private final byte[] bytes;
    private final PutOptions options;

    Writing(String key, byte[] bytes, PutOptions options) {
      this.key = key;
      this.bytes = bytes;
      this.options = options;
    }

    @Override
    public Supplier<PutResult> atStore(Delivery delivery) {
      boolean late =
          store.defect() == SimulatedStore.Defect.COMPARE_THEN_SET
              && isConditional()
              && store.objects().holds(key, options.precondition());
      if (late) {
        store.scheduler().after(store.latencyNanos(), () -> write(Precondition.NONE));
        return () -> new PutResult.Updated(store.objects().find(key).version());
      }
      PutResult result = write(options.precondition());
      return () -> result;
    }

    private PutResult write(Precondition precondition) {
      return store.objects().put(key, bytes, precondition, options.metadata(), store.now());
    }

    @Override
    public boolean isConditional() {
      return !options.precondition().equals(Precondition.NONE);
    }

    @Override
    public PutResult refused() {
      return new PutResult.NotOnLatestVersion();
    }
  }

  /// A conditional write that was repeated may have been refused because of itself: then the object
  /// carries its id.
  private CompletableFuture<PutResult> settled(
      String key, PutResult result, Request<PutResult> request, PutOptions options) {
    String id = options.metadata().get(PutOptions.WRITE_ID);
    if (result instanceof PutResult.Updated || request.attempts() < 2 || id == null) {
      return CompletableFuture.completedFuture(result);
    }
    return head(key)
        .thenApply(found ->
            found
                .filter(info -> id.equals(info.metadata().get(PutOptions.WRITE_ID)))
                .<PutResult>map(info -> new PutResult.Updated(info.version().orElseThrow()))
                .orElse(result));
  }

  @Override
  public CompletableFuture<PutResult> copy(String from, String to, Precondition precondition) {
    return request(
        Phase.BACK_UP,
        to,
        new Exchange<>() {
          @Override
          public Supplier<PutResult> atStore(Delivery delivery) {
            PutResult result =
                store
                    .objects()
                    .copy(from, to, precondition, store.now())
                    .orElseThrow(() ->
                        new StorageException(
                            ErrorKind.OBJECT_NOT_FOUND, from, from + ": not found"));
            return () -> result;
          }

          @Override
          public boolean isConditional() {
            return !precondition.equals(Precondition.NONE);
          }

          @Override
          public PutResult refused() {
            return new PutResult.NotOnLatestVersion();
          }
        });
  }

  @Override
  public CompletableFuture<Optional<ObjectInfo>> head(String key) {
    return request(
        Phase.HEAD,
        key,
        _ -> {
          Optional<ObjectInfo> found =
              Optional.ofNullable(store.objects().find(key)).map(object -> object.info(key));
          return () -> found;
        });
  }

  @Override
  public Stream<ObjectInfo> list(String prefix) {
    String bare = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
    return Stream.iterate(
            page(bare, ""), page -> !page.isEmpty(), page -> page(bare, page.getLast().key()))
        .flatMap(List::stream);
  }

  private List<ObjectInfo> page(String prefix, String after) {
    return Futures.await(
        request(
            Phase.LIST,
            prefix + "/",
            delivery -> {
              List<ObjectInfo> page = store.page(prefix, after, delivery == Delivery.STALE);
              return () -> page;
            }));
  }

  @Override
  public CompletableFuture<Map<String, DeleteResult>> delete(Collection<String> keys) {
    List<String> all = keys.stream().distinct().toList();
    String first = all.isEmpty() ? "" : all.getFirst();
    return request(
        Phase.DELETE,
        first,
        _ -> {
          Map<String, DeleteResult> results = new LinkedHashMap<>();
          all.forEach(key -> results.put(key, store.objects().delete(key, store.now())));
          return () -> results;
        });
  }

  @Override
  public Optional<WriteTurns> writeTurns() {
    return store.turns().map(turns -> turns.of(process));
  }

  @Override
  public void close() {}
}
