package dev.floe.fuzz.real;

import dev.floe.spec.s3.S3Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// An S3 server on the loopback interface with a bucket. Whoever starts it closes it.
interface BucketServer extends AutoCloseable {
  int port();

  @Override
  void close();

  /// One in this process and in memory.
  static BucketServer inMemory() {
    S3Server server = S3Server.start();
    return new BucketServer() {
      @Override
      public int port() {
        return server.endpoint().getPort();
      }

      @Override
      public void close() {
        server.close();
      }
    };
  }

  /// A real one, versitygw, over a directory.
  ///
  /// @param program where it is installed
  /// @param data an empty directory
  static BucketServer versitygw(Path program, Path data) throws IOException {
    Files.createDirectories(data.resolve(Place.BUCKET));
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--port=127.0.0.1:" + port,
                "--access=testkey",
                "--secret=testsecret12",
                "--region=us-east-1",
                "--keep-alive",
                "--quiet",
                "posix",
                data.toString())
            .redirectErrorStream(true)
            .redirectOutput(data.resolveSibling("server.log").toFile())
            .start();
    awaitPort(process, port);
    return new BucketServer() {
      @Override
      public int port() {
        return port;
      }

      @Override
      public void close() {
        process.destroyForcibly();
        try {
          process.waitFor();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    };
  }

  private static void awaitPort(Process process, int port) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (process.isAlive() && System.nanoTime() - deadline < 0) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
        return;
      } catch (IOException e) {
        RealRun.pause(Duration.ofMillis(20));
      }
    }
    process.destroyForcibly();
    throw new IOException("the server does not answer on port " + port);
  }
}
