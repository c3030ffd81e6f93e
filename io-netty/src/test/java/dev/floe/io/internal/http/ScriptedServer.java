package dev.floe.io.internal.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// A server on the loopback whose every byte the test writes: each connection is served by the
/// script on a thread of its own, until the script returns.
public final class ScriptedServer implements AutoCloseable {
  /// Serves one connection.
  public interface Script {
    void serve(Line line) throws Exception;
  }

  /// One request as it came.
  public record Asked(String start, List<String> fields, byte[] body) {
    public String field(String name) {
      String prefix = name.toLowerCase(Locale.ROOT) + ":";
      return fields.stream()
          .filter(each -> each.toLowerCase(Locale.ROOT).startsWith(prefix))
          .map(each -> each.substring(prefix.length()).strip())
          .findFirst()
          .orElse("");
    }
  }

  private final ServerSocket listener;
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();

  private ScriptedServer(ServerSocket listener, Script script) {
    this.listener = listener;
    Thread.ofVirtual().start(() -> accept(script));
  }

  public static ScriptedServer serving(Script script) throws IOException {
    return over(new ServerSocket(0, 200, InetAddress.getLoopbackAddress()), script);
  }

  public static ScriptedServer over(ServerSocket listener, Script script) {
    return new ScriptedServer(listener, script);
  }

  private void accept(Script script) {
    try {
      while (true) {
        Socket socket = listener.accept();
        sockets.add(socket);
        Line line = new Line(socket, connections.incrementAndGet());
        Thread.ofVirtual()
            .start(() -> {
              try (socket) {
                script.serve(line);
              } catch (IOException e) {
                // the client has gone, or the server was closed
              } catch (Exception | AssertionError e) {
                failures.add(e);
              }
            });
      }
    } catch (IOException e) {
      // closed
    }
  }

  public Origin origin() {
    return new Origin(false, "127.0.0.1", listener.getLocalPort());
  }

  public int connections() {
    return connections.get();
  }

  public int requests() {
    return requests.get();
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket each : sockets) {
        each.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!failures.isEmpty()) {
      throw new AssertionError("the script failed", failures.peek());
    }
  }

  /// One connection as the script sees it.
  public final class Line {
    private final Socket socket;
    private final int number;
    private final InputStream in;

    private Line(Socket socket, int number) {
      this.socket = socket;
      this.number = number;
      try {
        this.in = new BufferedInputStream(socket.getInputStream());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /// 1 for the first connection.
    public int number() {
      return number;
    }

    /// The port that the client speaks to.
    public int localPort() {
      return socket.getLocalPort();
    }

    /// The next request; an exception if the client has gone.
    public Asked read() throws IOException {
      String start = line();
      List<String> fields = new ArrayList<>();
      for (String field = line(); !field.isEmpty(); field = line()) {
        fields.add(field);
      }
      Asked head = new Asked(start, fields, new byte[0]);
      String length = head.field("Content-Length");
      byte[] body = length.isEmpty() ? head.body() : in.readNBytes(Integer.parseInt(length));
      requests.incrementAndGet();
      return new Asked(start, fields, body);
    }

    private String line() throws IOException {
      StringBuilder text = new StringBuilder();
      int c = in.read();
      while (c != '\n') {
        if (c < 0) {
          throw new IOException("the client has gone");
        }
        if (c != '\r') {
          text.append((char) c);
        }
        c = in.read();
      }
      return text.toString();
    }

    /// True once the client has closed the connection; waits for it, and for nothing else.
    public boolean isLeft() {
      try {
        return in.read() < 0;
      } catch (IOException e) {
        return true;
      }
    }

    /// Reads what comes until the client has gone.
    public void drain() {
      try {
        in.transferTo(OutputStream.nullOutputStream());
      } catch (IOException e) {
        // it has gone
      }
    }

    public void write(String head) throws IOException {
      write(head.getBytes(StandardCharsets.ISO_8859_1));
    }

    public void write(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    }

    public void answer(String status, byte[] body, String... fields) throws IOException {
      StringBuilder head = new StringBuilder("HTTP/1.1 " + status + "\r\n");
      for (String field : fields) {
        head.append(field).append("\r\n");
      }
      write(head + "Content-Length: " + body.length + "\r\n\r\n");
      write(body);
    }

    /// Passes bytes on, both ways, until one side ends.
    public void pipe(int port) throws IOException {
      try (Socket other = new Socket(InetAddress.getLoopbackAddress(), port)) {
        Thread.ofVirtual()
            .start(() -> {
              try {
                other.getInputStream().transferTo(socket.getOutputStream());
              } catch (IOException e) {
                // one side has ended
              }
            });
        in.transferTo(other.getOutputStream());
      }
    }

    /// Ends the connection with a reset.
    public void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }
}
