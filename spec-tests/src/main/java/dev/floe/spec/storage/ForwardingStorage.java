package dev.floe.spec.storage;

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
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// A storage that asks another for everything, for those that do one thing otherwise. Nothing gets
/// past it: there are no direct reads and no turns, and terms change nothing. Closes the storage
/// below.
public class ForwardingStorage implements Storage {
  /// The one that is asked.
  protected final Storage below;

  /// Over another storage.
  public ForwardingStorage(Storage below) {
    this.below = below;
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
  public boolean wantsPurpose() {
    return below.wantsPurpose();
  }

  @Override
  public CompletableFuture<GetResult> get(String key, GetOptions options, Target target) {
    return below.get(key, options, target);
  }

  @Override
  public CompletableFuture<PutResult> put(String key, MemorySegment body, PutOptions options) {
    return below.put(key, body, options);
  }

  @Override
  public CompletableFuture<PutResult> copy(String from, String to, Precondition precondition) {
    return below.copy(from, to, precondition);
  }

  @Override
  public CompletableFuture<Optional<ObjectInfo>> head(String key) {
    return below.head(key);
  }

  @Override
  public Stream<ObjectInfo> list(String prefix) {
    return below.list(prefix);
  }

  @Override
  public CompletableFuture<Map<String, DeleteResult>> delete(Collection<String> keys) {
    return below.delete(keys);
  }

  @Override
  public void close() {
    below.close();
  }
}
