package dev.floe.maintenance;

import dev.floe.format.SnapshotId;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.concurrent.Futures;
import dev.floe.internal.concurrent.Sources;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.Precondition;
import dev.floe.storage.PutOptions;
import dev.floe.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// The clock of a store, which stamps its objects: it is read off an empty one, made for this and
/// deleted.
final class StoreClock {
  private StoreClock() {}

  static Instant now(Storage storage, Sources sources) {
    String key = AssetManager.BACKUP_PREFIX + "clock." + SnapshotId.random(sources.random()).text();
    Futures.await(
        storage.put(
            key,
            MemorySegment.ofArray(new byte[0]),
            PutOptions.root(Precondition.ABSENT, Map.of())));
    try {
      return Futures.await(storage.head(key))
          .map(ObjectInfo::lastModified)
          .orElseGet(sources.clock()::instant);
    } finally {
      Futures.await(storage.delete(List.of(key)));
    }
  }
}
