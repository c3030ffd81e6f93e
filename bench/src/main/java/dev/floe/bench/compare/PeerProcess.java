package dev.floe.bench.compare;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A running peer: it answers every line with one. Closing it ends its input, and then the process.
final class PeerProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader answers;
  private final Writer requests;

  /// @param more of its environment
  /// @param errors where the peer's own words go
  PeerProcess(List<String> command, Map<String, String> more, File errors) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(more);
    process = builder.redirectError(ProcessBuilder.Redirect.appendTo(errors)).start();
    answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    requests = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
  }

  /// What a peer says.
  ///
  /// @param kind `ok`, `none` where it has no such case, or `error`
  record Reply(String kind, String text, Map<String, String> values) {
    boolean isOk() {
      return kind.equals("ok");
    }

    boolean isNone() {
      return kind.equals("none");
    }

    long number(String name) {
      return Long.parseLong(values.getOrDefault(name, "0"));
    }

    String sum() {
      return values.getOrDefault("sum", "");
    }
  }

  void send(String request) {
    try {
      requests.write(request + "\n");
      requests.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Reply receive() {
    try {
      String line = answers.readLine();
      if (line == null) {
        return new Reply("error", "the process has ended", Map.of());
      }
      String[] words = line.split(" ");
      Map<String, String> values = new HashMap<>();
      for (String word : words) {
        String[] pair = word.split("=", 2);
        if (pair.length == 2) {
          values.put(pair[0], pair[1]);
        }
      }
      return new Reply(words[0], line, values);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Reply ask(String request) {
    send(request);
    return receive();
  }

  @Override
  public void close() {
    try {
      requests.close();
    } catch (IOException e) {
      // it has ended already
    }
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
