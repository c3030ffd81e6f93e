package dev.floe.io.internal.http;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.internal.concurrent.Backoff;
import dev.floe.internal.concurrent.SystemSources;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/// Clients and servers of one test, closed after it, and short ways to use them.
@Timeout(30)
abstract class HttpClientFixture {
  static final HttpOptions QUICK =
      HttpOptions.STANDARD.with(new Backoff(0, 3, Duration.ZERO, Duration.ZERO));

  final ManualTime time = new ManualTime();
  final Arena arena = Arena.ofShared();
  final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
    arena.close();
  }

  ScriptedServer serving(ScriptedServer.Script script) throws Exception {
    ScriptedServer server = ScriptedServer.serving(script);
    open.add(server);
    return server;
  }

  NettyHttpClient client(HttpOptions options) {
    NettyHttpClient client = NettyHttpClient.open(options, SystemSources.all());
    open.add(client);
    return client;
  }

  NettyHttpClient timedClient(HttpOptions options) {
    NettyHttpClient client = NettyHttpClient.open(options, time.sources(), time);
    open.add(client);
    return client;
  }

  static HttpCall get(ScriptedServer server, BodyPlan plan) {
    return call(
        HttpRequest.of(HttpRequest.Method.GET, server.origin(), "/key", Headers.NONE),
        plan,
        HttpCall.Repetition.READ);
  }

  static HttpCall call(HttpRequest request, BodyPlan plan, HttpCall.Repetition kind) {
    return new HttpCall(request, RequestSigner.NONE, plan, kind, "object key", Optional.empty());
  }

  static HttpCall put(ScriptedServer server, MemorySegment body, HttpCall.Repetition kind) {
    return call(
        new HttpRequest(
            HttpRequest.Method.PUT, server.origin(), "/key", Headers.NONE, Optional.of(body)),
        BodyPlan.DOCUMENT,
        kind);
  }

  static BodyPlan into(MemorySegment destination) {
    return head ->
        head.status() < 300
            ? new BodyPlan.Landing.Into(destination)
            : new BodyPlan.Landing.Collect(1000);
  }

  static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  static <E extends Throwable> E failure(Class<E> type, CompletableFuture<?> future) {
    return assertInstanceOf(type, assertThrows(CompletionException.class, future::join).getCause());
  }

  static void repeat(ScriptedServer.Line line, byte[] body) throws Exception {
    while (true) {
      line.read();
      line.answer("200 OK", body);
    }
  }

  static void await(BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - start < 20_000_000_000L);
      Thread.onSpinWait();
    }
  }

  static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(20, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
