package dev.floe.bench.tiles;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/// Asks for tiles at fixed times over connections that stay open. A request that no connection was
/// free for begins late, and its time is from when it was due: a server that stands still makes all
/// late that were due meanwhile, as it would for people who know nothing of each other.
final class OpenLoop implements AutoCloseable {
  private static final int HEADING_BYTES = 8 << 10;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final List<Connection> connections = new ArrayList<>();
  private final IntFunction<String> paths;
  private final int tiles;
  private final int tileBytes;

  /// What came of one rate.
  ///
  /// @param nanos from the first request due to the last answer
  /// @param refused answers that said to come again
  /// @param failed answers that were wrong, or never came
  record Outcome(long asked, long answered, long refused, long failed, long nanos, Histogram late) {
    double perSecond() {
      return answered * 1e9 / nanos;
    }

    double millis(double percentile) {
      return late.getValueAtPercentile(percentile) / 1e6;
    }
  }

  /// @param paths of the tiles, by number; each begins with its number
  OpenLoop(URI server, int connections, IntFunction<String> paths, int tiles, int tileBytes)
      throws IOException {
    this.paths = paths;
    this.tiles = tiles;
    this.tileBytes = tileBytes;
    for (int i = 0; i < connections; i++) {
      this.connections.add(new Connection(server));
    }
  }

  /// Asks so often a second for so long. Whatever is not begun twice as long after the start is
  /// given up, and counts as failed.
  Outcome run(double perSecond, Duration time) throws InterruptedException {
    long requests = Math.max(1, Math.round(perSecond * time.toNanos() / 1e9));
    Recorder late = new Recorder(3);
    AtomicLong next = new AtomicLong();
    LongAdder[] counts = {new LongAdder(), new LongAdder(), new LongAdder()};
    long begin = System.nanoTime() + Duration.ofMillis(20).toNanos();
    long giveUp = begin + 2 * time.toNanos();
    List<Thread> threads = new ArrayList<>();
    for (Connection each : connections) {
      threads.add(
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                long number = next.getAndIncrement();
                for (; number < requests; number = next.getAndIncrement()) {
                  long due = begin + Math.round(number * 1e9 / perSecond);
                  if (System.nanoTime() - giveUp > 0) {
                    counts[2].increment();
                    continue;
                  }
                  awaitUntil(due);
                  int tile = (int) ((number * 7919L) % tiles);
                  int answer = each.ask(paths.apply(tile), tile, tileBytes);
                  counts[answer].increment();
                  if (answer == Connection.ANSWERED) {
                    late.recordValue(Math.max(0, System.nanoTime() - due));
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return new Outcome(
        requests,
        counts[Connection.ANSWERED].sum(),
        counts[Connection.REFUSED].sum(),
        counts[Connection.FAILED].sum(),
        System.nanoTime() - begin,
        late.getIntervalHistogram());
  }

  private static void awaitUntil(long nanos) {
    for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  @Override
  public void close() {
    connections.forEach(Connection::close);
  }

  /// A connection that one thread uses, made anew when it broke.
  private static final class Connection {
    static final int ANSWERED = 0;
    static final int REFUSED = 1;
    static final int FAILED = 2;

    private final URI server;
    private final ByteBuffer in = ByteBuffer.allocateDirect(HEADING_BYTES + (1 << 20));
    private SocketChannel channel;

    Connection(URI server) throws IOException {
      this.server = server;
      this.channel = open();
    }

    private SocketChannel open() throws IOException {
      SocketChannel opened =
          SocketChannel.open(new InetSocketAddress(server.getHost(), server.getPort()));
      opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
      opened.socket().setSoTimeout((int) PATIENCE.toMillis());
      return opened;
    }

    int ask(String path, int tile, int tileBytes) {
      try {
        if (!channel.isOpen()) {
          channel = open();
        }
        String request =
            "GET "
                + server.getPath()
                + path
                + " HTTP/1.1\r\nHost: "
                + server.getHost()
                + "\r\n\r\n";
        channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
        return answer(tile, tileBytes);
      } catch (IOException e) {
        close();
        return FAILED;
      }
    }

    private int answer(int tile, int tileBytes) throws IOException {
      in.clear();
      int body = -1;
      while (body < 0) {
        receive();
        body = bodyStart();
      }
      String heading = StandardCharsets.ISO_8859_1.decode(in.slice(0, body)).toString();
      long length = length(heading);
      while (in.position() < body + length) {
        receive();
      }
      if (heading.startsWith("HTTP/1.1 503")) {
        return REFUSED;
      }
      boolean right =
          heading.startsWith("HTTP/1.1 200")
              && length == tileBytes
              && in.position() == body + length
              && Integer.reverseBytes(in.getInt(body)) == tile;
      return right ? ANSWERED : FAILED;
    }

    private void receive() throws IOException {
      if (channel.read(in) < 0) {
        throw new EOFException("the server ended the connection");
      }
    }

    /// Where the heading ends, or -1.
    private int bodyStart() {
      for (int i = 3; i < in.position(); i++) {
        if (in.get(i) == '\n' && in.get(i - 1) == '\r' && in.get(i - 2) == '\n') {
          return i + 1;
        }
      }
      return -1;
    }

    private static long length(String heading) {
      for (String line : heading.split("\r\n")) {
        if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
          return Long.parseLong(line.substring(15).strip());
        }
      }
      return 0;
    }

    void close() {
      try {
        channel.close();
      } catch (IOException e) {
        // it is gone
      }
    }
  }
}
