package dev.floe.internal.asset;

import dev.floe.jfr.CacheLookup;
import dev.floe.jfr.Recorder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/// Assets of one kind by key, under a shared budget. Concurrent misses of one key wait for the
/// first loader; its failure is its own: the next in line tries for itself.
///
/// @param <K> the key
/// @param <V> the view of the file
public final class AssetCache<K, V> {
  /// Makes the view of a missing asset.
  @FunctionalInterface
  public interface Loader<V> {
    /// A loaded view, what it weighs and how its memory is given back.
    Loaded<V> load();
  }

  /// A loaded view.
  public record Loaded<V>(V value, long weightBytes, Runnable release) {}

  private final String name;
  private final CacheBudget budget;
  private final ConcurrentHashMap<K, Asset<V>> assets = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<K, CompletableFuture<Void>> loading = new ConcurrentHashMap<>();

  /// @param name what the flight recorder calls this cache
  public AssetCache(String name, CacheBudget budget) {
    this.name = name;
    this.budget = budget;
  }

  /// The asset of a key, pinned, or null if it is not here.
  public Asset<V> pinned(K key) {
    Asset<V> asset = assets.get(key);
    return asset != null && asset.tryPin() ? asset : null;
  }

  /// The asset of a key, pinned, loaded if it must be.
  public Asset<V> pinned(K key, Loader<V> loader) {
    boolean hitAtOnce = true;
    while (true) {
      Asset<V> hit = pinned(key);
      if (hit != null) {
        emit(key, hitAtOnce);
        return hit;
      }
      hitAtOnce = false;
      CompletableFuture<Void> mine = new CompletableFuture<>();
      CompletableFuture<Void> other = loading.putIfAbsent(key, mine);
      if (other == null) {
        try {
          hit = pinned(key);
          if (hit == null) {
            hit = insert(key, loader.load());
          }
          emit(key, false);
          return hit;
        } finally {
          loading.remove(key, mine);
          mine.complete(null);
        }
      }
      other.join();
    }
  }

  /// Puts a fresh view in, in place of any other of the key, and answers it pinned.
  public Asset<V> insert(K key, Loaded<V> loaded) {
    Asset<V> asset = Asset.pinned(loaded);
    Asset<V> old = assets.put(key, asset);
    budget.admit(this, key, asset);
    if (assets.get(key) != asset) {
      budget.uncount(asset); // dropped before it was counted
    }
    if (old != null) {
      budget.dropped(old);
    }
    return asset;
  }

  /// Drops the asset of a key that nobody will ask for again.
  public void drop(K key) {
    Asset<V> old = assets.remove(key);
    if (old != null) {
      budget.dropped(old);
    }
  }

  /// Drops everything.
  public void clear() {
    for (K key : assets.keySet()) {
      drop(key);
    }
  }

  boolean forget(Object key, Asset<?> asset) {
    return assets.remove(key, asset);
  }

  private void emit(Object key, boolean hit) {
    if (Recorder.wasStarted()) {
      CacheLookup.emit(name, key, hit);
    }
  }
}
