package dev.floe.internal.read;

import dev.floe.config.VirtualChunkContainer;
import dev.floe.storage.Storage;
import dev.floe.storage.StorageOptions;
import dev.floe.storage.StorageTerms;
import dev.floe.virtual.ForeignObject;
import dev.floe.virtual.VirtualChunkAccess;
import dev.floe.virtual.VirtualChunkResolver;
import dev.floe.virtual.VirtualLocations;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/// The storages of the containers that a user allowed, each opened when it is first read from.
/// There are at most as many as authorizations, for a prefix names its bucket, server or directory.
/// Thread-safe; closing closes them all, once nobody reads any more.
public final class ContainerSources implements VirtualSources {
  private static final int MOST_KNOWN = 1_024;

  /// A bucket of two containers is opened twice if they are reached in different ways.
  private record Opening(String url, StorageOptions options) {}

  private final VirtualChunkResolver resolver;
  private final BiFunction<String, StorageOptions, Storage> opener;
  private final StorageTerms terms;
  private final Map<Opening, Storage> opened = new HashMap<>();

  /// What was opened, and what that is on our terms, before it.
  private final ArrayDeque<Storage> toClose = new ArrayDeque<>();

  /// Locations seen lately; the same few files are asked for again and again.
  private final Map<String, Source> known = new ConcurrentHashMap<>();

  private boolean closed;

  private ContainerSources(
      VirtualChunkResolver resolver,
      BiFunction<String, StorageOptions, Storage> opener,
      StorageTerms terms) {
    this.resolver = resolver;
    this.opener = opener;
    this.terms = terms;
  }

  /// The sources of a repository's containers.
  ///
  /// @param opener opens the storage at a URL
  /// @param terms on which it is used
  public static ContainerSources of(
      Map<String, VirtualChunkContainer> containers,
      VirtualChunkAccess access,
      BiFunction<String, StorageOptions, Storage> opener,
      StorageTerms terms) {
    return new ContainerSources(
        VirtualChunkResolver.of(containers.values(), access), opener, terms);
  }

  @Override
  public Source resolve(String location) {
    Source source = known.get(location);
    if (source == null) {
      ForeignObject object = resolver.resolve(location);
      Storage storage = storage(new Opening(object.storageUrl(), object.options()));
      source = new Source(storage, object.key());
      if (known.size() >= MOST_KNOWN) {
        known.clear();
      }
      known.put(location, source);
    }
    return source;
  }

  /// Opening does no I/O, so it may happen under the lock.
  private synchronized Storage storage(Opening opening) {
    if (closed) {
      throw new IllegalStateException("the repository is closed");
    }
    return opened.computeIfAbsent(opening, o -> usable(opener.apply(o.url, o.options)));
  }

  private Storage usable(Storage storage) {
    Storage used = storage.under(terms);
    toClose.push(storage);
    if (used != storage) {
      toClose.push(used);
    }
    return used;
  }

  @Override
  public String normalized(String location) {
    return VirtualLocations.normalized(location);
  }

  @Override
  public String expanded(String location) {
    return resolver.expanded(location);
  }

  @Override
  public void requireContainer(String location) {
    resolver.requireContainer(location);
  }

  @Override
  public synchronized void close() {
    closed = true;
    known.clear();
    toClose.forEach(Storage::close);
    toClose.clear();
    opened.clear();
  }
}
