package dev.floe.fuzz.lincheck;

import dev.floe.internal.asset.Asset;
import dev.floe.internal.asset.AssetCache;
import dev.floe.internal.asset.AssetCache.Loaded;
import dev.floe.internal.asset.CacheBudget;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;

/// A cache with room for one of two assets: what is pinned is not released, what is dropped or
/// evicted is, once, and the budget counts what is there.
@Param(name = "key", gen = IntGen.class, conf = "0:1")
public class CachedAssets {
  private static final int WEIGHT = 10;

  /// A view that knows whether it was released.
  private static final class Content {
    final int key;
    private volatile int released;

    Content(int key) {
      this.key = key;
    }
  }

  private final CacheBudget budget = new CacheBudget(WEIGHT);
  private final AssetCache<Integer, Content> cache = new AssetCache<>("model", budget);
  private final AtomicInteger live = new AtomicInteger();

  /// An empty cache.
  public CachedAssets() {}

  private Loaded<Content> load(int key) {
    Content content = new Content(key);
    live.incrementAndGet();
    return new Loaded<>(
        content,
        WEIGHT,
        () -> {
          content.released++;
          live.decrementAndGet();
        });
  }

  /// The key that the asset of a key has.
  @Operation
  public int read(@Param(name = "key") int key) {
    return use(cache.pinned(key, () -> load(key)));
  }

  /// Puts a fresh asset in the place of another.
  @Operation
  public int replace(@Param(name = "key") int key) {
    return use(cache.insert(key, load(key)));
  }

  /// Drops an asset.
  @Operation
  public void drop(@Param(name = "key") int key) {
    cache.drop(key);
  }

  private static int use(Asset<Content> asset) {
    Content content = asset.value();
    if (content.released != 0) {
      throw new IllegalStateException("released while it is pinned");
    }
    asset.unpin();
    return content.key;
  }

  /// The budget holds what lives: one asset, and the newest.
  @Validate
  public void budget() {
    if (budget.heldBytes() != (long) WEIGHT * live.get() || live.get() > 2 || live.get() < 0) {
      throw new IllegalStateException(budget.heldBytes() + " bytes of " + live.get() + " assets");
    }
  }
}
