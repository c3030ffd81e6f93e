package dev.floe.internal.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.format.ChunkIndexSet;
import dev.floe.format.ChunkIndices;
import dev.floe.format.NodeId;
import dev.floe.format.NodePath;
import dev.floe.format.SnapshotId;
import dev.floe.internal.commit.ReadSet.Listing;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// How much a read set holds, and that what it does not hold it counts as read.
class ReadSetLimitsTest {
  private final Random random = new Random(7);
  private final SnapshotId base = SnapshotId.random(random);
  private final ReadSet reads = new ReadSet(base);

  private ReadChunks array(int rank) {
    return reads.array(base, NodeId.random(random), NodePath.of("/a"), rank);
  }

  private static boolean holds(ReadChunks chunks, long... at) {
    return !chunks.amongst(ChunkIndexSet.of(List.of(ChunkIndices.of(at)))).isEmpty();
  }

  @Test
  void coordinatesAreHeldOneByOneUpToTheLimit() {
    ReadChunks array = array(2);
    int[] at = new int[5];
    for (int i = 0; i < ReadChunks.MOST; i++) {
      at[0] = i >>> 8;
      at[1] = i & 0xff;
      reads.chunk(base, array, at, 2);
      reads.chunk(base, array, at, 2);
    }
    assertTrue(holds(array, 255, 255));
    assertTrue(holds(array, 0, 0));
    assertFalse(holds(array, 256, 0));
    assertFalse(holds(array, 0));
    at[0] = -1;
    reads.chunk(base, array, at, 2);
    assertTrue(holds(array, 256, 0), "one more, and it is all of them");
  }

  @Test
  void allArraysTogetherHoldNoMoreThanTheLimit() {
    int[] at = new int[1];
    int arrays = ReadSet.MOST_COORDINATES / 1024;
    ReadChunks first = array(1);
    for (int i = 0; i <= arrays; i++) {
      ReadChunks array = i == 0 ? first : array(1);
      for (at[0] = 0; at[0] < 1024; at[0]++) {
        reads.chunk(base, array, at, 1);
      }
      assertEquals(i == arrays, holds(array, 5000), "array " + i);
    }
    reads.allChunks(base, first);
    assertTrue(reads.hasRoom(), "what was given up is room again");
  }

  @Test
  void chunksOfAnotherRankAreAllChunks() {
    ReadChunks array = array(2);
    reads.chunk(base, array, new int[] {1}, 1);
    assertTrue(holds(array, 4, 4));
    ReadChunks scalar = array(0);
    assertFalse(holds(scalar));
    reads.chunk(base, scalar, new int[0], 0);
    assertTrue(holds(scalar));
  }

  @Test
  void pathsBeyondTheLimitAreTheWholeHierarchy() {
    for (int i = 0; i < ReadSet.MOST_PATHS; i++) {
      reads.node(base, NodePath.of("/n" + i));
    }
    assertEquals(ReadSet.MOST_PATHS, reads.nodes().size());
    reads.node(base, NodePath.of("/one-more"));
    assertEquals(Set.of(), reads.nodes());
    assertEquals(Map.of(NodePath.ROOT, Listing.DOCUMENTS), reads.listings());
    reads.listing(base, NodePath.ROOT, Listing.PLACES);
    assertEquals(Map.of(NodePath.ROOT, Listing.DOCUMENTS), reads.listings());
  }

  @Test
  void theLargerOfTwoListingsStays() {
    NodePath path = NodePath.of("/g");
    reads.listing(base, path, Listing.DOCUMENTS);
    reads.listing(base, path, Listing.PLACES);
    assertEquals(Map.of(path, Listing.DOCUMENTS), reads.listings());
  }

  @Test
  void readsOfABaseThatWasLeftAreRefused() {
    SnapshotId next = SnapshotId.random(random);
    ReadChunks array = array(1);
    long seen = reads.additions();
    reads.node(base, NodePath.ROOT);
    assertFalse(reads.moveTo(next, seen), "something was read since");
    reads.node(base, NodePath.ROOT);
    assertTrue(reads.moveTo(next, reads.additions()));
    for (Runnable late :
        List.<Runnable>of(
            () -> reads.node(base, NodePath.ROOT),
            () -> reads.listing(base, NodePath.ROOT, Listing.PLACES),
            () -> reads.chunk(base, array, new int[1], 1),
            () -> reads.allChunks(base, array))) {
      assertEquals(ErrorKind.CONCURRENCY, assertThrows(IcechunkException.class, late::run).kind());
    }
    reads.node(next, NodePath.ROOT);
    reads.retire();
    reads.node(base, NodePath.ROOT);
  }
}
