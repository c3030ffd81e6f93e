package dev.floe.io.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.StorageException;
import dev.floe.internal.concurrent.SystemSources;
import io.netty.channel.EventLoopGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SharedLoopsTest extends HttpClientFixture {
  /// A number of loops that no other test asks for.
  private static final HttpOptions THREE =
      new HttpOptions(
          QUICK.timeouts(),
          QUICK.retries(),
          QUICK.hosts(),
          QUICK.tls(),
          QUICK.proxies(),
          QUICK.transport(),
          3);

  /// The loops' threads that were not there before.
  private static Set<Thread> threads(Set<Thread> before) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("floe-io-") && !before.contains(thread))
        .collect(Collectors.toSet());
  }

  private static void awaitEnd(Set<Thread> threads) {
    await(() -> threads.stream().noneMatch(Thread::isAlive));
  }

  @Test
  void tenClientsHaveTheThreadsOfOneAndTheLastTakesThemAlong() throws Exception {
    byte[] body = bytes(10_000);
    ScriptedServer server = serving(line -> repeat(line, body));
    Set<Thread> before = threads(Set.of());
    List<NettyHttpClient> clients = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      clients.add(NettyHttpClient.open(THREE, SystemSources.all()));
    }
    for (NettyHttpClient client : clients) {
      for (int i = 0; i < 3; i++) {
        assertEquals(200, client.send(get(server, BodyPlan.DOCUMENT)).join().status());
      }
    }
    Set<Thread> loops = threads(before);
    assertTrue(!loops.isEmpty() && loops.size() <= 3, loops::toString);
    NettyHttpClient last = clients.removeLast();
    clients.forEach(NettyHttpClient::close);
    clients.forEach(NettyHttpClient::close);
    assertEquals(200, last.send(get(server, BodyPlan.DOCUMENT)).join().status());
    last.close();
    awaitEnd(loops);
  }

  @Test
  void aGroupThatEndedIsMadeAnew() {
    SharedLoops one = SharedLoops.of(THREE);
    SharedLoops two = SharedLoops.of(THREE);
    EventLoopGroup first = one.loops();
    assertSame(first, two.loops());
    assertEquals(2, one.shares());
    one.close();
    one.close();
    assertEquals(1, two.shares());
    two.close();
    assertTrue(first.isTerminated());
    try (SharedLoops again = SharedLoops.of(THREE)) {
      assertNotSame(first, again.loops());
    }
  }

  /// What is under way in one client ends with it, and does not with another.
  @Test
  void closingAClientEndsItsOwnCallsAndConnections() throws Exception {
    CountDownLatch asked = new CountDownLatch(2);
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch left = new CountDownLatch(1);
    ScriptedServer server =
        serving(line -> {
          String path = line.read().start();
          asked.countDown();
          if (path.contains("/never")) {
            assertTrue(line.isLeft());
            left.countDown();
          } else {
            await(go);
            line.answer("200 OK", bytes(5));
          }
        });
    NettyHttpClient stays = NettyHttpClient.open(THREE, SystemSources.all());
    open.add(stays);
    NettyHttpClient goes = NettyHttpClient.open(THREE, SystemSources.all());
    CompletableFuture<HttpAnswer> kept = stays.send(get(server, BodyPlan.DOCUMENT));
    HttpRequest request =
        HttpRequest.of(HttpRequest.Method.GET, server.origin(), "/never", Headers.NONE);
    CompletableFuture<HttpAnswer> lost =
        goes.send(call(request, BodyPlan.DOCUMENT, HttpCall.Repetition.READ));
    await(asked);
    goes.close();
    assertTrue(failure(StorageException.class, lost).getMessage().contains("closed"));
    await(left);
    go.countDown();
    assertEquals(200, kept.join().status());
  }

  /// A client may be closed by what follows one of its answers, on a loop.
  @Test
  void aLoopDoesNotWaitForItself() throws Exception {
    ScriptedServer server = serving(line -> repeat(line, bytes(5)));
    Set<Thread> before = threads(Set.of());
    NettyHttpClient client = NettyHttpClient.open(THREE, SystemSources.all());
    long start = System.nanoTime();
    client.send(get(server, BodyPlan.DOCUMENT)).thenRun(client::close).join();
    assertTrue(System.nanoTime() - start < 9_000_000_000L);
    awaitEnd(threads(before));
  }
}
