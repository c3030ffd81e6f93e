package dev.floe.zarr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.floe.Repository;
import dev.floe.Session;
import dev.floe.Version;
import dev.floe.format.NodePath;
import dev.floe.storage.Storage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Copying references out makes no object for each of them.
class ChunkReferenceScanTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int ROWS = 300;
  private static final int COUNT = ROWS * ROWS;
  private static final int SMALLEST_OBJECT = 16;

  /// Virtual references, a thousand to each file.
  static void fill(Store store) {
    store.set("a/zarr.json", StoreTest.array("[300,300]", "[1,1]"));
    List<String> locations = new ArrayList<>();
    long[] offsets = new long[COUNT];
    long[] lengths = new long[COUNT];
    for (int i = 0; i < COUNT; i++) {
      locations.add("s3://bucket/a/file/of/some/name-" + i / 1000 + ".nc");
      offsets[i] = 100L * i;
      lengths[i] = 100;
    }
    store.setVirtualRefs(
        "a",
        new VirtualChunkColumns(
            new long[] {ROWS, ROWS},
            new long[] {0, 0},
            locations,
            MemorySegment.ofArray(offsets),
            MemorySegment.ofArray(lengths),
            Optional.empty()),
        false);
  }

  static void read(Session session) {
    try (ChunkReferenceScan scan = session.chunkRefs(NodePath.of("/a"));
        ChunkReferenceColumns columns = scan.columns(1000)) {
      int rows = 0;
      while (scan.fill(columns) > 0) {
        rows += columns.count();
      }
      assertEquals(COUNT, rows);
      assertEquals(COUNT / 1000, scan.locations().count());
    }
  }

  private static List<List<Integer>> whole(Session session) {
    List<List<Integer>> seen = new ArrayList<>();
    try (ChunkReferenceScan scan = session.chunkRefs(NodePath.of("/a"));
        ChunkReferenceColumns columns = scan.columns(1000)) {
      while (scan.fill(columns) > 0) {
        for (int row = 0; row < columns.count(); row++) {
          seen.add(List.of(columns.unsignedCoordinate(row, 0), columns.unsignedCoordinate(row, 1)));
        }
      }
    }
    return seen;
  }

  private static List<List<Integer>> coordinates(Session session, int room) {
    List<List<Integer>> seen = new ArrayList<>();
    try (Arena arena = Arena.ofConfined();
        ChunkReferenceScan scan = session.chunkRefs(NodePath.of("/a"))) {
      MemorySegment rows = arena.allocate(8L * room + 4, 4);
      for (int n = scan.fillCoordinates(rows); n > 0; n = scan.fillCoordinates(rows)) {
        for (int row = 0; row < n; row++) {
          seen.add(
              List.of(
                  rows.getAtIndex(ValueLayout.JAVA_INT, 2L * row),
                  rows.getAtIndex(ValueLayout.JAVA_INT, 2L * row + 1)));
        }
      }
      assertThrows(IllegalArgumentException.class, () -> scan.fillCoordinates(rows.asSlice(0, 7)));
    }
    return seen;
  }

  private static void sameBothWays(Session session, int count) {
    List<List<Integer>> expected = whole(session);
    assertEquals(count, expected.size());
    for (int room : new int[] {1, 7, 4096, COUNT}) {
      assertEquals(expected, coordinates(session, room), "in memory for " + room + " rows");
    }
  }

  /// In manifests, over what a session recorded and deleted, and where the grid has shrunk.
  @Test
  void coordinatesAloneAreThoseOfTheReferences() {
    try (Storage storage = Storage.inMemory();
        Repository repository = Repository.create(storage)) {
      Session session = repository.writableSession("main");
      fill(session.store());
      sameBothWays(session, COUNT);
      session.commit("references");
      session = repository.writableSession("main");
      sameBothWays(session, COUNT);
      int deleted = 0;
      for (int i = 5; i < COUNT; i += 331) {
        session.store().delete("a/c/" + i / ROWS + "/" + i % ROWS);
        deleted++;
      }
      session.store().set("a/c/2/3", MemorySegment.ofArray(new byte[] {1}));
      sameBothWays(session, COUNT - deleted);
      session.store().set("a/zarr.json", StoreTest.array("[200,250]", "[1,1]"));
      sameBothWays(session, whole(session).size());
      session.commit("less");
      session = repository.readonlySession(Version.MAIN);
      sameBothWays(session, whole(session).size());
    }
  }

  @Test
  void aScanAllocatesLessThanAnObjectForEachReference() {
    try (Storage storage = Storage.inMemory();
        Repository repository = Repository.create(storage)) {
      repository.transaction("main", "references", ChunkReferenceScanTest::fill);
      Session session = repository.readonlySession(Version.MAIN);
      long least = Long.MAX_VALUE;
      for (int round = 0; round < 20; round++) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        read(session);
        least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
      }
      long perReference = least / COUNT;
      assertTrue(perReference < SMALLEST_OBJECT, "bytes a reference: " + perReference);
    }
  }
}
