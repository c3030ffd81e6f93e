package dev.floe.fuzz.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Runs of a few seeds.
class SimulationTest {
  @Test
  void theSameSeedDoesTheSame() {
    Set<Long> hashes = new HashSet<>();
    for (long seed = 1; seed <= 8; seed++) {
      Result first = Simulation.run(Plan.of(seed), 0);
      Result second = Simulation.run(Plan.of(seed), 0);
      assertEquals(first.hash(), second.hash(), "seed " + seed);
      assertEquals(first.counts(), second.counts(), "seed " + seed);
      hashes.add(first.hash());
    }
    assertEquals(8, hashes.size(), "other seeds do something else");
  }

  @Test
  void everybodyComesToAnEndAndWhatWasToldIsSo() {
    int commits = 0;
    for (long seed = 100; seed < 125; seed++) {
      Result result = Simulation.run(Plan.of(seed), 0);
      assertEquals(List.of(), result.findings(), "seed " + seed);
      commits += result.count("commits");
    }
    assertTrue(commits > 25 * 10, commits + " commits");
  }

  @Test
  void storesThatAreWrongAreFoundOut() {
    assertEquals(List.of(), Simulations.canaries(2, System.out));
  }

  @Test
  void aFailureBecomesAShortScriptThatFails() {
    long seed = 1;
    Plan plan = broken(seed);
    while (Simulation.run(plan, 0).findings().isEmpty()) {
      assertTrue(seed < 20, "nothing found in " + seed + " seeds");
      plan = broken(++seed);
    }
    Plan shortest = new Shrinker(100).shrunk(plan);
    assertTrue(shortest.transactions() * 4 < plan.transactions(), Script.text(shortest));
    assertNotEquals(List.of(), Simulation.run(shortest, 0).findings());
    Script script =
        Script.of(seed)
            .defect("COMPARE_THEN_SET")
            .beside(
                shortest.beside().maintenance(),
                shortest.beside().restarts(),
                shortest.beside().refs());
    if (!shortest.setting().wrongClocks()) {
      script.exactClocks();
    }
    for (Plan.WriterPlan writer : shortest.writers()) {
      script.writer(
          writer.number(),
          writer.transactions().stream().map(Script::words).toArray(String[]::new));
    }
    shortest.store().only().ifPresent(places -> script.faults(places.toArray(String[]::new)));
    assertEquals(shortest, script.plan());
  }

  private static Plan broken(long seed) {
    return Plan.of(seed).withDefect(SimulatedStore.Defect.COMPARE_THEN_SET);
  }
}
