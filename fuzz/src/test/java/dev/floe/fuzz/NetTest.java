package dev.floe.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetTest {
  @Test
  void aShortSoak() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<String> words = List.of("--reads", "600", "--commits", "24", "--seed", "12");
    assertEquals(List.of(), Net.run(words, new PrintStream(out, true, StandardCharsets.UTF_8)));
    String said = out.toString(StandardCharsets.UTF_8);
    assertTrue(said.startsWith("net: seed 12"), said);
    assertTrue(said.contains("600 reads"), said);
  }
}
