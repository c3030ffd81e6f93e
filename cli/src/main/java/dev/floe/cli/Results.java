package dev.floe.cli;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Where results go: buffered, in UTF-8. Like every [PrintStream] it swallows failures, but it
/// keeps the first, so that a full disk is told and a reader who went away is not.
final class Results extends PrintStream {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Watched watched;

  Results(OutputStream to) {
    Watched below = new Watched(to);
    super(new BufferedOutputStream(below, BUFFER_BYTES), false, StandardCharsets.UTF_8);
    watched = below;
  }

  private static final class Watched extends FilterOutputStream {
    private IOException failure;

    Watched(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        failure = failure == null ? e : failure;
        throw e;
      }
    }
  }

  /// Why results could not be written, if they could not.
  Optional<IOException> failure() {
    return Optional.ofNullable(watched.failure);
  }

  /// Whether a reader at the other end of a pipe went away, which is its good right. The JDK says
  /// so in the words of the operating system only.
  boolean readerLeft() {
    return failure()
        .map(IOException::getMessage)
        .filter(message -> message.contains("roken pipe"))
        .isPresent();
  }
}
