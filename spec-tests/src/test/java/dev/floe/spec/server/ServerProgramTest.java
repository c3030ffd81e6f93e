package dev.floe.spec.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServerProgramTest {
  /// Where servers are missing, a line says what was not run; nothing else tells a developer.
  @Test
  void whatCouldNotBeRunIsSaid() {
    List<String> missing =
        ServerProgram.ALL.stream().filter(p -> !p.installed()).map(ServerProgram::name).toList();
    if (!missing.isEmpty()) {
      System.out.println(
          "Not installed, so mvn -Pservers verify cannot run the tests over them: "
              + String.join(", ", missing)
              + ". spec-tests/src/live/make_servers.sh installs them, with Go and npm.");
    }
  }

  @Test
  void aMissingServerIsNamed() {
    ServerProgram other =
        new ServerProgram("other", "other", Map.of(), List.of(), Optional.empty());
    String message =
        assertThrows(IllegalStateException.class, () -> other.command(1, Path.of("data")))
            .getMessage();
    assertEquals(
        "no server other in "
            + ServerProgram.servers()
            + ": run spec-tests/src/live/make_servers.sh",
        message);
  }
}
