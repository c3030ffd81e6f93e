package dev.floe.io.internal.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.internal.concurrent.Backoff;
import dev.floe.io.Timeouts;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Memory that a call was given is its caller's again once the call has ended, whatever servers
/// send then.
class LateAnswersTest extends HttpClientFixture {
  private static final int LENGTH = 20_000;
  private static final byte POISON = (byte) 0xdb;
  private static final Timeouts SHORT =
      new Timeouts(
          Duration.ofSeconds(20),
          Duration.ofSeconds(1),
          Duration.ofSeconds(5),
          Duration.ofSeconds(15));

  private record Read(MemorySegment destination, CompletableFuture<Boolean> poisoned) {}

  /// Poisons a destination the moment its call has ended, as a pool does that leases it anew.
  private Read read(NettyHttpClient client, ScriptedServer server, boolean cancelled) {
    MemorySegment destination = arena.allocate(LENGTH);
    CompletableFuture<HttpAnswer> call = client.send(get(server, into(destination)));
    if (cancelled) {
      Thread.ofVirtual().start(() -> call.cancel(true));
    }
    return new Read(
        destination,
        call.handle((answer, failure) -> {
          boolean right = failure != null;
          if (failure == null) {
            byte first = destination.get(ValueLayout.JAVA_BYTE, 0);
            byte[] expected = new byte[LENGTH];
            Arrays.fill(expected, first);
            right = Arrays.equals(expected, destination.toArray(ValueLayout.JAVA_BYTE));
          }
          destination.fill(POISON);
          return right;
        }));
  }

  /// Answers are late before their heads and in the middle of their bodies, are asked for a second
  /// time, given up and cancelled; each has its own number as body, so that a mixture is seen.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void nothingIsWrittenAfterACallHasEnded(long seed) throws Exception {
    Semaphore go = new Semaphore(0);
    AtomicInteger number = new AtomicInteger();
    ScriptedServer server =
        serving(line -> {
          Random random = new Random(seed * 1_000 + line.number());
          while (true) {
            line.read();
            byte[] body = new byte[LENGTH];
            Arrays.fill(body, (byte) (number.incrementAndGet() % 120));
            int kind = random.nextInt(4);
            if (kind == 1) {
              go.acquire();
            }
            line.write("HTTP/1.1 200 OK\r\nContent-Length: " + LENGTH + "\r\n\r\n");
            int cut = random.nextInt(LENGTH);
            line.write(Arrays.copyOf(body, cut));
            if (kind == 2) {
              go.acquire();
            }
            line.write(Arrays.copyOfRange(body, cut, LENGTH));
          }
        });
    NettyHttpClient client =
        timedClient(
            HttpOptions.STANDARD
                .with(SHORT)
                .with(new Backoff(0, 3, Duration.ZERO, Duration.ZERO))
                .with(new HttpOptions.HostLimits(16, 10_000, Duration.ofSeconds(60), true)));
    Random random = new Random(seed);
    List<Read> reads = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      reads.add(read(client, server, random.nextInt(10) == 0));
      if (i % 4 == 0) {
        go.release(random.nextInt(3));
        time.pass(Duration.ofMillis(random.nextInt(60)));
      }
    }
    for (Read each : reads) {
      for (int i = 0; i < 10_000 && !each.poisoned.isDone(); i++) {
        time.pass(Duration.ofMillis(10));
        Thread.yield();
      }
      assertTrue(each.poisoned.join());
    }
    go.release(10_000); // all that is late comes now
    client.send(get(server, BodyPlan.DOCUMENT)).handle((_, _) -> null).join();
    client.close();
    assertUntouched(reads);
  }

  private static void assertUntouched(List<Read> reads) {
    for (Read each : reads) {
      byte[] untouched = new byte[(int) each.destination.byteSize()];
      Arrays.fill(untouched, POISON);
      assertArrayEquals(untouched, each.destination.toArray(ValueLayout.JAVA_BYTE));
    }
  }

  /// Two heads that come at once are two questions, and one of them is answered with yes.
  @Test
  void oneAttemptHasTheClaimAndKeepsIt() throws Exception {
    ScriptedServer server = serving(line -> repeat(line, bytes(LENGTH)));
    Host host = new Host(server.origin(), QUICK.hosts(), null, () -> 0, new HttpCounters());
    CallRun run =
        new CallRun(
            get(server, BodyPlan.DOCUMENT),
            QUICK,
            time.sources(),
            host,
            new Sweep(() -> 0, () -> {}),
            Optional.empty());
    Attempt first = new Attempt(run, host, 1, false);
    Attempt hedge = new Attempt(run, host, 2, true);
    assertTrue(run.claim(hedge));
    assertFalse(run.claim(first));
    assertTrue(run.claim(hedge));
    run.conclude(null);
    assertFalse(run.claim(hedge), "nobody begins to write once the outcome is known");
  }

  /// Who waits for memory to read into may get it after the call was given up: the call ends then,
  /// and not before, for nobody would close that memory.
  @Test
  void aCallDoesNotEndWhileSomebodyIsAskedWhereItsBodyGoes() throws Exception {
    CountDownLatch left = new CountDownLatch(1);
    ScriptedServer server =
        serving(line -> {
          line.read();
          line.answer("200 OK", bytes(LENGTH));
          if (line.number() == 1) {
            assertTrue(line.isLeft());
            left.countDown();
          }
          repeat(line, bytes(LENGTH));
        });
    NettyHttpClient client = timedClient(HttpOptions.STANDARD.with(SHORT));
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch memory = new CountDownLatch(1);
    AtomicInteger answers = new AtomicInteger();
    MemorySegment destination = arena.allocate(LENGTH).fill(POISON);
    BodyPlan later =
        _ ->
            new BodyPlan.Landing.Later(() -> {
              asked.countDown();
              await(memory);
              answers.incrementAndGet();
              return new BodyPlan.Landing.Into(destination);
            });
    CompletableFuture<HttpAnswer> call = client.send(get(server, later));
    await(asked);
    time.pass(Duration.ofSeconds(4));
    assertEquals(1, server.requests(), "that memory is late is not the server's fault");
    call.cancel(true);
    time.pass(Duration.ofSeconds(20));
    await(left);
    client.send(get(server, BodyPlan.DOCUMENT)).join(); // the loops have done more since
    client.send(get(server, BodyPlan.DOCUMENT)).join();
    assertFalse(call.isDone());
    memory.countDown();
    assertThrows(CancellationException.class, call::join);
    assertEquals(1, answers.get());
    client.close();
    byte[] untouched = new byte[LENGTH];
    Arrays.fill(untouched, POISON);
    assertArrayEquals(untouched, destination.toArray(ValueLayout.JAVA_BYTE));
  }
}
