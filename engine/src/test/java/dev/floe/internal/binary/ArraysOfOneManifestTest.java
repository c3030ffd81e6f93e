package dev.floe.internal.binary;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.format.ManifestExtents;
import dev.floe.format.ManifestRef;
import dev.floe.format.NodeData;
import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import dev.floe.format.SpecVersion;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.asset.CacheBudget;
import dev.floe.internal.backend.InMemoryStorage;
import dev.floe.internal.codec.Zstd;
import dev.floe.internal.read.ArrayChunks;
import dev.floe.internal.read.ChunkChanges;
import dev.floe.internal.read.ChunkCursor;
import dev.floe.memory.SegmentPool;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Chunks of arrays whose references are in one manifest, as others may write it.
class ArraysOfOneManifestTest {
  private static long idOf(AssetManager assets, ManifestView manifest, long node) {
    ArrayChunks chunks =
        new ArrayChunks(
            assets,
            new NodeId(node),
            NodePath.of("/a"),
            new NodeData.Array(
                List.of(),
                Optional.empty(),
                List.of(new ManifestRef(manifest.id(), ManifestExtents.UNIVERSAL))),
            _ -> 0,
            ChunkChanges.NONE);
    ChunkCursor cursor = new ChunkCursor();
    long first = 0;
    for (int i = 0; i < 2; i++) {
      chunks.locate(new int[0], 0, cursor);
      first = cursor.kind() == ChunkCursor.Kind.NATIVE ? cursor.high() : -1;
      cursor.clear();
    }
    return first;
  }

  @Test
  void areFoundEachInItsOwn() {
    ManifestView manifest = ManifestRoundTripTest.severalArrays();
    try (SegmentPool pool = SegmentPool.checked(64 << 20, System::nanoTime);
        Zstd zstd = new Zstd(1);
        InMemoryStorage storage = new InMemoryStorage(InstantSource.system());
        AssetManager assets =
            new AssetManager(storage, SpecVersion.V2, pool, new CacheBudget(1 << 20), zstd, 3)) {
      assets.write(FileType.MANIFEST, manifest.id().key(), manifest.body()).stored().join();
      assertEquals(5, idOf(assets, manifest, -10));
      assertEquals(7, idOf(assets, manifest, 0));
      assertEquals(-1, idOf(assets, manifest, 3));
    }
  }
}
