package dev.floe.io.internal.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.floe.error.StorageException;
import dev.floe.io.tls.PrivateAuthority;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// TLS with a key of a private authority, for 127.0.0.1 and for no name.
class TlsTest extends HttpClientFixture {
  @TempDir Path directory;

  private static HttpCall get(Origin origin, BodyPlan plan) {
    return call(
        HttpRequest.of(HttpRequest.Method.GET, origin, "/key", Headers.NONE),
        plan,
        HttpCall.Repetition.READ);
  }

  @Test
  void trustIsCheckedAndSoIsTheName() throws Exception {
    SSLContext context = new PrivateAuthority(directory).context();
    byte[] body = bytes(1_000_000);
    ScriptedServer server =
        ScriptedServer.over(
            context
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
            line -> {
              while (true) {
                ScriptedServer.Asked asked = line.read();
                line.answer("200 OK", asked.body().length > 0 ? asked.body() : body);
              }
            });
    open.add(server);
    Origin origin = new Origin(true, "127.0.0.1", server.origin().port());
    NettyHttpClient trusting = client(QUICK.with(context));
    MemorySegment destination = arena.allocate(body.length);
    for (int i = 0; i < 3; i++) {
      trusting.send(get(origin, into(destination.fill((byte) 0)))).join();
      assertArrayEquals(body, destination.toArray(ValueLayout.JAVA_BYTE));
    }
    HttpRequest put =
        new HttpRequest(
            HttpRequest.Method.PUT, origin, "/key", Headers.NONE, Optional.of(destination));
    assertArrayEquals(
        body,
        trusting.send(call(put, BodyPlan.DOCUMENT, HttpCall.Repetition.ONCE)).join().document());
    assertEquals(1, trusting.counters().snapshot().connections());
    refused(client(QUICK).send(get(origin, BodyPlan.DOCUMENT)));
    Origin byName = new Origin(true, "localhost", origin.port());
    refused(trusting.send(get(byName, BodyPlan.DOCUMENT)));
  }

  @Test
  void aProxyIsToldPlainTargetsAndAskedForTunnels() throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    ScriptedServer proxy =
        serving(line -> {
          String start = line.read().start();
          seen.add(start);
          if (start.startsWith("CONNECT")) {
            line.answer("407 Who Are You", new byte[0]);
          } else {
            line.answer("200 OK", bytes(3));
          }
        });
    ProxySelector proxies =
        ProxySelector.of(new InetSocketAddress("127.0.0.1", proxy.origin().port()));
    NettyHttpClient client = client(QUICK.with(proxies));
    Origin plain = new Origin(false, "example.invalid", 80);
    assertEquals(3, client.send(get(plain, BodyPlan.DOCUMENT)).join().document().length);
    Origin secret = new Origin(true, "example.invalid", 443);
    StorageException none =
        failure(StorageException.class, client.send(get(secret, BodyPlan.DOCUMENT)));
    assertEquals("GET http://example.invalid/key HTTP/1.1", seen.getFirst());
    assertEquals("CONNECT example.invalid:443 HTTP/1.1", seen.get(1));
    Assertions.assertTrue(
        none.getMessage().contains("no tunnel to example.invalid:443: HTTP/1.1 407"),
        none.getMessage());
  }

  @Test
  void tlsGoesThroughATunnel() throws Exception {
    SSLContext context = new PrivateAuthority(directory).context();
    byte[] body = bytes(100_000);
    ScriptedServer server =
        ScriptedServer.over(
            context
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
            line -> {
              while (true) {
                line.read();
                line.answer("200 OK", body);
              }
            });
    open.add(server);
    ScriptedServer proxy =
        serving(line -> {
          line.read();
          line.write("HTTP/1.1 200 Connected\r\nVia: test\r\n\r\n");
          line.pipe(server.origin().port());
        });
    NettyHttpClient client =
        client(
            QUICK
                .with(context)
                .with(ProxySelector.of(new InetSocketAddress("127.0.0.1", proxy.origin().port()))));
    Origin origin = new Origin(true, "127.0.0.1", server.origin().port());
    for (int i = 0; i < 2; i++) {
      byte[] room = new byte[body.length];
      client.send(get(origin, into(MemorySegment.ofArray(room)))).join();
      assertArrayEquals(body, room);
    }
    assertEquals(1, proxy.connections());
  }

  private static void refused(CompletableFuture<HttpAnswer> call) {
    StorageException untrusted = failure(StorageException.class, call);
    assertFalse(untrusted.retryable(), untrusted.getMessage());
    assertFalse(((MaybeSent) untrusted.getCause()).maybe());
    assertFalse(untrusted.getMessage().contains("attempts"), untrusted.getMessage());
  }
}
