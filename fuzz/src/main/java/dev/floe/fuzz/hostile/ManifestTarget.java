package dev.floe.fuzz.hostile;

import dev.floe.error.FormatException;
import dev.floe.error.InvalidInputException;
import dev.floe.format.ChunkIndices;
import dev.floe.format.ChunkPayload;
import dev.floe.format.ManifestId;
import dev.floe.format.NodeId;
import dev.floe.format.SpecVersion;
import dev.floe.internal.binary.FileType;
import dev.floe.internal.binary.LocationCompression;
import dev.floe.internal.binary.ManifestView;
import dev.floe.internal.binary.ManifestWriter;
import dev.floe.internal.binary.RefSource;
import dev.floe.internal.codec.Zstd;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// The bodies of manifests.
final class ManifestTarget implements Target {
  /// One reference.
  private record Ref(ChunkIndices at, ChunkPayload payload) {}

  private final Zstd zstd = new Zstd(1);

  @Override
  public String name() {
    return "manifest";
  }

  @Override
  public List<byte[]> seeds() {
    List<byte[]> bodies = new ArrayList<>(Specimens.of(SpecVersion.V1).bodies(FileType.MANIFEST));
    bodies.addAll(Specimens.of(SpecVersion.V2).bodies(FileType.MANIFEST));
    bodies.add(compressed());
    return bodies;
  }

  /// A manifest whose locations are compressed.
  private static byte[] compressed() {
    RefSource refs =
        sink -> {
          for (int i = 0; i < 12; i++) {
            String location = "s3://bucket/some/prefix/file-%04d.nc".formatted(i);
            sink.virtualChunk(new int[] {i}, 1, location, 1, 2, null);
          }
        };
    LocationCompression rules = new LocationCompression(5, 50, 512, 3);
    try (ManifestWriter writer = new ManifestWriter(SpecVersion.V2, rules, new Random(1), 0)) {
      return writer
          .write(ManifestId.random(new Random(2)), new NodeId(1), refs)
          .toArray(ValueLayout.JAVA_BYTE);
    }
  }

  @Override
  public void read(byte[] input) {
    ManifestView view = ManifestView.of(MemorySegment.ofArray(input).asReadOnly(), "file", zstd);
    lookUp(view);
    view.totalRefCount();
    for (int array = 0; array < view.arrayCount(); array++) {
      view.nodeId(array);
      List<Ref> refs = refs(view, array);
      copy(view, array, refs.size());
      if (!refs.isEmpty()) {
        writeAgain(view, array, refs);
      }
    }
  }

  private static void lookUp(ManifestView view) {
    attempt(() -> view.arrayIndex(new NodeId(1)));
    int[] coords = {1, 1, 0};
    for (int array = 0; array < Math.min(view.arrayCount(), 8); array++) {
      int index = array;
      for (int rank = 0; rank <= coords.length; rank++) {
        int axes = rank;
        attempt(() -> {
          int found = view.find(index, coords, axes);
          Checks.require(found < view.refCount(index), "a reference behind the last");
        });
      }
    }
  }

  private static void attempt(Runnable part) {
    try {
      part.run();
    } catch (FormatException e) {
      Checks.same("file", e.object());
    }
  }

  private static List<Ref> refs(ManifestView view, int array) {
    List<Ref> refs = new ArrayList<>();
    for (int ref = 0; ref < view.refCount(array); ref++) {
      refs.add(new Ref(view.indices(array, ref), view.payload(array, ref)));
      view.kind(array, ref);
      view.checksum(array, ref);
    }
    return refs;
  }

  private static void copy(ManifestView view, int array, int count) {
    int most = 1;
    for (int ref = 0; ref < count; ref++) {
      most = Math.max(most, view.rank(array, ref));
    }
    List<Integer> seen = new ArrayList<>();
    view.copyTo(array, 0, count, new int[most], new RefCounter(seen));
    Checks.same(count, seen.size());
  }

  /// What is in no order, or of several ranks, is read as it stands and never written.
  private void writeAgain(ManifestView view, int array, List<Ref> refs) {
    RefSource source =
        sink -> {
          for (Ref ref : refs) {
            int[] at = ref.at().toUnsigned();
            sink.payload(at, at.length, ref.payload());
          }
        };
    try (ManifestWriter writer =
        new ManifestWriter(SpecVersion.V2, LocationCompression.NONE, new Random(1), 0)) {
      MemorySegment body = writer.write(view.id(), view.nodeId(array), source);
      ManifestView again = ManifestView.of(body, "written", zstd);
      Checks.same(view.nodeId(array), again.nodeId(0));
      Checks.same(refs, refs(again, 0));
    } catch (InvalidInputException e) {
      Checks.require(e.getMessage() != null, "a refusal without a reason");
    }
  }

  @Override
  public void close() {
    zstd.close();
  }
}
