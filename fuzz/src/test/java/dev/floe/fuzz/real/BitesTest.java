package dev.floe.fuzz.real;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.spec.net.Line;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Proofs that a fault bites say no where it does not.
@Timeout(60)
class BitesTest {
  @Test
  void aLineThatEndsEarlyBitesAndAnotherDoesNot() {
    try (BucketServer server = BucketServer.inMemory()) {
      for (Line line : BucketFaults.LINES) {
        assertTrue(PlainConnection.bite(server.port(), line).isEmpty(), line::toString);
      }
      String problem = PlainConnection.bite(server.port(), Line.CLEAN).orElseThrow();
      assertTrue(problem.contains("a plain connection heard"), problem);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void whatIsStoppedOrKilledIsTold() throws IOException, InterruptedException {
    Process process = new ProcessBuilder("sleep", "60").start();
    Writer writer = new Writer("sleeper", process);
    List<String> problems = new ArrayList<>();
    try (RealRun run = new RealRun(new Place("/nowhere", Map.of()), 1)) {
      String before = ThreadStates.of(writer.pid());
      // One that still loads its program from the disk is in D.
      assertTrue(before.matches("[SRD]"), before);
      run.bites().stop(writer);
      assertEquals("T", ThreadStates.of(writer.pid()));
      writer.signal("TERM");
      writer.signal("CONT");
      run.await("it has ended", () -> !writer.isAlive());
      assertEquals(List.of(), run.problems());
      run.bites().kill(writer);
      problems.addAll(run.problems());
    }
    assertEquals("", ThreadStates.of(writer.pid()));
    assertEquals(1, problems.size(), problems::toString);
    assertTrue(problems.getFirst().startsWith("sleeper was to be killed"), problems::toString);
  }

  @Test
  void clocksAreApartInWhatIsWritten(@TempDir Path folder) {
    Place place = new Place(folder.resolve("one").toString(), Map.of());
    Duration shift = Duration.ofMinutes(5);
    Place ahead = place.with(Place.CLOCK_SHIFT, Long.toString(shift.toSeconds()));
    try (RealRun run = new RealRun(place, 1)) {
      run.bites().requireApart(place.beside("a"), ahead.beside("b"));
      assertEquals(List.of(), run.problems());
      run.bites().checkApart(place.beside("a"), ahead.beside("b").with(Place.CLOCK_SHIFT, "900"));
      assertEquals(1, run.problems().size(), run.problems()::toString);
    }
  }
}
