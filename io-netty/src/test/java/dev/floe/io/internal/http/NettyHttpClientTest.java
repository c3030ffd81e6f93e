package dev.floe.io.internal.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.InvalidInputException;
import dev.floe.error.StorageException;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringSocketChannel;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NettyHttpClientTest extends HttpClientFixture {
  @Test
  void aDocumentIsCollectedAndTheRequestIsWhatWasAsked() throws Exception {
    CompletableFuture<ScriptedServer.Asked> asked = new CompletableFuture<>();
    ScriptedServer server =
        serving(line -> {
          asked.complete(line.read());
          line.answer("200 OK", "hello".getBytes(StandardCharsets.UTF_8), "ETag: \"1\"");
        });
    HttpRequest request =
        HttpRequest.of(
            HttpRequest.Method.GET, server.origin(), "/a%20b?c=d", Headers.of("X-Y", "z"));
    HttpAnswer answer =
        client(QUICK).send(call(request, BodyPlan.DOCUMENT, HttpCall.Repetition.READ)).join();
    assertEquals(200, answer.status());
    assertEquals("hello", new String(answer.document(), StandardCharsets.UTF_8));
    assertEquals(Optional.of("\"1\""), answer.head().headers().first("etag"));
    assertEquals(5, answer.head().contentLength().orElseThrow());
    assertEquals(1, answer.attempts());
    assertEquals("GET /a%20b?c=d HTTP/1.1", asked.join().start());
    assertEquals(server.origin().authority(), asked.join().field("Host"));
    assertEquals("z", asked.join().field("X-Y"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4_000, 4_096, 70_001, 5_000_000})
  void aBodyLandsInNativeAndInHeapMemory(int length) throws Exception {
    byte[] body = bytes(length);
    ScriptedServer server = serving(line -> repeat(line, body));
    NettyHttpClient client = client(QUICK);
    MemorySegment around = arena.allocate(length + 20L);
    around.fill((byte) 0xdb);
    MemorySegment destination = around.asSlice(10, length);
    assertEquals(length, client.send(get(server, into(destination))).join().landedBytes());
    assertArrayEquals(body, destination.toArray(ValueLayout.JAVA_BYTE));
    assertEquals((byte) 0xdb, around.get(ValueLayout.JAVA_BYTE, 9));
    assertEquals((byte) 0xdb, around.get(ValueLayout.JAVA_BYTE, 10L + length));
    byte[] heap = new byte[length];
    client.send(get(server, into(MemorySegment.ofArray(heap)))).join();
    assertArrayEquals(body, heap);
    assertEquals(1, server.connections());
  }

  @Test
  void chunkedBodiesLandToo() throws Exception {
    byte[] body = bytes(10_000);
    ScriptedServer server =
        serving(line -> {
          line.read();
          line.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
          for (int i = 0; i < 10; i++) {
            line.write("3e8\r\n");
            line.write(Arrays.copyOfRange(body, i * 1000, i * 1000 + 1000));
            line.write("\r\n");
          }
          line.write("0\r\n\r\n");
          repeat(line, body);
        });
    NettyHttpClient client = client(QUICK);
    MemorySegment destination = arena.allocate(10_000);
    client.send(get(server, into(destination))).join();
    assertArrayEquals(body, destination.toArray(ValueLayout.JAVA_BYTE));
    client.send(get(server, into(destination.fill((byte) 0)))).join();
    assertArrayEquals(body, destination.toArray(ValueLayout.JAVA_BYTE));
    assertEquals(1, server.connections());
  }

  @Test
  void aLandingMayBeAskedForOnAThreadThatWaits() throws Exception {
    byte[] body = bytes(300_000);
    ScriptedServer server = serving(line -> repeat(line, body));
    NettyHttpClient client = client(QUICK);
    for (int i = 0; i < 3; i++) {
      MemorySegment destination = arena.allocate(body.length);
      CountDownLatch asked = new CountDownLatch(1);
      CountDownLatch memory = new CountDownLatch(1);
      CompletableFuture<HttpAnswer> future =
          client.send(
              get(
                  server,
                  _ ->
                      new BodyPlan.Landing.Later(() -> {
                        asked.countDown();
                        await(memory);
                        return new BodyPlan.Landing.Into(destination);
                      })));
      await(asked);
      assertFalse(future.isDone());
      memory.countDown();
      future.join();
      assertArrayEquals(body, destination.toArray(ValueLayout.JAVA_BYTE));
    }
    assertEquals(1, server.connections());
  }

  @Test
  void whatThePlanThrowsIsTheOutcome() throws Exception {
    ScriptedServer server = serving(line -> repeat(line, bytes(1000)));
    IllegalStateException mine = new IllegalStateException("no memory");
    for (BodyPlan plan :
        new BodyPlan[] {
          _ -> {
            throw mine;
          },
          _ ->
              new BodyPlan.Landing.Later(() -> {
                throw mine;
              })
        }) {
      assertEquals(
          mine, failure(IllegalStateException.class, client(QUICK).send(get(server, plan))));
    }
  }

  @Test
  void bodiesAreSentFromNativeAndFromHeapMemory() throws Exception {
    byte[] body = bytes(1_000_000);
    List<byte[]> received = new CopyOnWriteArrayList<>();
    ScriptedServer server =
        serving(line -> {
          while (true) {
            received.add(line.read().body());
            line.answer("200 OK", new byte[0]);
          }
        });
    NettyHttpClient client = client(QUICK);
    MemorySegment segment = arena.allocate(body.length);
    segment.copyFrom(MemorySegment.ofArray(body));
    client.send(put(server, segment.asReadOnly(), HttpCall.Repetition.ONCE)).join();
    client.send(put(server, MemorySegment.ofArray(body), HttpCall.Repetition.ONCE)).join();
    client.send(put(server, MemorySegment.NULL, HttpCall.Repetition.ONCE)).join();
    assertArrayEquals(body, received.get(0));
    assertArrayEquals(body, received.get(1));
    assertEquals(0, received.get(2).length);
    assertEquals(1, server.connections());
  }

  @Test
  void answersToHeadHaveNoBody() throws Exception {
    ScriptedServer server =
        serving(line -> {
          for (int i = 0; i < 2; i++) {
            line.read();
            line.write("HTTP/1.1 200 OK\r\nContent-Length: 12345\r\n\r\n");
          }
          repeat(line, bytes(3));
        });
    NettyHttpClient client = client(QUICK);
    HttpRequest head =
        HttpRequest.of(HttpRequest.Method.HEAD, server.origin(), "/key", Headers.NONE);
    for (int i = 0; i < 2; i++) {
      HttpAnswer answer =
          client.send(call(head, BodyPlan.DOCUMENT, HttpCall.Repetition.READ)).join();
      assertEquals(12_345, answer.head().contentLength().orElseThrow());
      assertEquals(0, answer.document().length);
    }
    assertEquals(3, client.send(get(server, BodyPlan.DOCUMENT)).join().document().length);
    assertEquals(1, server.connections());
  }

  @Test
  void aConnectionThatWasClosedMeanwhileIsReplaced() throws Exception {
    ScriptedServer server =
        serving(line -> {
          line.read();
          line.answer("200 OK", bytes(10));
          if (line.number() == 1) {
            line.read(); // and no answer
          }
        });
    NettyHttpClient client = client(QUICK);
    client.send(get(server, BodyPlan.DOCUMENT)).join();
    assertEquals(2, client.send(get(server, BodyPlan.DOCUMENT)).join().attempts());
    assertEquals(2, server.connections());
  }

  @Test
  void bodiesOfOtherLengthsAreErrors() throws Exception {
    for (String answer :
        new String[] {
          "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n123456789",
          "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n12345678901",
          "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123456789",
          "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n123456789",
          "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n12345678901",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n123456789\r\n0\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n12345678901\r\n0\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\n1234567890\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nTransfer-Encoding: chunked\r\n\r\n1234567890",
          "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nContent-Length: 11\r\n\r\n12345678901",
          "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n1234567890",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n1234567890",
          "HTTP/1.1 200 OK\r\n X: y\r\nContent-Length: 10\r\n\r\n1234567890",
          "HTTP/1.1 101 Switching\r\n\r\n",
          "HTTP/1.1 103 Early\r\n\r\n".repeat(20),
          "SSH-2.0-OpenSSH\r\n\r\n",
          "HTTP/1.1 200 OK\r\nX: " + "y".repeat(70_000) + "\r\n\r\n",
          "HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(20_000) + "\r\n",
        }) {
      ScriptedServer server =
          serving(line -> {
            line.read();
            line.write(answer);
          });
      MemorySegment destination = arena.allocate(10);
      StorageException wrong =
          failure(StorageException.class, client(QUICK).send(get(server, into(destination))));
      assertTrue(wrong.getMessage().startsWith("object key: "), wrong.getMessage());
      assertEquals(4, server.requests(), answer);
    }
  }

  @Test
  void bytesThatBelongToNoAnswerEndTheConnection() throws Exception {
    ScriptedServer server =
        serving(line -> {
          line.read();
          line.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nX: ");
          if (line.number() > 1 || !line.isLeft()) {
            line.read();
          }
        });
    NettyHttpClient client = client(QUICK);
    for (int i = 1; i <= 3; i++) {
      assertEquals(2, client.send(get(server, BodyPlan.DOCUMENT)).join().document().length);
      assertEquals(i, server.connections());
    }
  }

  @Test
  void interimAnswersArePassedOver() throws Exception {
    ScriptedServer server =
        serving(line -> {
          line.read();
          line.write("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n");
          line.answer("200 OK", bytes(4));
        });
    assertEquals(4, client(QUICK).send(get(server, BodyPlan.DOCUMENT)).join().document().length);
  }

  @Test
  void unwantedBodiesAreDrainedIfThatIsCheap() throws Exception {
    for (int length : new int[] {1_000, 10_000_000}) {
      ScriptedServer server = serving(line -> repeat(line, bytes(length)));
      NettyHttpClient client = client(QUICK);
      client.send(get(server, _ -> new BodyPlan.Landing.Discard())).join();
      client.send(get(server, _ -> new BodyPlan.Landing.Discard())).join();
      assertEquals(length == 1_000 ? 1 : 2, server.connections());
    }
  }

  @Test
  void requestsThatCouldBeReadInTwoWaysAreRefused() throws Exception {
    ScriptedServer server = serving(_ -> {});
    for (HttpRequest bad :
        new HttpRequest[] {
          HttpRequest.of(HttpRequest.Method.GET, server.origin(), "/a b", Headers.NONE),
          HttpRequest.of(HttpRequest.Method.GET, server.origin(), "/a\r\nX: y", Headers.NONE),
          HttpRequest.of(
              HttpRequest.Method.GET, server.origin(), "/", Headers.of("X", "a\r\nY: b")),
          HttpRequest.of(HttpRequest.Method.GET, server.origin(), "/", Headers.of("X: y", "a")),
          HttpRequest.of(HttpRequest.Method.GET, server.origin(), "/", Headers.of("X", "\u20ac"))
        }) {
      failure(
          InvalidInputException.class,
          client(QUICK).send(call(bad, BodyPlan.DOCUMENT, HttpCall.Repetition.READ)));
    }
  }

  @Test
  void earlyAnswersToLongRequestsAreTakenAndTheConnectionClosed() throws Exception {
    ScriptedServer server =
        serving(line -> {
          line.write("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
          line.drain();
        });
    MemorySegment large = arena.allocate(64 << 20);
    HttpAnswer answer = client(QUICK).send(put(server, large, HttpCall.Repetition.ONCE)).join();
    assertEquals(403, answer.status());
  }

  @Test
  void linuxsOwnTransportsReadTheSame() throws Exception {
    // Only Linux on x86-64 has its native part on the test path: elsewhere nothing is to test.
    Assumptions.assumeTrue(Epoll.isAvailable(), "epoll");
    for (HttpOptions.Transport transport : HttpOptions.Transport.values()) {
      byte[] body = bytes(3_000_000);
      ScriptedServer server = serving(line -> repeat(line, body));
      NettyHttpClient client = client(QUICK.with(transport));
      MemorySegment destination = arena.allocate(body.length);
      for (int i = 0; i < 3; i++) {
        client.send(get(server, into(destination.fill((byte) 0)))).join();
        assertArrayEquals(body, destination.toArray(ValueLayout.JAVA_BYTE), transport::name);
      }
      assertEquals(1, server.connections());
    }
  }

  @Test
  void aTransportIsNamedOrTheJdksOwn() {
    assertEquals(HttpOptions.Transport.EPOLL, Transports.named("epoll"));
    assertEquals(HttpOptions.Transport.IO_URING, Transports.named("io_uring"));
    assertEquals(HttpOptions.Transport.NIO, Transports.named("kqueue"), "it is said once");
    HttpOptions uring = QUICK.with(HttpOptions.Transport.IO_URING);
    assertEquals(
        IoUring.isAvailable() ? IoUringSocketChannel.class : NioSocketChannel.class,
        Transports.channelType(uring));
  }
}
