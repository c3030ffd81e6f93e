package dev.floe.zarr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.format.ChunkIndices;
import dev.floe.format.NodePath;
import dev.floe.storage.Storage;
import dev.floe.virtual.VirtualChunk;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// Boxes of virtual references, in even distances and not, over one another and over single ones,
/// in several commits, against a sorted map.
class VirtualRefsModelTest {
  private static final int[][] GRIDS = {{20_000}, {300, 40}, {9_000, 1, 1}, {30, 5, 60}};

  private final TreeMap<ChunkIndices, String> model = new TreeMap<>();
  private Random random;
  private int[] grid;

  @Property(tries = 40)
  void whatWasSetIsRead(@ForAll long seed, @ForAll @IntRange(max = 3) int shape) {
    random = new Random(seed);
    grid = GRIDS[shape];
    model.clear();
    try (Storage storage = Storage.inMemory();
        Repository repository = Repository.create(storage)) {
      String ones = "[1" + ",1".repeat(grid.length - 1) + "]";
      for (int commit = 0; commit < 3; commit++) {
        Session session = repository.writableSession("main");
        if (commit == 0) {
          session.store().set("a/zarr.json", StoreTest.array(Arrays.toString(grid), ones));
        }
        for (int i = random.nextInt(1, 6); i > 0; i--) {
          change(session.store());
        }
        assertEquals(model, read(session));
        session.commit("changes");
        assertEquals(model, read(repository.readonlySession(Version.MAIN)));
      }
    }
  }

  private void change(Store store) {
    if (random.nextInt(4) == 0) {
      int[] at = new int[grid.length];
      for (int d = 0; d < at.length; d++) {
        at[d] = random.nextInt(grid[d]);
      }
      String key = Arrays.stream(at).mapToObj(i -> "/" + i).collect(Collectors.joining());
      if (random.nextBoolean()) {
        store.setVirtualRef(
            "a/c" + key, new VirtualChunk("s3://b/single", 3, 4, Optional.empty()), false);
        model.put(ChunkIndices.ofUnsigned(at), "s3://b/single 3 4");
      } else {
        store.delete("a/c" + key);
        model.remove(ChunkIndices.ofUnsigned(at));
      }
      return;
    }
    long[] box = new long[grid.length];
    long[] from = new long[grid.length];
    for (int d = 0; d < box.length; d++) {
      from[d] = random.nextBoolean() ? 0 : random.nextInt(grid[d]);
      int most = grid[d] - (int) from[d];
      box[d] = random.nextBoolean() ? most : 1 + random.nextInt(most);
    }
    setBox(store, box, from);
  }

  private void setBox(Store store, long[] box, long[] from) {
    int count = (int) Arrays.stream(box).reduce(1, (a, b) -> a * b);
    int ofAFile = List.of(1, 7, 100, 5000).get(random.nextInt(4));
    boolean even = random.nextInt(3) > 0;
    int salt = random.nextInt(100);
    List<String> locations = new ArrayList<>();
    long[] offsets = new long[count];
    long[] lengths = new long[count];
    for (int i = 0; i < count; i++) {
      boolean left = random.nextInt(500) == 0;
      locations.add(left ? "" : "s3://b/" + salt + "/" + i / ofAFile);
      offsets[i] = even ? i % ofAFile * 10L : random.nextInt(1 << 20);
      lengths[i] = even ? 10 : 1 + random.nextInt(1 << 20);
      if (!left) {
        long rest = i;
        int[] at = new int[box.length];
        for (int d = box.length - 1; d >= 0; d--) {
          at[d] = (int) (from[d] + rest % box[d]);
          rest /= box[d];
        }
        model.put(
            ChunkIndices.ofUnsigned(at), locations.get(i) + " " + offsets[i] + " " + lengths[i]);
      }
    }
    store.setVirtualRefs(
        "a",
        new VirtualChunkColumns(
            box,
            from,
            locations,
            MemorySegment.ofArray(offsets),
            MemorySegment.ofArray(lengths),
            Optional.empty()),
        false);
  }

  private static TreeMap<ChunkIndices, String> read(Session session) {
    TreeMap<ChunkIndices, String> found = new TreeMap<>();
    try (ChunkReferenceScan scan = session.chunkRefs(NodePath.of("/a"));
        ChunkReferenceColumns columns = scan.columns(1000)) {
      while (scan.fill(columns) > 0) {
        for (int row = 0; row < columns.count(); row++) {
          found.put(
              columns.coordinates(row),
              scan.locations().text(columns.location(row))
                  + " "
                  + columns.offset(row)
                  + " "
                  + columns.lengthBytes(row));
        }
      }
    }
    return found;
  }
}
