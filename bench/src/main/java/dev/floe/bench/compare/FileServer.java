package dev.floe.bench.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Answers every `GET` and `HEAD`, of ranges too, with one body that is in memory, on the loopback:
/// a thread for each connection, which stays open.
final class FileServer implements AutoCloseable {
  private static final Pattern RANGE = Pattern.compile("range: bytes=(\\d+)-(\\d*)");

  private final ServerSocket listener;
  private volatile byte[] body = new byte[0];

  private FileServer(ServerSocket listener) {
    this.listener = listener;
  }

  static FileServer start() throws IOException {
    FileServer server = new FileServer(new ServerSocket(0, 128, InetAddress.getLoopbackAddress()));
    Thread.ofPlatform().daemon().name("file-server").start(server::accept);
    return server;
  }

  String url() {
    return "http://127.0.0.1:" + listener.getLocalPort() + "/";
  }

  void serve(byte[] bytes) {
    body = bytes;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket connection = listener.accept();
        connection.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> answerAll(connection));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void answerAll(Socket connection) {
    try (connection) {
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
      OutputStream out = connection.getOutputStream();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        boolean head = line.startsWith("HEAD");
        Matcher range = RANGE.matcher("");
        boolean ranged = false;
        while (!(line = lines.readLine()).isEmpty()) {
          Matcher found = RANGE.matcher(line.toLowerCase(Locale.ROOT));
          if (found.matches()) {
            range = found;
            ranged = true;
          }
        }
        answer(out, head, ranged ? range : null);
      }
    } catch (IOException e) {
      // the client has gone
    }
  }

  private void answer(OutputStream out, boolean head, Matcher range) throws IOException {
    byte[] all = body;
    int from = range == null ? 0 : Integer.parseInt(range.group(1));
    int to =
        range == null || range.group(2).isEmpty()
            ? all.length
            : Math.min(all.length, Integer.parseInt(range.group(2)) + 1);
    String status = range == null ? "200 OK" : "206 Partial Content";
    String part =
        range == null
            ? ""
            : "Content-Range: bytes %d-%d/%d\r\n".formatted(from, to - 1, all.length);
    String heading =
        "HTTP/1.1 %s\r\nContent-Length: %d\r\nETag: \"%d\"\r\nAccept-Ranges: bytes\r\n%s\r\n"
            .formatted(status, to - from, all.length, part);
    byte[] text = heading.getBytes(StandardCharsets.US_ASCII);
    byte[] answer = new byte[text.length + (head ? 0 : to - from)];
    System.arraycopy(text, 0, answer, 0, text.length);
    if (!head) {
      System.arraycopy(all, from, answer, text.length, to - from);
    }
    out.write(answer);
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
