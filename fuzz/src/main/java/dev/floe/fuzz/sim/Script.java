package dev.floe.fuzz.sim;

import dev.floe.fuzz.isolation.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// A run in words: a seed, and what is left of it where not all of it is needed. Failures are
/// printed as such.
///
/// ```java
/// Result result = Script.of(42)
///     .writer(0, "3 SERIALIZABLE: READ 1, APPEND 0")
///     .writer(2, "0 LOSSY: READ 1, WRITE 1", "1 LOSSY: APPEND 0")
///     .faults("0#17")
///     .run();
/// ```
public final class Script {
  private Plan plan;
  private final List<Plan.WriterPlan> writers = new ArrayList<>();

  private Script(Plan plan) {
    this.plan = plan;
  }

  /// All that a seed says.
  public static Script of(long seed) {
    return new Script(Plan.of(seed));
  }

  /// With a store that is wrong in itself.
  ///
  /// @param defect `COMPARE_THEN_SET` or `NO_FSYNC`
  public Script defect(String defect) {
    plan = plan.withDefect(SimulatedStore.Defect.valueOf(defect));
    return this;
  }

  /// With other things beside the transactions than the seed says.
  ///
  /// @param maintenance how often garbage is collected
  /// @param restarts how many machines are started again in between
  /// @param refs how many tags and branches come and go
  public Script beside(int maintenance, int restarts, int refs) {
    plan = plan.with(new Plan.Beside(maintenance, restarts, refs));
    return this;
  }

  /// With clocks that are right.
  public Script exactClocks() {
    plan = plan.withExactClocks();
    return this;
  }

  /// With this writer; those that are not named are left out.
  ///
  /// @param transactions `number LEVEL: STEP index, STEP index, …`
  public Script writer(int number, String... transactions) {
    List<Plan.TransactionPlan> all = new ArrayList<>();
    for (String text : transactions) {
      int colon = text.indexOf(':');
      String[] head = text.substring(0, colon).split(" ");
      List<Step> steps = new ArrayList<>();
      for (String step : text.substring(colon + 2).split(", ")) {
        String[] words = step.split(" ");
        steps.add(new Step(Step.Kind.valueOf(words[0]), Integer.parseInt(words[1])));
      }
      all.add(new Plan.TransactionPlan(Integer.parseInt(head[0]), Level.valueOf(head[1]), steps));
    }
    writers.add(new Plan.WriterPlan(number, all));
    return this;
  }

  /// With faults at these requests alone.
  ///
  /// @param places `machine#request`
  public Script faults(String... places) {
    plan = plan.withOnly(Set.of(places));
    return this;
  }

  Plan plan() {
    return writers.isEmpty() ? plan : plan.withWriters(writers);
  }

  /// What is wrong; empty if nothing is.
  public List<String> findings() {
    return Simulation.run(plan(), 0).findings();
  }

  /// A plan as a test that fails.
  static String text(Plan plan) {
    StringBuilder text = new StringBuilder();
    text.append("  @Test\n  void seed").append(plan.seed()).append("() {\n");
    text.append("    Script script =\n        Script.of(").append(plan.seed()).append("L)");
    if (plan.store().defect() != SimulatedStore.Defect.NONE) {
      text.append("\n            .defect(\"").append(plan.store().defect()).append("\")");
    }
    text.append("\n            .beside(")
        .append(plan.beside().maintenance() + ", ")
        .append(plan.beside().restarts() + ", ")
        .append(plan.beside().refs() + ")");
    if (!plan.setting().wrongClocks()) {
      text.append("\n            .exactClocks()");
    }
    for (Plan.WriterPlan writer : plan.writers()) {
      text.append("\n            .writer(\n                ").append(writer.number());
      for (Plan.TransactionPlan transaction : writer.transactions()) {
        text.append(",\n                \"").append(words(transaction)).append('"');
      }
      text.append(")");
    }
    plan.store()
        .only()
        .ifPresent(places -> {
          List<String> quoted =
              new TreeSet<>(places).stream().map(each -> '"' + each + '"').toList();
          text.append("\n            .faults(").append(String.join(", ", quoted)).append(")");
        });
    return text.append(";\n    assertEquals(List.of(), script.findings());\n  }\n").toString();
  }

  static String words(Plan.TransactionPlan transaction) {
    return transaction.number()
        + " "
        + transaction.level()
        + ": "
        + String.join(", ", transaction.steps().stream().map(Step::toString).toList());
  }
}
