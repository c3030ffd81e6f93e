package dev.floe.spec.storage;

import dev.floe.storage.Storage;
import dev.floe.storage.TurnRequests;
import dev.floe.storage.TurnRequests.Request;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/// Leaves a request at the repository file, and says what becomes of it: `back` on its input takes
/// it back, `turn` waits for a turn meanwhile.
final class RequestProcess {
  private RequestProcess() {}

  /// @param arguments directory, request
  public static void main(String[] arguments) throws IOException {
    try (Storage storage = Storage.of(arguments[0]);
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in))) {
      TurnRequests requests = storage.writeTurns().orElseThrow().requests().orElseThrow();
      Request request =
          requests
              .leave(
                  "repo",
                  requests,
                  arguments[1].getBytes(StandardCharsets.UTF_8),
                  () -> say("ended"))
              .orElseThrow();
      say("left");
      for (String line = input.readLine(); line != null; line = input.readLine()) {
        switch (line) {
          case "back" -> say(request.takeBack() + " " + request.hasEnded());
          case "turn" -> storage.writeTurns().orElseThrow().begin("repo").join().close();
          default -> throw new IllegalArgumentException(line);
        }
      }
    }
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
