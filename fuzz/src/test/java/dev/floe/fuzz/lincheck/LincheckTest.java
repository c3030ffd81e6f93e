package dev.floe.fuzz.lincheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Set;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The short check of every structure; the long one is the program `lincheck`.
class LincheckTest {
  private static final int SCENARIOS = 3;
  private static final int INTERLEAVINGS = 40;

  static Set<String> names() {
    return Lincheck.structures().keySet();
  }

  @ParameterizedTest
  @MethodSource("names")
  void noInterleavingBreaksIt(String name) {
    long start = System.nanoTime();
    assertEquals(
        Optional.empty(),
        Lincheck.check(Lincheck.structures().get(name), SCENARIOS, INTERLEAVINGS));
    System.out.println(name + ": " + (System.nanoTime() - start) / 1_000_000 + " ms");
  }

  /// A counter that loses counts.
  public static class Broken {
    private int count;

    @Operation
    public int increment() {
      return ++count;
    }
  }

  /// A checker that does not find this finds nothing.
  @Test
  void theCanaryIsFound() {
    Optional<String> failure = Lincheck.check(Broken.class, SCENARIOS, INTERLEAVINGS);
    assertTrue(failure.orElse("nothing").contains("increment"), failure.toString());
  }
}
