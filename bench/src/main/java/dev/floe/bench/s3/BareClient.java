package dev.floe.bench.s3;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The floor: sockets on selectors that send one pre-signed request after another, look for the
/// length of the answer and drain it. Nothing is checked, signed, retried or kept.
final class BareClient implements RangeClient {
  private static final int BUFFER_BYTES = 256 << 10;

  private final URI server;
  private final String target;
  private final int threads;
  private final List<List<Line>> lines = new ArrayList<>();
  private final ExecutorService executor = Executors.newCachedThreadPool();

  BareClient(S3Object object, int threads) {
    this.server = object.server();
    URI url = object.signedUrl();
    this.target = url.getRawPath() + "?" + url.getRawQuery();
    this.threads = threads;
  }

  @Override
  public void run(Load load) throws Exception {
    int used = Math.min(threads, load.inFlight());
    connect(used, load.inFlight());
    List<Callable<Void>> work = new ArrayList<>();
    for (List<Line> some : lines) {
      work.add(() -> drain(some, load));
    }
    for (Future<Void> each : executor.invokeAll(work)) {
      each.get();
    }
  }

  private void connect(int used, int connections) throws IOException {
    if (lines.stream().mapToInt(List::size).sum() == connections) {
      return;
    }
    disconnect();
    for (int i = 0; i < used; i++) {
      lines.add(new ArrayList<>());
    }
    for (int i = 0; i < connections; i++) {
      lines.get(i % used).add(new Line());
    }
  }

  private void disconnect() throws IOException {
    for (List<Line> some : lines) {
      for (Line line : some) {
        line.channel.close();
      }
    }
    lines.clear();
  }

  private Void drain(List<Line> some, Load load) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    try (Selector selector = Selector.open()) {
      int open = 0;
      for (Line line : some) {
        line.channel.register(selector, SelectionKey.OP_READ, line);
        open += line.ask(load) ? 1 : 0;
      }
      while (open > 0) {
        selector.select();
        for (SelectionKey key : selector.selectedKeys()) {
          Line line = (Line) key.attachment();
          if (line.receive(buffer) && !line.ask(load)) {
            open--;
          }
        }
        selector.selectedKeys().clear();
      }
    }
    return null;
  }

  @Override
  public MemorySegment read(long offset, int lengthBytes) throws IOException {
    Line line = new Line();
    try (SocketChannel channel = line.channel) {
      channel.configureBlocking(true);
      ByteBuffer whole = ByteBuffer.allocateDirect(BUFFER_BYTES + lengthBytes);
      line.send(offset, lengthBytes);
      while (!line.receive(whole.slice(whole.position(), whole.remaining()))) {
        whole.position(whole.position() + line.lastBytes);
      }
      int end = whole.position() + line.lastBytes;
      return MemorySegment.ofBuffer(whole.slice(end - lengthBytes, lengthBytes));
    }
  }

  @Override
  public void close() {
    try {
      disconnect();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } finally {
      executor.shutdown();
    }
  }

  /// One connection, with one request at a time.
  private final class Line {
    private static final int END_OF_HEAD = 0x0d0a0d0a;
    private static final byte[] LENGTH = "\r\ncontent-length: ".getBytes(StandardCharsets.US_ASCII);

    private final SocketChannel channel;
    private long left;
    private boolean inBody;
    private int lastBytes;

    Line() throws IOException {
      channel = SocketChannel.open();
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.connect(new InetSocketAddress(server.getHost(), server.getPort()));
      channel.configureBlocking(false);
    }

    boolean ask(Load load) throws IOException {
      long offset = load.next();
      if (offset >= 0) {
        send(offset, load.lengthBytes());
      }
      return offset >= 0;
    }

    private void send(long offset, int lengthBytes) throws IOException {
      inBody = false;
      String head =
          "GET "
              + target
              + " HTTP/1.1\r\nHost: "
              + server.getAuthority()
              + "\r\nRange: bytes="
              + offset
              + "-"
              + (offset + lengthBytes - 1)
              + "\r\n\r\n";
      ByteBuffer bytes = ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }

    /// Takes what has come; whether the answer is whole. A head comes in one piece.
    boolean receive(ByteBuffer buffer) throws IOException {
      buffer.clear();
      lastBytes = channel.read(buffer);
      if (lastBytes < 0) {
        throw new EOFException("the server closed the connection");
      }
      int bodyBytes = lastBytes;
      if (!inBody && lastBytes > 0) {
        bodyBytes = lastBytes - head(buffer);
      }
      left -= bodyBytes;
      return inBody && left == 0;
    }

    private int head(ByteBuffer buffer) {
      if (buffer.get(9) != '2' || buffer.get(10) != '0' || buffer.get(11) != '6') {
        throw new IllegalStateException(
            StandardCharsets.US_ASCII.decode(buffer.slice(0, Math.min(lastBytes, 500))).toString());
      }
      int last = 0;
      for (int i = 0; i < lastBytes; i++) {
        last = last << 8 | buffer.get(i) & 0xff;
        if (last == END_OF_HEAD) {
          left = length(buffer, i);
          inBody = true;
          return i + 1;
        }
      }
      throw new IllegalStateException("a head in pieces");
    }

    private static long length(ByteBuffer buffer, int end) {
      for (int i = 0; i < end - LENGTH.length; i++) {
        int j = 0;
        while (j < LENGTH.length && (buffer.get(i + j) | lowerCase(LENGTH[j])) == LENGTH[j]) {
          j++;
        }
        if (j == LENGTH.length) {
          long length = 0;
          for (int k = i + j; buffer.get(k) != '\r'; k++) {
            length = length * 10 + buffer.get(k) - '0';
          }
          return length;
        }
      }
      throw new IllegalStateException("no length");
    }

    private static int lowerCase(byte letter) {
      return letter >= 'a' && letter <= 'z' ? 0x20 : 0;
    }
  }
}
