package dev.floe.fuzz.real;

import dev.floe.spec.net.FaultProxy;
import dev.floe.spec.net.Line;
import dev.floe.spec.net.LinePlan;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A connection to a server that asks once, tries nothing again, and counts what it hears.
final class PlainConnection {
  /// Longer than what any line lets through.
  private static final int NAME_LENGTH = 3000;

  private static final int PATIENCE_MILLIS = 1000;

  private PlainConnection() {}

  /// Whether a line does something to a connection: through it less of the answer is heard than
  /// without.
  ///
  /// @return what is wrong if it does not
  static Optional<String> bite(int serverPort, Line line) {
    int whole = heard(serverPort);
    try (FaultProxy proxy = FaultProxy.start(serverPort, LinePlan.always(line))) {
      int part = heard(proxy.port());
      return part < whole
          ? Optional.empty()
          : Optional.of(
              "%s: a plain connection heard %d bytes of an answer of %d"
                  .formatted(line.end(), part, whole));
    }
  }

  /// How many bytes come as an answer.
  private static int heard(int port) {
    int count = 0;
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
      String request =
          "GET /"
              + Place.BUCKET
              + "/"
              + "x".repeat(NAME_LENGTH)
              + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      while (in.read() >= 0) {
        count++;
      }
    } catch (IOException e) {
      // That was all.
    }
    return count;
  }
}
