package dev.floe.fuzz.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.fuzz.Hunt;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each engine that is wrong is found out soon. The long form is the program
/// [dev.floe.fuzz.Mutants].
class SimulatedMutantsTest {
  private static final long SEED = 20_260_102;
  private static final int STARTS = 2;

  static List<Hunt> hunts() {
    return SimulatedMutants.ofEngines();
  }

  @ParameterizedTest
  @MethodSource("hunts")
  void isFound(Hunt hunt) {
    Hunt.Found found = hunt.from(SEED, STARTS);
    System.out.println(found.text());
    assertEquals(List.of(), found.problems());
  }
}
