package dev.floe.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForksTest {
  @Test
  void threeProcessesWorkForOneSession() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<String> words = List.of("--processes", "3", "--chunks", "20", "--seed", "7");
    List<String> problems = Forks.run(words, new PrintStream(out, true, StandardCharsets.UTF_8));
    assertEquals(List.of(), problems);
    String said = out.toString(StandardCharsets.UTF_8);
    assertTrue(said.contains("3 processes, 20 chunks each"), said);
  }
}
