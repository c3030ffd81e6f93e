package dev.floe.fuzz.lincheck;

import dev.floe.internal.asset.Asset;
import dev.floe.internal.asset.AssetCache;
import dev.floe.internal.asset.CacheBudget;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;

/// One loader at a time for a key: who comes meanwhile waits for what it finds. A failure is the
/// loader's own, and the next in line tries for itself.
public class SingleFlight {
  private final AssetCache<String, String> cache = new AssetCache<>("model", new CacheBudget(100));
  private final AtomicInteger loading = new AtomicInteger();
  private final AtomicInteger loads = new AtomicInteger();

  /// A cache without the asset.
  public SingleFlight() {}

  /// Which load the asset is of: always the first that did not fail.
  @Operation
  public int read() {
    Asset<String> asset = cache.pinned("key", () -> load(false));
    String value = asset.value();
    asset.unpin();
    return Integer.parseInt(value);
  }

  /// As [#read], by one whose own load fails.
  @Operation
  public int fail() {
    try {
      Asset<String> asset = cache.pinned("key", () -> load(true));
      asset.unpin();
      return Integer.parseInt(asset.value());
    } catch (IllegalArgumentException _) {
      return 0;
    }
  }

  private AssetCache.Loaded<String> load(boolean failing) {
    if (loading.incrementAndGet() != 1) {
      throw new IllegalStateException("two loads at a time");
    }
    try {
      if (failing) {
        throw new IllegalArgumentException("no");
      }
      String number = Integer.toString(loads.incrementAndGet());
      return new AssetCache.Loaded<>(number, 1, () -> {});
    } finally {
      loading.decrementAndGet();
    }
  }
}
