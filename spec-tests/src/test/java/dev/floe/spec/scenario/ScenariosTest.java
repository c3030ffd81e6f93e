package dev.floe.spec.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.maintenance.Problem;
import dev.floe.maintenance.VerifyScope;
import dev.floe.spec.decisions.DecisionsTest;
import dev.floe.spec.scenario.Scenario.Step;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every step of every scenario has the outcome that is written there, and the repository is sound.
class ScenariosTest {
  @TestFactory
  Stream<DynamicTest> everyStepHasItsOutcome() {
    return Scenario.all().stream()
        .map(scenario ->
            DynamicTest.dynamicTest(
                scenario.name(),
                URI.create(scenario.file().toUri() + "?line=" + scenario.line()),
                () -> run(scenario)));
  }

  private static void run(Scenario scenario) {
    try (World world = new World()) {
      List<String> outcomes = new ArrayList<>();
      for (Step step : scenario.steps()) {
        outcomes.add(world.outcome(step.words()));
      }
      List<String> unexpected = scenario.unexpected(outcomes, true);
      assertEquals("", String.join("\n", unexpected));
      if (scenario.steps().stream().noneMatch(step -> step.words().getFirst().equals("lose"))) {
        List<Problem> problems = new ArrayList<>();
        world.reopen();
        world.repository().verify(new VerifyScope(true, false), problems::add);
        problems.removeIf(problem -> problem.severity() == Problem.Severity.WARNING);
        assertEquals(List.of(), problems);
      }
    }
  }

  /// Where both differ, the table of decisions says why.
  @Test
  void differencesAreDecided() {
    Set<String> decided = new HashSet<>(DecisionsTest.subjects());
    for (Scenario scenario : Scenario.all()) {
      for (Step step : scenario.steps()) {
        boolean differs = !step.floe().equals(step.reference());
        String where = scenario.file().getFileName() + ":" + step.line();
        assertEquals(differs, step.decision().isPresent(), where);
        step.decision().ifPresent(about -> assertTrue(decided.contains(about), where));
      }
    }
  }

  @Test
  void namesAreUnique() {
    Set<String> names = new HashSet<>();
    for (Scenario scenario : Scenario.all()) {
      assertEquals(true, names.add(scenario.name()), "twice: " + scenario.name());
    }
  }
}
