package dev.floe.zarr;

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
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// A storage without direct reads, as one behind a network is, that counts reads and writes of
/// chunks. Reads of chunks can be held back until the test lets them go, in any order.
final class HeldStorage implements Storage {
  private final Storage real;
  private final List<Runnable> held = new ArrayList<>();
  private boolean holding;
  int chunkGets;
  int chunkPuts;
  int failingGets;

  HeldStorage(Storage real) {
    this.real = real;
  }

  void hold() {
    holding = true;
  }

  void letGo() {
    holding = false;
  }

  int heldCount() {
    return held.size();
  }

  /// Lets one read go, and those that begin because it ended stay held.
  void release(int index) {
    held.remove(index).run();
  }

  void releaseAll() {
    while (!held.isEmpty()) {
      release(held.size() - 1);
    }
  }

  @Override
  public CompletableFuture<GetResult> get(String key, GetOptions options, Target target) {
    if (!key.startsWith("chunks/")) {
      return real.get(key, options, target);
    }
    chunkGets++;
    if (failingGets > 0) {
      failingGets--;
      return CompletableFuture.failedFuture(
          new dev.floe.error.StorageException(
              dev.floe.error.ErrorKind.OBJECT_STORE, key, "injected"));
    }
    if (!holding) {
      return real.get(key, options, target);
    }
    CompletableFuture<GetResult> later = new CompletableFuture<>();
    held.add(() -> later.complete(real.get(key, options, target).join()));
    return later;
  }

  @Override
  public CompletableFuture<PutResult> put(String key, MemorySegment body, PutOptions options) {
    chunkPuts += key.startsWith("chunks/") ? 1 : 0;
    return real.put(key, body, options);
  }

  @Override
  public CompletableFuture<PutResult> copy(String from, String to, Precondition precondition) {
    return real.copy(from, to, precondition);
  }

  @Override
  public CompletableFuture<Optional<ObjectInfo>> head(String key) {
    return real.head(key);
  }

  @Override
  public Stream<ObjectInfo> list(String prefix) {
    return real.list(prefix);
  }

  @Override
  public CompletableFuture<Map<String, DeleteResult>> delete(Collection<String> keys) {
    return real.delete(keys);
  }

  @Override
  public String location() {
    return real.location();
  }

  @Override
  public StorageCapabilities capabilities() {
    return real.capabilities();
  }

  @Override
  public void createLocation() {
    real.createLocation();
  }

  @Override
  public void close() {
    real.close();
  }
}
