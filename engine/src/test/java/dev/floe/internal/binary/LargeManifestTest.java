package dev.floe.internal.binary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.format.ManifestId;
import dev.floe.format.NodeId;
import dev.floe.format.SpecVersion;
import dev.floe.internal.codec.Zstd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// A manifest of a million references, through its envelope: opened without an object for any of
/// them, and searched without allocating.
class LargeManifestTest {
  private static final int ROWS = 1000;
  private static final int COLUMNS = 1000;

  private static RefSource refs() {
    return sink -> {
      int[] coords = new int[3];
      MemorySegment bytes = MemorySegment.ofArray("inline".getBytes(StandardCharsets.UTF_8));
      MemorySegment location =
          MemorySegment.ofArray("s3://bucket/archive/run.nc".getBytes(StandardCharsets.UTF_8));
      for (int row = 0; row < ROWS; row++) {
        for (int column = 0; column < COLUMNS; column++) {
          coords[0] = row;
          coords[1] = column * 3;
          coords[2] = -1;
          long number = (long) row * COLUMNS + column;
          switch (column % 3) {
            case 0 -> sink.inline(coords, 3, bytes);
            case 1 -> sink.nativeChunk(coords, 3, number, row, column, number);
            default -> sink.virtualChunk(coords, 3, location, number, column, null);
          }
        }
      }
    };
  }

  @Test
  void isSearchedWhereItLies() {
    try (Zstd zstd = new Zstd(1);
        Arena arena = Arena.ofConfined();
        ManifestWriter writer =
            new ManifestWriter(
                SpecVersion.V2, LocationCompression.NONE, new Random(1), ROWS * COLUMNS)) {
      NodeId node = new NodeId(7);
      MemorySegment file =
          writer.encode(new ManifestId(1, 2), node, refs(), zstd, 1, arena::allocate);
      Envelope.Decoded decoded =
          Envelope.decode(
              zstd,
              file,
              FileType.MANIFEST,
              "file",
              Envelope.MAX_BODY_BYTES,
              bytes -> arena.allocate(bytes, 8));
      long opened =
          Allocations.of(() -> {
            ManifestView view = ManifestView.of(decoded.body(), "file", zstd);
            return view.arrayIndex(node) + view.refCount(0) - ROWS * COLUMNS;
          });
      assertTrue(opened < 1000, opened + " bytes to open");
      ManifestView view = ManifestView.of(decoded.body().asReadOnly(), "file", zstd);
      search(view);
    }
  }

  private static void search(ManifestView view) {
    int[] coords = new int[3];
    long allocated =
        Allocations.of(() -> {
          long wrong = 0;
          for (int i = 0; i < 30_000; i++) {
            int row = i * 7919 % ROWS;
            int column = i * 31 % COLUMNS;
            coords[0] = row;
            coords[1] = column * 3;
            coords[2] = -1;
            int ref = view.find(0, coords, 3);
            wrong += Math.abs(ref - (row * COLUMNS + column)) + check(view, ref, row, column);
            coords[2] = 0;
            wrong += view.find(0, coords, 3) + 1 + view.lowerBound(0, coords, 3) - ref;
          }
          return wrong;
        });
    assertTrue(allocated < 100, allocated + " bytes to search");
    coords[0] = -1;
    assertEquals(ROWS * COLUMNS, view.lowerBound(0, coords, 3), "coordinates are unsigned");
  }

  private static long check(ManifestView view, int ref, int row, int column) {
    long number = (long) row * COLUMNS + column;
    return switch (view.kind(0, ref)) {
      case INLINE -> column % 3 + view.inlineLength(0, ref) - 6;
      case NATIVE ->
          Math.abs(view.chunkIdHigh(0, ref) - number)
              + Math.abs(view.chunkIdLow(0, ref) - row)
              + Math.abs(view.offset(0, ref) - column)
              + Math.abs(view.length(0, ref) - number);
      case VIRTUAL ->
          Math.abs(view.offset(0, ref) - number) + Math.abs(view.length(0, ref) - column);
    };
  }
}
