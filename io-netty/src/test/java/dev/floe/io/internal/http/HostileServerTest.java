package dev.floe.io.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.StorageException;
import dev.floe.internal.concurrent.Backoff;
import dev.floe.internal.concurrent.SystemSources;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// A server that lies, cuts, resets, babbles, refuses and answers when nobody listens any more. A
/// read ends with the right bytes or with an exception, and then its destination is left alone.
///
/// Faults: an honest answer · a length too long, too short · a body cut, reset · a garbled head, an
/// endless one · 503 · chunks that end early · half a body, the rest when the call is over.
class HostileServerTest {
  private static final int CALLS = 12;
  private static final byte POISON = (byte) 0xdb;

  private final LinkedBlockingQueue<Integer> stuck = new LinkedBlockingQueue<>();
  private final CountDownLatch late = new CountDownLatch(1);

  private static byte[] body(int number) {
    byte[] body = new byte[10_000 + number * 3_000];
    new Random(number).nextBytes(body);
    return body;
  }

  private void answer(ScriptedServer.Line line, int number, Random random) throws Exception {
    byte[] body = body(number);
    int cut = random.nextInt(body.length);
    String head = "HTTP/1.1 200 OK\r\nContent-Length: ";
    switch (random.nextInt(12)) {
      case 0 -> line.answer("200 OK", Arrays.copyOf(body, body.length + 1));
      case 1 -> line.answer("200 OK", Arrays.copyOf(body, cut));
      case 2 -> {
        line.write(head + body.length + "\r\n\r\n");
        line.write(Arrays.copyOf(body, cut));
        throw new IOException("cut");
      }
      case 3 -> {
        line.write(head + body.length + "\r\n\r\n");
        line.write(Arrays.copyOf(body, cut));
        line.reset();
        throw new IOException("reset");
      }
      case 4 -> {
        byte[] garbled = (head + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        garbled[random.nextInt(garbled.length)] = (byte) random.nextInt(256);
        line.write(garbled);
        line.write(body);
        throw new IOException("garbled");
      }
      case 5 -> {
        line.write("HTTP/1.1 200 OK\r\n");
        for (int i = 0; i < 10_000; i++) {
          line.write("X-" + i + ": endless and endless and endless\r\n");
        }
      }
      case 6 -> line.answer("503 Slow Down", body);
      case 7 -> {
        line.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        line.write(Integer.toHexString(body.length) + "\r\n");
        line.write(Arrays.copyOf(body, cut));
        throw new IOException("cut");
      }
      case 8 -> {
        line.write(head + body.length + "\r\n\r\n");
        line.write(Arrays.copyOf(body, cut));
        stuck.add(number);
        late.await();
        line.write(Arrays.copyOfRange(body, cut, body.length));
      }
      default -> line.answer("200 OK", body);
    }
  }

  @Property(tries = 30)
  void rightBytesOrAnExceptionAndNothingAfterwards(@ForAll long seed) throws Exception {
    Random seeds = new Random(seed);
    try (Arena arena = Arena.ofShared();
        ScriptedServer server =
            ScriptedServer.serving(line -> {
              Random random;
              synchronized (seeds) {
                random = new Random(seeds.nextLong());
              }
              while (true) {
                int number = Integer.parseInt(line.read().start().split("[/ ]+")[1]);
                answer(line, number, random);
              }
            })) {
      NettyHttpClient client =
          NettyHttpClient.open(
              HttpOptions.STANDARD.with(new Backoff(0, 2, Duration.ZERO, Duration.ZERO)),
              SystemSources.all());
      MemorySegment[] destinations = new MemorySegment[CALLS];
      for (int i = 0; i < CALLS; i++) {
        destinations[i] = arena.allocate(body(i).length).fill(POISON);
        read(client, server, i, destinations[i]);
        destinations[i].fill(POISON);
      }
      late.countDown();
      client.close(); // its loops have ended: whatever would still have been written, is
      for (MemorySegment each : destinations) {
        assertEquals(-1, each.mismatch(arena.allocate(each.byteSize()).fill(POISON)));
      }
    }
  }

  private void read(NettyHttpClient client, ScriptedServer server, int i, MemorySegment into)
      throws Exception {
    HttpRequest request =
        HttpRequest.of(HttpRequest.Method.GET, server.origin(), "/" + i, Headers.NONE);
    CompletableFuture<HttpAnswer> call =
        client.send(
            HttpClientFixture.call(
                request, HttpClientFixture.into(into), HttpCall.Repetition.READ));
    while (!call.isDone()) {
      if (stuck.poll(1, TimeUnit.MILLISECONDS) != null) {
        call.cancel(true);
      }
    }
    try {
      if (call.join().status() == 200) {
        assertEquals(-1, into.mismatch(MemorySegment.ofArray(body(i))), "call " + i);
      }
    } catch (CompletionException e) {
      assertTrue(e.getCause() instanceof StorageException, e.toString());
      assertTrue(e.getCause().getMessage().startsWith("object key: "), e.toString());
    } catch (CancellationException e) {
      // stuck, and given up
    }
  }
}
