package dev.floe.internal.binary;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.error.FormatException;
import dev.floe.format.ManifestId;
import dev.floe.format.NodeId;
import dev.floe.format.SpecVersion;
import dev.floe.internal.codec.Zstd;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;

/// What is copied of many references at once, against the coordinates of each: in whole manifests
/// and in damaged ones, where both say the same of the first reference that is bad.
class RefCoordinatesTest {
  private static final Zstd ZSTD = new Zstd(1);

  @AfterContainer
  static void close() {
    ZSTD.close();
  }

  private static byte[] manifest(Random random, int rank, int side) {
    TreeSet<int[]> all = new TreeSet<>(Arrays::compareUnsigned);
    for (int i = random.nextInt(1500); i >= 0; i--) {
      // Few manifests hold coordinates of another number than the array has.
      int[] coords = new int[random.nextInt(200) == 0 ? random.nextInt(4) : rank];
      for (int at = 0; at < coords.length; at++) {
        coords[at] = random.nextInt(300) == 0 ? -random.nextInt(3) : random.nextInt(side);
      }
      all.add(coords);
    }
    try (ManifestWriter writer =
        new ManifestWriter(SpecVersion.V2, LocationCompression.NONE, new Random(1), 0)) {
      return writer
          .write(
              new ManifestId(1, 2),
              new NodeId(1),
              sink -> all.forEach(coords -> add(sink, random, coords)))
          .toArray(ValueLayout.JAVA_BYTE);
    }
  }

  private static void add(RefSink sink, Random random, int[] coords) {
    switch (random.nextInt(8)) {
      case 0 -> sink.inline(coords, coords.length, MemorySegment.ofArray(new byte[3]));
      case 1 -> sink.nativeChunk(coords, coords.length, 1, 2, random.nextInt(3), 5);
      default -> sink.nativeChunk(coords, coords.length, 1, 2, 7, 5);
    }
  }

  private static List<Integer> expectedRows(ManifestView view, int from, int to, int[] grid) {
    List<Integer> rows = new ArrayList<>();
    int[] last = null;
    for (int ref = from; ref < to; ref++) {
      int[] coords = coords(view, ref);
      boolean inside = coords.length == grid.length;
      for (int i = 0; inside && i < grid.length; i++) {
        inside = Integer.compareUnsigned(coords[i], grid[i]) < 0;
      }
      if (inside && !Arrays.equals(coords, last)) {
        Arrays.stream(coords).forEach(rows::add);
        last = coords;
      }
    }
    return rows;
  }

  private static List<Integer> expectedNumbers(
      ManifestView view, int from, int to, int[] prefix, int before) {
    List<Integer> numbers = new ArrayList<>();
    int last = before;
    for (int ref = from; ref < to; ref++) {
      int[] coords = coords(view, ref);
      if (coords.length <= prefix.length
          || Arrays.mismatch(coords, 0, prefix.length, prefix, 0, prefix.length) >= 0
          || coords[prefix.length] == last) {
        break;
      }
      last = coords[prefix.length];
      numbers.add(last);
    }
    return numbers;
  }

  private static int[] coords(ManifestView view, int ref) {
    int[] coords = new int[view.rank(0, ref) < 5 ? view.rank(0, ref) : 5];
    view.coords(0, ref, coords);
    return coords;
  }

  private static List<Integer> rows(ManifestView view, int from, int to, int[] grid) {
    MemorySegment rows = MemorySegment.ofArray(new int[grid.length * (to - from)]);
    int count = view.copyCoordinates(0, from, to, grid, rows);
    return Arrays.stream(rows.asSlice(0, 4L * grid.length * count).toArray(ValueLayout.JAVA_INT))
        .boxed()
        .toList();
  }

  private static List<Integer> numbers(
      ManifestView view, int from, int to, int[] prefix, int before) {
    int[] into = new int[2 + to - from];
    int count = view.copyNumbers(0, from, to, prefix, before, into, 2);
    return Arrays.stream(into, 2, 2 + count).boxed().toList();
  }

  private interface Read {
    List<Integer> read();
  }

  private static Object outcome(Read read) {
    try {
      return read.read();
    } catch (FormatException e) {
      return e.getMessage();
    }
  }

  private static void sameBothWays(byte[] body, Random random, int rank, int side) {
    ManifestView view;
    int count;
    try {
      view = ManifestView.of(MemorySegment.ofArray(body), "file", ZSTD);
      if (view.arrayCount() == 0) {
        return;
      }
      count = Math.min(view.refCount(0), 2000);
    } catch (FormatException e) {
      return;
    }
    for (int round = 0; round < 4; round++) {
      int from = count == 0 ? 0 : random.nextInt(count);
      int to = from + (count == 0 ? 0 : random.nextInt(count - from + 1));
      int[] grid = new int[rank];
      Arrays.fill(grid, round == 0 ? -1 : 1 + random.nextInt(side));
      assertEquals(
          outcome(() -> expectedRows(view, from, to, grid)),
          outcome(() -> rows(view, from, to, grid)));
      int[] prefix = new int[random.nextInt(rank)];
      Arrays.fill(prefix, random.nextInt(side));
      int before = random.nextInt(side);
      assertEquals(
          outcome(() -> expectedNumbers(view, from, to, prefix, before)),
          outcome(() -> numbers(view, from, to, prefix, before)));
    }
  }

  /// Coordinates that a damaged manifest repeats are copied once, wherever they are: rows are
  /// copied in blocks of 256.
  @Example
  void aRepeatFromBlockToBlockIsCopiedOnce() {
    int first = 0x01020300;
    for (int rank = 1; rank <= 2; rank++) {
      int[] coords = new int[rank];
      int last = rank - 1;
      MemorySegment body;
      try (ManifestWriter writer =
          new ManifestWriter(SpecVersion.V2, LocationCompression.NONE, new Random(1), 0)) {
        MemorySegment written =
            writer.write(
                new ManifestId(1, 2),
                new NodeId(1),
                sink -> {
                  for (int i = 0; i < 700; i++) {
                    coords[last] = first + i;
                    sink.nativeChunk(coords, coords.length, 1, 2, 7, 5);
                  }
                });
        body = MemorySegment.ofArray(written.toArray(ValueLayout.JAVA_BYTE));
      }
      ValueLayout.OfInt number = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
      for (long at = 0; at <= body.byteSize() - 4; at++) {
        int stored = body.get(number, at);
        if (stored == first + 256 || stored == first + 512) {
          body.set(number, at, stored - 1);
        }
      }
      ManifestView view = ManifestView.of(body, "file", ZSTD);
      int[] grid = new int[rank];
      Arrays.fill(grid, -1);
      assertEquals(698 * rank, rows(view, 0, 700, grid).size());
      assertEquals(expectedRows(view, 0, 700, grid), rows(view, 0, 700, grid));
    }
  }

  @Property(tries = 100)
  void ofWholeManifests(@ForAll long seed) {
    Random random = new Random(seed);
    int rank = 1 + random.nextInt(3);
    int side = rank == 1 ? 3000 : 1 + random.nextInt(40);
    sameBothWays(manifest(random, rank, side), random, rank, side);
  }

  @Property(tries = 2000)
  void ofDamagedOnes(@ForAll long seed) {
    Random random = new Random(seed);
    int rank = 1 + random.nextInt(3);
    byte[] body = manifest(random, rank, 30);
    for (int i = random.nextInt(40); i >= 0; i--) {
      int at = random.nextInt(body.length);
      switch (random.nextInt(4)) {
        case 0 -> body[at] = (byte) random.nextInt();
        case 1 -> body[at] = (byte) (random.nextBoolean() ? 0xff : 0);
        default -> body[at] ^= (byte) (1 << random.nextInt(8));
      }
    }
    int length = random.nextInt(5) == 0 ? random.nextInt(body.length) : body.length;
    sameBothWays(Arrays.copyOf(body, length), random, rank, 30);
  }
}
