package dev.floe.spec.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Through the proxy to a server that sends back what it reads.
class FaultProxyTest {
  private static final byte[] BYTES = new byte[100_000];

  static {
    new Random(7).nextBytes(BYTES);
  }

  private final ServerSocket echo;

  FaultProxyTest() throws IOException {
    echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  @AfterEach
  void close() throws IOException {
    echo.close();
  }

  private void accept() {
    while (!echo.isClosed()) {
      try {
        Socket socket = echo.accept();
        Thread.ofVirtual().start(() -> answer(socket));
      } catch (IOException e) {
        if (!echo.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private static void answer(Socket socket) {
    try (socket) {
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException _) {
      // the proxy ended it
    }
  }

  private static Socket connect(FaultProxy proxy) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static byte[] echoed(Socket socket, int length) throws IOException {
    Thread.ofVirtual()
        .start(() -> {
          try {
            socket.getOutputStream().write(BYTES, 0, length);
          } catch (IOException _) {
            // it was ended
          }
        });
    return socket.getInputStream().readNBytes(length);
  }

  private static long millis(FaultProxy proxy, int length) throws IOException {
    try (Socket socket = connect(proxy)) {
      long start = System.nanoTime();
      assertArrayEquals(Arrays.copyOf(BYTES, length), echoed(socket, length));
      return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }
  }

  @Test
  void aCleanLinePassesAll() throws IOException {
    try (FaultProxy proxy = FaultProxy.start(echo.getLocalPort(), LinePlan.always(Line.CLEAN))) {
      millis(proxy, BYTES.length);
      millis(proxy, BYTES.length);
      assertEquals(2, proxy.connectionCount());
      assertEquals(0, proxy.endedCount());
    }
  }

  @Test
  void latencyIsThereAndBack() throws IOException {
    Line slow = Line.CLEAN.withLatency(Duration.ofMillis(50));
    try (FaultProxy proxy = FaultProxy.start(echo.getLocalPort(), LinePlan.at(1, slow, slow))) {
      long millis = millis(proxy, 1);
      assertTrue(millis >= 100, () -> millis + " ms");
    }
  }

  @Test
  void bandwidthIsLimited() throws IOException {
    Line thin = Line.CLEAN.withBytesPerSecond(200_000);
    try (FaultProxy proxy = FaultProxy.start(echo.getLocalPort(), LinePlan.always(thin))) {
      long millis = millis(proxy, BYTES.length);
      assertTrue(millis >= 490, () -> millis + " ms");
    }
  }

  @ParameterizedTest
  @EnumSource(Line.Direction.class)
  void linesAreCut(Line.Direction direction) throws IOException {
    Line cut = Line.CLEAN.ending(Line.How.CUT, direction, 70_000);
    try (FaultProxy proxy = FaultProxy.start(echo.getLocalPort(), LinePlan.at(0, cut, Line.CLEAN));
        Socket socket = connect(proxy)) {
      byte[] some = echoed(socket, BYTES.length);
      assertTrue(some.length <= 70_000, () -> some.length + " bytes");
      assertArrayEquals(Arrays.copyOf(BYTES, some.length), some);
      assertEquals(1, proxy.endedCount());
      millis(proxy, BYTES.length);
    }
  }

  @Test
  void linesAreReset() throws IOException {
    Line reset = Line.CLEAN.ending(Line.How.RESET, Line.Direction.TO_CLIENT, 0);
    try (FaultProxy proxy = FaultProxy.start(echo.getLocalPort(), LinePlan.always(reset));
        Socket socket = connect(proxy)) {
      assertThrows(IOException.class, () -> read(socket.getInputStream()));
    }
  }

  private static int read(InputStream in) throws IOException {
    int read = in.read();
    assertEquals(-2, read, "an end is no reset");
    return read;
  }

  @Test
  void halfOpenLinesSayNothing() throws IOException {
    Line dead = Line.CLEAN.ending(Line.How.HALF_OPEN, Line.Direction.TO_SERVER, 10);
    try (FaultProxy proxy = FaultProxy.start(echo.getLocalPort(), LinePlan.always(dead));
        Socket socket = connect(proxy)) {
      socket.setSoTimeout(200);
      socket.getOutputStream().write(BYTES, 0, 20);
      assertThrows(SocketTimeoutException.class, () -> socket.getInputStream().readNBytes(11));
      socket.getOutputStream().write(BYTES, 0, 20);
    }
  }

  @Test
  void theSameSeedIsTheSameNetwork() {
    Line cut = Line.CLEAN.ending(Line.How.CUT, Line.Direction.TO_CLIENT, 1);
    List<List<Line>> runs =
        IntStream.range(0, 2)
            .mapToObj(_ -> LinePlan.seeded(7, 0.5, cut))
            .map(plan -> IntStream.range(0, 50).mapToObj(plan::next).toList())
            .toList();
    assertEquals(runs.get(0), runs.get(1));
    assertTrue(runs.getFirst().containsAll(List.of(cut, Line.CLEAN)));
  }
}
