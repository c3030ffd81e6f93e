package dev.floe.bench.s3;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The load generator wrk, where the machine has it: one pre-signed range, again and again.
final class Wrk {
  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s*([0-9.]+)");
  private static final int SECONDS = 2;

  private Wrk() {}

  static OptionalDouble readsPerSecond(MeasuredServer server, int lengthBytes, int connections)
      throws IOException, InterruptedException {
    Optional<String> program = MeasuredServer.onPath("wrk").map(Object::toString);
    if (program.isEmpty()) {
      return OptionalDouble.empty();
    }
    Process process =
        new ProcessBuilder(
                List.of(
                    program.get(),
                    "-t" + Math.min(2, connections),
                    "-c" + connections,
                    "-d" + SECONDS + "s",
                    "-H",
                    "Range: bytes=0-" + (lengthBytes - 1),
                    new S3Object(server.endpoint()).signedUrl().toString()))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    Matcher rate = RATE.matcher(said);
    if (!rate.find() || said.contains("Non-2xx")) {
      throw new IOException("wrk: " + said);
    }
    return OptionalDouble.of(Double.parseDouble(rate.group(1)));
  }
}
