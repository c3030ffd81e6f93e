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

  /// The native client has to do with the same faults, and with reads that are cancelled.
  @Test
  void aShortSoakOfTheNativeClient() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String options = "--reads 400 --commits 1 --at-once 12 --seed 12 --crt 1";
    List<String> words = List.of(options.split(" "));
    assertEquals(List.of(), Net.run(words, new PrintStream(out, true, StandardCharsets.UTF_8)));
    String said = out.toString(StandardCharsets.UTF_8);
    assertTrue(said.contains("requests of the native client's"), said);
  }
}
