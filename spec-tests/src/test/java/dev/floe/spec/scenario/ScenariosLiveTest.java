package dev.floe.spec.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.floe.spec.Reference;
import dev.floe.spec.scenario.Scenario.Step;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/// Every step of every scenario has the outcome that is written there in the reference too, and
/// what both see of their repositories at the end is the same.
@Tag("live")
class ScenariosLiveTest {
  @TestFactory
  Stream<DynamicTest> bothEndAlike() {
    Map<String, JsonNode> told =
        Reference.NEWER.run("scenarios.py", Scenario.files().toArray()).stream()
            .collect(Collectors.toMap(one -> one.get("name").stringValue(), Function.identity()));
    return Scenario.all().stream()
        .filter(scenario -> scenario.onlyFloe().isEmpty())
        .map(scenario ->
            DynamicTest.dynamicTest(
                scenario.name(), () -> compare(scenario, told.get(scenario.name()))));
  }

  private static void compare(Scenario scenario, JsonNode told) {
    List<String> unexpected = scenario.unexpected(texts(told.get("outcomes")), false);
    assertEquals("", String.join("\n", unexpected), "the reference");
    try (World world = new World()) {
      for (Step step : scenario.steps()) {
        world.outcome(step.words());
      }
      List<String> differences = differences(End.of(world), texts(told.get("end")));
      assertEquals(
          scenario.endsDifferently(),
          !differences.isEmpty(),
          () -> "at the end\n" + String.join("\n", differences));
    }
  }

  private static List<String> differences(List<String> floe, List<String> reference) {
    List<String> differences = new ArrayList<>();
    Set<String> lines = new LinkedHashSet<>(floe);
    lines.addAll(reference);
    for (String line : lines) {
      if (!reference.contains(line)) {
        differences.add("only in Floe: " + line);
      } else if (!floe.contains(line)) {
        differences.add("only in the reference: " + line);
      }
    }
    return differences;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.stringValue()));
    return texts;
  }
}
