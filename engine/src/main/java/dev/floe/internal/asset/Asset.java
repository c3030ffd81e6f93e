package dev.floe.internal.asset;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// A decoded file in the cache. Whoever obtained it has pinned it and unpins it once; its memory is
/// released when the cache has dropped it and the last pin is gone. Pinning allocates nothing.
///
/// @param <V> the view of the file
public final class Asset<V> {
  private static final VarHandle PINS;

  static {
    try {
      PINS = MethodHandles.lookup().findVarHandle(Asset.class, "pins", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final V value;
  private final long weightBytes;
  private final Runnable release;

  /// One pin is the cache's own; at zero the asset is gone for good.
  private volatile int pins = 1;

  /// Set by readers, cleared by the clock hand; a lost update only makes an eviction less exact.
  private boolean recentlyUsed;

  /// Whether its budget counts it, which alone reads and writes this, under its lock.
  boolean counted;

  Asset(V value, long weightBytes, Runnable release) {
    this.value = value;
    this.weightBytes = weightBytes;
    this.release = release;
  }

  /// An asset outside any cache budget, with one pin for whoever keeps it.
  public static <V> Asset<V> keptOnly(AssetCache.Loaded<V> loaded) {
    return new Asset<>(loaded.value(), loaded.weightBytes(), loaded.release());
  }

  /// An asset outside any cache budget, with one pin for whoever keeps it and one for the caller.
  public static <V> Asset<V> pinned(AssetCache.Loaded<V> loaded) {
    Asset<V> asset = new Asset<>(loaded.value(), loaded.weightBytes(), loaded.release());
    asset.tryPin();
    return asset;
  }

  /// The view; valid while pinned.
  public V value() {
    return value;
  }

  /// What this asset holds in memory.
  public long weightBytes() {
    return weightBytes;
  }

  /// Pins the asset, unless it is gone.
  public boolean tryPin() {
    while (true) {
      int now = pins;
      if (now == 0) {
        return false;
      }
      if (PINS.compareAndSet(this, now, now + 1)) {
        if (!recentlyUsed) {
          recentlyUsed = true;
        }
        return true;
      }
    }
  }

  /// Gives a pin back.
  public void unpin() {
    int left = (int) PINS.getAndAdd(this, -1) - 1;
    if (left == 0) {
      release.run();
    } else if (left < 0) {
      throw new IllegalStateException("unpinned more often than pinned");
    }
  }

  /// Whether it was pinned since this was last asked; asked by the hand of a clock.
  public boolean takeRecentlyUsed() {
    boolean was = recentlyUsed;
    recentlyUsed = false;
    return was;
  }
}
