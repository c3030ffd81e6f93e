package dev.floe.io.internal.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.memory.SegmentLease;
import dev.floe.memory.SegmentPool;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TransportMemoryTest extends HttpClientFixture {
  private static final long MIB = 1 << 20;
  private static final Origin TLS = new Origin(true, "host", 443);

  private final SegmentPool pool = SegmentPool.checked(64 * MIB, System::nanoTime);

  @AfterEach
  void closePool() {
    pool.close();
  }

  private TransportMemory memory() {
    return TransportMemory.of(pool, 2, System::nanoTime);
  }

  @Test
  void isReservedInThePoolGrowsAndShrinksAndEndsWithItsLastUser() {
    TransportMemory memory = memory();
    assertSame(memory, memory());
    assertEquals(6 * MIB, pool.statistics().reservedBytes());
    List<CompletableFuture<Void>> rooms = new ArrayList<>();
    for (int i = 0; i < 14; i++) {
      rooms.add(memory.admit(MIB));
    }
    assertTrue(rooms.stream().allMatch(CompletableFuture::isDone));
    assertEquals(16 * MIB, pool.statistics().reservedBytes());
    CompletableFuture<Void> late = memory.admit(MIB);
    assertFalse(late.isDone(), "a quarter of the pool is all that a transport gets");
    memory.release(MIB);
    assertTrue(late.isDone());
    for (int i = 0; i < 14; i++) {
      memory.release(MIB);
    }
    assertEquals(6 * MIB, pool.statistics().reservedBytes());
    memory.close();
    assertEquals(6 * MIB, pool.statistics().reservedBytes());
    memory.close();
    assertEquals(0, pool.statistics().reservedBytes());
  }

  @Test
  void whereNothingIsToSpareThereIsRoomForSomeAllTheSame() {
    try (TransportMemory memory = memory();
        SegmentLease most = pool.lease(58 * MIB)) {
      List<CompletableFuture<Void>> rooms = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        rooms.add(memory.admit(MIB));
      }
      assertEquals(4, rooms.stream().filter(CompletableFuture::isDone).count());
      rooms.get(5).cancel(false);
      memory.release(MIB);
      assertEquals(6, rooms.stream().filter(CompletableFuture::isDone).count());
      memory.release(4 * MIB);
      assertEquals(58 * MIB, most.segment().byteSize());
    }
  }

  @Test
  void whereNothingIsToSpareFromTheBeginningOneAttemptGoesOnAtATime() {
    SegmentLease all = pool.lease(62 * MIB);
    try (TransportMemory memory = memory()) {
      assertEquals(0, memory.reservedBytes());
      assertTrue(memory.admit(MIB).isDone());
      CompletableFuture<Void> second = memory.admit(MIB);
      assertFalse(second.isDone());
      memory.release(MIB);
      assertTrue(second.isDone());
      all.close();
      pool.trim();
      assertTrue(memory.admit(MIB).isDone());
      assertEquals(6 * MIB, memory.reservedBytes());
    }
  }

  private static long needed(Origin origin, MemorySegment body) {
    return TransportMemory.neededFor(
        new HttpRequest(HttpRequest.Method.PUT, origin, "/key", Headers.NONE, Optional.of(body)));
  }

  @Test
  void copiesOfBodiesAreCountedAndBodiesThatAreNotCopiedAreNot() {
    Origin plain = new Origin(false, "host", 80);
    MemorySegment large = arena.allocate(10 * MIB);
    MemorySegment heap = MemorySegment.ofArray(new byte[(int) (10 * MIB)]);
    assertEquals(8 << 10, needed(plain, large));
    assertEquals((8 << 10) + (512 << 10), needed(plain, heap));
    assertEquals((64 << 10) + (512 << 10), needed(TLS, large));
    assertEquals((64 << 10) + (1 << 20), needed(TLS, heap));
    assertEquals((8 << 10) + 5, needed(plain, MemorySegment.ofArray(new byte[5])));
  }

  /// The server takes nothing at first, so that all which may be on its way is.
  @Test
  void aBodyIsHandedOverInPiecesAndArrivesWhole() throws Exception {
    byte[] body = bytes(9_000_000);
    CountDownLatch go = new CountDownLatch(1);
    CompletableFuture<byte[]> arrived = new CompletableFuture<>();
    ScriptedServer server =
        serving(line -> {
          go.await();
          arrived.complete(line.read().body());
          line.answer("200 OK", bytes(1));
          repeat(line, bytes(2));
        });
    NettyHttpClient client = client(QUICK);
    try (HttpClient counted = client.with(QUICK, pool)) {
      CompletableFuture<HttpAnswer> put =
          counted.send(put(server, MemorySegment.ofArray(body), HttpCall.Repetition.IDEMPOTENT));
      await(() -> client.transportBytes() > 0);
      go.countDown();
      assertEquals(200, put.join().status());
      assertArrayEquals(body, arrived.join());
      assertTrue(client.transportBytes() <= 3 * MIB, "" + client.transportBytes());
      assertEquals(200, counted.send(get(server, BodyPlan.DOCUMENT)).join().status());
      assertEquals(1, server.connections());
    }
    assertEquals(0, pool.statistics().reservedBytes());
  }
}
