package dev.floe.maintenance;

import dev.floe.format.Checksum;
import dev.floe.format.ManifestFileInfo;
import dev.floe.format.ManifestId;
import dev.floe.format.SnapshotId;
import dev.floe.format.SnapshotInfo;
import dev.floe.internal.asset.Asset;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.binary.ManifestView;
import dev.floe.internal.binary.RefSink;
import dev.floe.internal.binary.SnapshotView;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Adds up what chunks take: of all snapshots that refs reach, every manifest once.
///
/// Memory grows with the number of distinct chunks, by 40 bytes or less each, and with that of
/// distinct locations; manifests are read one after the other. One use, one thread.
public final class StorageScan {
  private final AssetManager assets;
  private final Set<SnapshotId> snapshots = new HashSet<>();
  private final Set<ManifestId> manifests = new HashSet<>();
  private final Fingerprints chunks = new Fingerprints();
  private final Map<String, Integer> locations = new HashMap<>();
  private long nativeBytes;
  private long virtualBytes;
  private long inlinedBytes;

  /// @param assets without a cache: every file is read once
  @SuppressWarnings("exports") // for the repository alone
  public StorageScan(AssetManager assets) {
    this.assets = assets;
  }

  /// Adds what a ref reaches.
  ///
  /// @param ancestry of the ref, newest first; what was seen before is not read again
  public void add(Stream<SnapshotInfo> ancestry) {
    ancestry.takeWhile(snapshot -> snapshots.add(snapshot.id())).forEach(this::add);
  }

  /// What was added up.
  public StorageStatistics result() {
    return new StorageStatistics(nativeBytes, virtualBytes, inlinedBytes);
  }

  private void add(SnapshotInfo snapshot) {
    Asset<SnapshotView> asset = assets.snapshot(snapshot.id());
    try {
      asset.value().manifestFiles().forEach(this::add);
    } finally {
      asset.unpin();
    }
  }

  private void add(ManifestFileInfo file) {
    if (!manifests.add(file.id())) {
      return;
    }
    Asset<ManifestView> asset = assets.manifest(file.id(), file.sizeBytes());
    try {
      ManifestView view = asset.value();
      Sizes sizes = new Sizes();
      for (int array = 0; array < view.arrayCount(); array++) {
        int[] scratch = new int[0];
        for (int ref = 0; ref < view.refCount(array); ref++) {
          int rank = view.rank(array, ref);
          scratch = scratch.length < rank ? new int[rank] : scratch;
          view.copyTo(array, ref, scratch, sizes);
        }
      }
    } finally {
      asset.unpin();
    }
  }

  private final class Sizes implements RefSink {
    private String lastLocation = "";
    private int lastNumber = -1;

    @Override
    public void inline(int[] coords, int rank, MemorySegment bytes) {
      inlinedBytes = StorageStatistics.sum(inlinedBytes, bytes.byteSize());
    }

    @Override
    public void nativeChunk(
        int[] coords, int rank, long idHigh, int idLow, long offset, long length) {
      if (chunks.add(idHigh, idLow, offset, length)) {
        nativeBytes = StorageStatistics.sum(nativeBytes, length);
      }
    }

    @Override
    public void virtualChunk(
        int[] coords,
        int rank,
        MemorySegment locationUtf8,
        long offset,
        long length,
        Checksum checksum) {
      String location =
          new String(locationUtf8.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
      if (!location.equals(lastLocation) || lastNumber < 0) {
        lastNumber = locations.computeIfAbsent(location, name -> locations.size());
        lastLocation = location;
      }
      if (chunks.add(lastNumber, -1, offset, length)) {
        virtualBytes = StorageStatistics.sum(virtualBytes, length);
      }
    }
  }
}
