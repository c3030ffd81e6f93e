package dev.floe.io.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.internal.concurrent.Backoff;
import dev.floe.io.Timeouts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpRetriesTest extends HttpClientFixture {
  @ParameterizedTest
  @ValueSource(ints = {408, 429, 499, 500, 502, 503, 504})
  void statusesThatMayPassAreRepeated(int status) throws Exception {
    ScriptedServer server =
        serving(line -> {
          line.read();
          line.answer(status + " Busy", bytes(100));
          line.read();
          line.answer("200 OK", bytes(10));
        });
    HttpAnswer answer = client(QUICK).send(get(server, BodyPlan.DOCUMENT)).join();
    assertEquals(200, answer.status());
    assertEquals(2, answer.attempts());
    assertEquals(1, server.connections());
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 404, 409, 412, 501, 505})
  void otherStatusesAreAnswers(int status) throws Exception {
    ScriptedServer server =
        serving(line -> {
          line.read();
          line.answer(status + " No", bytes(100));
        });
    HttpAnswer answer = client(QUICK).send(get(server, BodyPlan.DOCUMENT)).join();
    assertEquals(status, answer.status());
    assertEquals(1, server.requests());
  }

  @Test
  void theLastAnswerIsShownWhenNoAttemptRemains() throws Exception {
    ScriptedServer server =
        serving(line -> {
          while (true) {
            line.read();
            line.answer("503 Slow Down", "why".getBytes(StandardCharsets.UTF_8));
          }
        });
    HttpAnswer answer = client(QUICK).send(get(server, BodyPlan.DOCUMENT)).join();
    assertEquals(503, answer.status());
    assertEquals(4, answer.attempts());
    assertEquals("why", new String(answer.document(), StandardCharsets.UTF_8));
    assertEquals(4, server.requests());
  }

  @Test
  void whatMayBeDoneOnceIsRepeatedOnlyIfItWasNotDone() throws Exception {
    ScriptedServer refusing =
        serving(line -> {
          line.read();
          line.answer("503 Slow Down", new byte[0]);
          line.read();
          line.answer("500 Broken", new byte[0]);
        });
    HttpAnswer answer =
        client(QUICK).send(put(refusing, arena.allocate(10), HttpCall.Repetition.ONCE)).join();
    assertEquals(500, answer.status());
    ScriptedServer cutting = serving(line -> line.read());
    StorageException cut =
        failure(
            StorageException.class,
            client(QUICK).send(put(cutting, arena.allocate(10), HttpCall.Repetition.ONCE)));
    assertTrue(assertInstanceOf(MaybeSent.class, cut.getCause()).maybe());
    assertEquals(1, cutting.requests());
    StorageException idempotent =
        failure(
            StorageException.class,
            client(QUICK).send(put(cutting, arena.allocate(10), HttpCall.Repetition.IDEMPOTENT)));
    assertTrue(((MaybeSent) idempotent.getCause()).maybe());
    assertEquals(5, cutting.requests());
  }

  @Test
  void aRefusedConnectionWasNotSent() throws Exception {
    ScriptedServer server = serving(_ -> {});
    server.close();
    StorageException refused =
        failure(
            StorageException.class,
            client(QUICK).send(put(server, arena.allocate(10), HttpCall.Repetition.ONCE)));
    assertFalse(((MaybeSent) refused.getCause()).maybe());
    assertTrue(refused.retryable());
    assertTrue(refused.getMessage().contains("(4 attempts)"), refused.getMessage());
  }

  @Test
  void moreCallsThanConnectionsWaitTheirTurn() throws Exception {
    Semaphore go = new Semaphore(0);
    ScriptedServer server =
        serving(line -> {
          while (true) {
            line.read();
            go.acquire();
            line.answer("200 OK", bytes(10));
          }
        });
    NettyHttpClient client =
        client(
            QUICK
                .with(new HttpOptions.HostLimits(2, 3, Duration.ofSeconds(20), false))
                .with(new Backoff(0, 0, Duration.ZERO, Duration.ZERO)));
    List<CompletableFuture<HttpAnswer>> calls = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      calls.add(client.send(get(server, BodyPlan.DOCUMENT)));
    }
    StorageException full =
        failure(StorageException.class, client.send(get(server, BodyPlan.DOCUMENT)));
    assertTrue(full.getMessage().contains("3 wait already"), full.getMessage());
    assertFalse(((MaybeSent) full.getCause()).maybe());
    calls.get(4).cancel(true);
    assertThrows(CancellationException.class, calls.get(4)::join);
    go.release(4);
    for (int i = 0; i < 4; i++) {
      assertEquals(200, calls.get(i).join().status());
    }
    assertEquals(2, server.connections());
    assertEquals(4, server.requests());
  }

  @Test
  void aCancelledCallClosesItsConnectionFirst() throws Exception {
    CountDownLatch half = new CountDownLatch(1);
    CompletableFuture<Boolean> left = new CompletableFuture<>();
    ScriptedServer server =
        serving(line -> {
          line.read();
          line.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
          line.write(bytes(500_000));
          half.countDown();
          left.complete(line.isLeft());
        });
    NettyHttpClient client = client(QUICK);
    CompletableFuture<HttpAnswer> call = client.send(get(server, into(arena.allocate(1_000_000))));
    await(half);
    assertTrue(call.cancel(true));
    assertThrows(CancellationException.class, call::join);
    assertTrue(call.isCancelled());
    assertTrue(left.join());
    assertEquals(0, client.idleConnections(server.origin()));
  }

  @Test
  void callersMayPutATimeOutOnAFuture() throws Exception {
    ScriptedServer server =
        serving(line -> {
          line.read();
          line.isLeft();
        });
    CompletableFuture<HttpAnswer> call =
        client(QUICK).send(get(server, BodyPlan.DOCUMENT)).orTimeout(20, TimeUnit.MILLISECONDS);
    failure(TimeoutException.class, call);
  }

  @Test
  void everyWaitHasAnEnd() throws Exception {
    CountDownLatch[] asked = {new CountDownLatch(1), new CountDownLatch(2), new CountDownLatch(3)};
    ScriptedServer server =
        serving(line -> {
          line.read();
          for (CountDownLatch each : asked) {
            each.countDown();
          }
          line.isLeft();
        });
    NettyHttpClient client =
        timedClient(
            QUICK.with(
                new Timeouts(
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(25))));
    CompletableFuture<HttpAnswer> call = client.send(get(server, BodyPlan.DOCUMENT));
    await(asked[0]);
    time.pass(Duration.ofSeconds(9));
    assertEquals(1, server.requests());
    time.pass(Duration.ofSeconds(1)); // no byte for 10 s: the second attempt
    await(asked[1]);
    time.pass(Duration.ofSeconds(10));
    await(asked[2]);
    assertFalse(call.isDone());
    time.pass(Duration.ofSeconds(5)); // 25 s in all
    StorageException late = failure(StorageException.class, call);
    assertTrue(late.getMessage().contains("no answer within PT25S"), late.getMessage());
    assertTrue(late.getMessage().contains("(3 attempts)"), late.getMessage());
  }

  @Test
  void aTricklingAnswerIsGivenUp() throws Exception {
    Semaphore go = new Semaphore(0);
    Semaphore sent = new Semaphore(0);
    ScriptedServer server =
        serving(line -> {
          line.read();
          line.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
          while (true) {
            sent.release();
            go.acquire();
            line.write("x");
          }
        });
    NettyHttpClient client =
        timedClient(QUICK.with(new Backoff(0, 0, Duration.ZERO, Duration.ZERO)));
    CompletableFuture<HttpAnswer> call = client.send(get(server, into(arena.allocate(1000))));
    for (int i = 0; i <= 60 && !call.isDone(); i++) {
      sent.tryAcquire(5, TimeUnit.SECONDS);
      time.pass(Duration.ofSeconds(1));
      go.release();
    }
    StorageException slow = failure(StorageException.class, call);
    assertTrue(slow.getMessage().contains("within PT"), slow.getMessage());
  }

  @Test
  void theDeadlineOfACallIsItsOwn() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    ScriptedServer server =
        serving(line -> {
          line.read();
          asked.countDown();
          line.isLeft();
        });
    HttpCall plain = get(server, BodyPlan.DOCUMENT);
    HttpCall call =
        new HttpCall(
            plain.request(),
            plain.signer(),
            plain.plan(),
            plain.repetition(),
            plain.subject(),
            Optional.of(Duration.ofSeconds(2)));
    CompletableFuture<HttpAnswer> future = timedClient(QUICK).send(call);
    await(asked);
    time.pass(Duration.ofSeconds(2));
    assertEquals(ErrorKind.IO, failure(StorageException.class, future).kind());
  }

  @Test
  void retryAfterIsWaitedForButNeverBeyondTheDeadline() throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    AtomicBoolean far = new AtomicBoolean();
    ScriptedServer server =
        serving(line -> {
          while (true) {
            line.read();
            if (far.get()) {
              line.answer("503 Busy", bytes(5), "Retry-After: 3600");
            } else if (first.getCount() > 0) {
              line.answer("429 Busy", bytes(5), "Retry-After: 30");
              first.countDown();
            } else {
              line.answer("200 OK", bytes(6));
            }
          }
        });
    NettyHttpClient client = timedClient(QUICK);
    CompletableFuture<HttpAnswer> call = client.send(get(server, BodyPlan.DOCUMENT));
    await(first);
    await(() -> client.pausing() == 1);
    time.pass(Duration.ofSeconds(29));
    assertEquals(1, client.pausing());
    assertEquals(1, server.requests());
    time.pass(Duration.ofSeconds(1));
    assertEquals(6, call.get(20, TimeUnit.SECONDS).document().length);
    far.set(true);
    HttpAnswer busy = client.send(get(server, BodyPlan.DOCUMENT)).get(20, TimeUnit.SECONDS);
    assertEquals(503, busy.status());
    assertEquals(1, busy.attempts());
  }

  @Test
  void unusedConnectionsAreClosedAfterAWhile() throws Exception {
    CompletableFuture<Boolean> left = new CompletableFuture<>();
    ScriptedServer server =
        serving(line -> {
          line.read();
          line.answer("200 OK", bytes(1));
          left.complete(line.isLeft());
        });
    NettyHttpClient client = timedClient(QUICK);
    client.send(get(server, BodyPlan.DOCUMENT)).join();
    assertEquals(1, client.idleConnections(server.origin()));
    time.pass(Duration.ofSeconds(20));
    assertTrue(left.join());
    assertEquals(0, client.idleConnections(server.origin()));
  }

  @Test
  void everyAttemptIsSignedAnew() throws Exception {
    List<String> signatures = new CopyOnWriteArrayList<>();
    ScriptedServer server =
        serving(line -> {
          while (true) {
            signatures.add(line.read().field("Authorization"));
            line.answer(signatures.size() < 3 ? "503 Busy" : "200 OK", bytes(1));
          }
        });
    int[] count = {0};
    HttpCall plain = get(server, BodyPlan.DOCUMENT);
    HttpCall call =
        new HttpCall(
            plain.request(),
            request ->
                CompletableFuture.completedFuture(
                    request.with(request.headers().and("Authorization", "v" + ++count[0]))),
            plain.plan(),
            plain.repetition(),
            plain.subject(),
            Optional.empty());
    assertEquals(200, client(QUICK).send(call).join().status());
    assertEquals(List.of("v1", "v2", "v3"), signatures);
  }

  @Test
  void callsEndWhenTheClientIsClosed() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    ScriptedServer server =
        serving(line -> {
          line.read();
          asked.countDown();
          line.isLeft();
        });
    NettyHttpClient client = client(QUICK);
    CompletableFuture<HttpAnswer> call = client.send(get(server, BodyPlan.DOCUMENT));
    await(asked);
    client.close();
    assertEquals(ErrorKind.STORAGE_OTHER, failure(StorageException.class, call).kind());
    assertEquals(
        ErrorKind.STORAGE_OTHER,
        failure(StorageException.class, client.send(get(server, BodyPlan.DOCUMENT))).kind());
  }
}
