package dev.floe.fuzz.hostile;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.ErrorKind;
import dev.floe.error.FormatException;
import dev.floe.error.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every parser reads or refuses its seeds, what is kept of long runs, what it once failed on, and
/// damaged copies of these. The long run is the program `hostile`.
@Timeout(value = 200, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileBytesTest {
  private static final int DAMAGED_COPIES = 1500;
  private static final int SLOW_COPIES = 150;

  private static boolean read(Target target, byte[] input, String which) {
    return assertDoesNotThrow(
        () -> Bounds.read(target, input),
        () -> target.name() + ", " + which + ": " + Base64.getEncoder().encodeToString(input));
  }

  @ParameterizedTest
  @EnumSource
  void everyInputIsReadOrRefused(Targets which) {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println(which.text() + ": -Dseed=" + seed);
    try (Target target = which.open()) {
      assertEquals(which.text(), target.name());
      List<byte[]> inputs = new ArrayList<>(target.seeds());
      int accepted = 0;
      for (byte[] input : inputs) {
        accepted += read(target, input, "a seed") ? 1 : 0;
      }
      assertTrue(accepted > 0, "no seed of " + which.text() + " is read");
      inputs.addAll(Corpus.of(which.text()));
      inputs.addAll(Corpus.regressions(which.text()));
      inputs.forEach(input -> read(target, input, "kept"));
      Damage damage = new Damage(inputs, new Random(seed));
      boolean slow = which == Targets.HTTP_ANSWER || which == Targets.COMMAND_LINE;
      for (int i = slow ? SLOW_COPIES : DAMAGED_COPIES; i > 0; i--) {
        read(target, damage.next(), "-Dseed=" + seed);
      }
    }
  }

  /// A fuzzer that does not find this finds nothing.
  @Test
  void theCanaryIsFoundByCoverage(@TempDir Path folder) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<String> findings =
        Hostile.fuzz(FuzzedTarget.CANARY, folder, 1, 30, new PrintStream(out, true));
    assertEquals(1, findings.size(), out.toString(StandardCharsets.UTF_8));
    String found = findings.getFirst();
    String input = found.substring(found.indexOf("input ") + "input ".length());
    String song = new String(Base64.getDecoder().decode(input), StandardCharsets.ISO_8859_1);
    assertTrue(song.startsWith("FLOE!"), found);
  }

  /// A target that does something with each input.
  private static Target target(Consumer<byte[]> reader) {
    return new Target() {
      @Override
      public String name() {
        return "broken";
      }

      @Override
      public List<byte[]> seeds() {
        return List.of();
      }

      @Override
      public void read(byte[] input) {
        reader.accept(input);
      }
    };
  }

  @Test
  void boundsAreThoseOfHeapTimeAndRefusals() {
    byte[] input = new byte[10];
    assertTrue(Bounds.read(target(_ -> {}), input));
    Target greedy = target(_ -> assertEquals(40 << 20, new byte[40 << 20].length));
    assertThrows(AssertionError.class, () -> Bounds.read(greedy, input));
    Target silent =
        target(_ -> {
          throw new InvalidInputException(ErrorKind.INVALID_PATH, "another refusal");
        });
    assertThrows(AssertionError.class, () -> Bounds.read(silent, input));
    Target refusing =
        target(_ -> {
          throw new FormatException(ErrorKind.DESERIALIZATION, "file", 0, "this", "that");
        });
    assertEquals(false, Bounds.read(refusing, input));
    Target slow =
        target(_ -> {
          long sum = 0;
          for (int i = 0; i < 200_000; i++) {
            sum += Integer.toString(i).hashCode();
          }
          assertTrue(sum != 0);
        });
    assertThrows(AssertionError.class, () -> Bounds.read(slow, input, 100_000));
  }
}
