package dev.floe.io.internal.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HedgedReadsTest extends HttpClientFixture {
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger slow = new AtomicInteger(Integer.MAX_VALUE);
  private final CountDownLatch slowAsked = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);

  /// Answers each request with a body of its number, one of them only when it is let go.
  private ScriptedServer server() throws Exception {
    return serving(line -> {
      while (true) {
        line.read();
        int number = asked.incrementAndGet();
        byte[] body = new byte[1_000];
        Arrays.fill(body, (byte) number);
        if (number == slow.get()) {
          slowAsked.countDown();
          go.await();
        }
        line.answer("200 OK", body);
      }
    });
  }

  private NettyHttpClient warm(ScriptedServer server) {
    NettyHttpClient client = timedClient(QUICK);
    for (int i = 0; i < 64; i++) {
      client.send(get(server, BodyPlan.DOCUMENT)).join();
    }
    return client;
  }

  @Test
  void aSlowReadIsAskedASecondTimeAndTheFirstAnswerLands() throws Exception {
    ScriptedServer server = server();
    NettyHttpClient client = warm(server);
    slow.set(65);
    MemorySegment destination = arena.allocate(1_000);
    CompletableFuture<HttpAnswer> call = client.send(get(server, into(destination)));
    await(slowAsked);
    time.pass(Duration.ofMillis(30));
    assertEquals(2, call.join().attempts());
    byte[] hedged = new byte[1_000];
    Arrays.fill(hedged, (byte) 66);
    assertArrayEquals(hedged, destination.toArray(ValueLayout.JAVA_BYTE));
    destination.fill((byte) 0xdb);
    go.countDown(); // the first answers now, and lands nowhere
    client.send(get(server, BodyPlan.DOCUMENT)).join();
    for (int i = 0; i < 1_000; i++) {
      assertEquals((byte) 0xdb, destination.get(ValueLayout.JAVA_BYTE, i));
    }
    assertEquals(1, client.counters().snapshot().hedges());
  }

  @Test
  void writesAreNeverHedged() throws Exception {
    ScriptedServer server = server();
    NettyHttpClient client = warm(server);
    slow.set(65);
    for (HttpCall.Repetition kind :
        new HttpCall.Repetition[] {HttpCall.Repetition.IDEMPOTENT, HttpCall.Repetition.ONCE}) {
      CompletableFuture<HttpAnswer> call = client.send(put(server, arena.allocate(10), kind));
      await(slowAsked);
      time.pass(Duration.ofSeconds(5));
      go.countDown();
      assertEquals(1, call.join().attempts());
    }
    assertEquals(0, client.counters().snapshot().hedges());
  }

  @Test
  void aThrottledHostIsAskedLess() throws Exception {
    ScriptedServer server =
        serving(line -> {
          while (true) {
            line.read();
            line.answer(asked.incrementAndGet() == 1 ? "503 Slow Down" : "200 OK", bytes(1));
          }
        });
    NettyHttpClient client = client(QUICK);
    client.send(get(server, BodyPlan.DOCUMENT)).join();
    assertEquals(8, client.requestLimit(server.origin()));
    HttpCounters.Snapshot counted = client.counters().snapshot();
    assertEquals(1, counted.calls());
    assertEquals(2, counted.requests());
    assertEquals(1, counted.throttled());
    assertEquals(1, counted.connections());
    assertTrue(client.counters().snapshot().broken() == 0);
  }
}
