package dev.floe.fuzz.hostile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/// Answers every request with the same bytes, and hangs up. One connection at a time.
final class AnsweringServer implements AutoCloseable {
  private static final int END_OF_HEAD = 0x0d0a0d0a;

  private final ServerSocket socket;
  private volatile byte[] answer = {};

  AnsweringServer() {
    try {
      socket = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofPlatform().daemon().name("answering-server").start(this::serve);
  }

  int port() {
    return socket.getLocalPort();
  }

  /// What the next request is answered with.
  void answers(byte[] bytes) {
    answer = bytes;
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (Socket line = socket.accept()) {
        answer(line);
      } catch (IOException _) {
        // the client has hung up, or the server is closed
      }
    }
  }

  private void answer(Socket line) throws IOException {
    line.setTcpNoDelay(true);
    line.setSoTimeout(2_000);
    InputStream in = line.getInputStream();
    int last = 0;
    while (last != END_OF_HEAD) {
      int next = in.read();
      if (next < 0) {
        return;
      }
      last = last << 8 | next;
    }
    line.getOutputStream().write(answer);
    line.shutdownOutput();
    while (in.read() >= 0) {
      // until the client hangs up too: a reset would take what it has not read yet
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
