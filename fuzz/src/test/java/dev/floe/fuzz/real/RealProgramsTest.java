package dev.floe.fuzz.real;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// A short form of the program: those faults that take few seconds and no rights.
class RealProgramsTest {
  private static final RealPrograms SHORT =
      new RealPrograms(7, 1, Duration.ofMillis(300), Optional.empty());

  private static String run(String... faults) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<String> problems =
        SHORT.run(List.of(faults), new PrintStream(out, true, StandardCharsets.UTF_8));
    assertEquals(List.of(), problems);
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void whoHoldsTheLockAndIsStoppedIsNamed() throws Exception {
    String said = run("stop");
    assertTrue(said.contains("StorageException IO="), said);
  }

  @Test
  void whatIsNoFaultIsRefused() {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> run("earthquake"));
    assertTrue(refused.getMessage().startsWith("earthquake: no such fault"), refused::toString);
  }

  @Test
  void placesGoThroughCommandLines() {
    Place place = new Place("/a/b", Map.of()).with("x", "1").with("y", "2");
    assertEquals(place, Place.of(place.location(), place.settingsText()));
    Place bare = new Place("/a/b", Map.of());
    assertEquals(bare, Place.of(bare.location(), bare.settingsText()));
  }
}
