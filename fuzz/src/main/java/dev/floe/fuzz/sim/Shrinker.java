package dev.floe.fuzz.sim;

import dev.floe.fuzz.sim.Plan.TransactionPlan;
import dev.floe.fuzz.sim.Plan.WriterPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Makes a plan that fails shorter for as long as it still fails: without maintenance, writers,
/// transactions, steps and faults that it does not need. What is left out changes the schedule, so
/// that a shorter plan may fail in another way; any failure will do.
final class Shrinker {
  private final int mostRuns;
  private int runs;
  private Plan best;

  /// @param mostRuns how many plans are tried
  Shrinker(int mostRuns) {
    this.mostRuns = mostRuns;
  }

  /// @param failing a plan that fails
  Plan shrunk(Plan failing) {
    best = failing;
    Plan.Beside all = failing.beside();
    if (!better(best.with(Plan.Beside.NOTHING))) {
      better(best.with(new Plan.Beside(all.maintenance(), 0, 0)));
      better(best.with(new Plan.Beside(0, all.restarts(), 0)));
      better(best.with(new Plan.Beside(0, 0, all.refs())));
    }
    better(best.withExactClocks());
    fewerFaults();
    int before;
    do {
      before = size();
      fewer(best.writers(), best::withWriters);
      for (WriterPlan writer : best.writers()) {
        fewer(
            writer.transactions(),
            some -> replaced(writer.number(), new WriterPlan(writer.number(), some)));
      }
      fewerSteps();
    } while (size() < before && runs < mostRuns);
    fewerFaults();
    return best;
  }

  private int size() {
    return best.writers().stream()
        .flatMap(writer -> writer.transactions().stream())
        .mapToInt(transaction -> 1 + transaction.steps().size())
        .sum();
  }

  private boolean better(Plan shorter) {
    if (runs >= mostRuns || shorter.equals(best)) {
      return false;
    }
    runs++;
    if (Simulation.run(shorter, 0).findings().isEmpty()) {
      return false;
    }
    best = shorter;
    return true;
  }

  /// Leaves out halves, then quarters, and so on down to single ones.
  private <T> void fewer(List<T> all, Function<List<T>, Plan> plan) {
    List<T> left = new ArrayList<>(all);
    for (int length = Math.max(1, left.size() / 2); length >= 1; length /= 2) {
      int from = 0;
      while (from < left.size() && left.size() > 1) {
        List<T> rest = new ArrayList<>(left.subList(0, from));
        rest.addAll(left.subList(Math.min(left.size(), from + length), left.size()));
        if (!rest.isEmpty() && better(plan.apply(rest))) {
          left = rest;
        } else {
          from += length;
        }
      }
    }
  }

  private void fewerFaults() {
    Set<String> places =
        Simulation.run(best, 0).injected().stream()
            .map(Weather.Injection::place)
            .collect(Collectors.toCollection(TreeSet::new));
    if (better(best.withOnly(Set.of())) || !better(best.withOnly(places))) {
      return;
    }
    fewer(List.copyOf(places), some -> best.withOnly(new TreeSet<>(some)));
  }

  private void fewerSteps() {
    for (WriterPlan writer : best.writers()) {
      for (TransactionPlan transaction : writer.transactions()) {
        fewer(transaction.steps(), some -> withSteps(writer.number(), transaction.number(), some));
      }
    }
  }

  private Plan withSteps(int writer, int transaction, List<Step> steps) {
    WriterPlan old =
        best.writers().stream().filter(each -> each.number() == writer).findFirst().orElseThrow();
    List<TransactionPlan> all = new ArrayList<>();
    for (TransactionPlan each : old.transactions()) {
      all.add(
          each.number() == transaction
              ? new TransactionPlan(transaction, each.level(), steps)
              : each);
    }
    return replaced(writer, new WriterPlan(writer, all));
  }

  private Plan replaced(int writer, WriterPlan other) {
    return best.withWriters(
        best.writers().stream().map(each -> each.number() == writer ? other : each).toList());
  }
}
