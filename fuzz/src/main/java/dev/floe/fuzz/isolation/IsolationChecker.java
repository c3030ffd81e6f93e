package dev.floe.fuzz.isolation;

import dev.floe.fuzz.isolation.Anomaly.Kind;
import dev.floe.fuzz.isolation.Dependency.Moments;
import dev.floe.fuzz.isolation.Transaction.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/// Finds what a history has that its transactions were promised it would not have. A function of
/// the history; what is found is what is wrong, each of its kind once for the same transactions,
/// the smallest first.
///
/// The order of a key's versions is that of the commits in the ancestry. From it, from who wrote
/// what was read, and from real time follow orders between the moments at which transactions read
/// and take effect. Which moments, depends on what was promised:
///
/// | transaction `b` was promised | overwrites what `a` wrote | read what `c` overwrote |
/// |---|---|---|
/// | serializable or strict | `a` takes effect before `b` does | `b` takes effect before `c` does |
/// | snapshot isolation | `a` takes effect before `b` reads | `b` reads before `c` takes effect |
/// | only a snapshot | `a` takes effect before `b` does | `b` reads before `c` takes effect |
///
/// Who reads what `a` wrote reads after `a` took effect, and who is promised strictness reads after
/// everything that was acknowledged before it began. A cycle of such orders has no explanation.
/// Transactions of several levels in one history are judged each by its own.
public final class IsolationChecker {
  private final boolean strong;

  private IsolationChecker(boolean strong) {
    this.strong = strong;
  }

  /// Checks what each transaction was promised.
  public static IsolationChecker promised() {
    return new IsolationChecker(false);
  }

  /// Checks in addition that no session misses what was acknowledged before it was opened, whatever
  /// it was promised: every session begins by asking the storage for the tip.
  public static IsolationChecker strong() {
    return new IsolationChecker(true);
  }

  /// What is wrong with a history; nothing if all is well.
  public List<Anomaly> check(History history) {
    List<Anomaly> anomalies = new ArrayList<>();
    OutcomeRules.check(history, anomalies::add);
    BranchHistory branch = new BranchHistory(history);
    DependencyGraph graph = new DependencyGraph();
    ObservedReads reads = new ObservedReads(history, branch, graph::add, anomalies::add);
    history.transactions().forEach(reads::check);
    overwrites(branch, graph);
    Predicate<Transaction> ordered =
        each ->
            each.outcome() == Outcome.COMMITTED && (each.onlyReads() || branch.isCommitted(each));
    RealTime.orders(
        history.transactions(),
        ordered,
        each -> strong || each.level() == Level.STRICT_SERIALIZABLE,
        graph::add);
    graph.shortestCycles().stream().map(CycleNames::anomaly).forEach(anomalies::add);
    Set<String> known = new HashSet<>();
    anomalies.forEach(each -> known.addAll(each.transactions()));
    reads.unvalidated().stream()
        .filter(each -> !known.containsAll(each.transactions()))
        .forEach(anomalies::add);
    return distinct(anomalies);
  }

  private static List<Anomaly> distinct(List<Anomaly> anomalies) {
    Map<String, Anomaly> distinct = new LinkedHashMap<>();
    anomalies.stream()
        .sorted(Comparator.comparingInt(each -> each.transactions().size()))
        .forEach(each ->
            distinct.putIfAbsent(each.kind() + " " + new TreeSet<>(each.transactions()), each));
    return List.copyOf(distinct.values());
  }

  private static void overwrites(BranchHistory branch, DependencyGraph graph) {
    for (String key : branch.keys()) {
      List<Version> versions = branch.versions(key);
      for (int i = 1; i < versions.size(); i++) {
        Version version = versions.get(i);
        Transaction writer = version.writer();
        boolean onlyFirstWins = writer.level() == Level.SNAPSHOT_ISOLATION && !version.carried();
        Version before = versions.get(i - 1);
        if (before.writer() != null) {
          graph.add(
              new Dependency(
                  Dependency.Kind.WRITE_WRITE,
                  before.writer(),
                  writer,
                  key,
                  "was overwritten by",
                  onlyFirstWins ? Moments.EFFECT_READ : Moments.EFFECT_EFFECT));
        }
        if (onlyFirstWins && branch.baseOf(writer) >= 0) {
          overBase(key, versions.subList(1, i), writer, branch.baseOf(writer), graph);
        }
      }
    }
  }

  /// Who writes a key has not seen what became of it since the base, whether it read it or not.
  private static void overBase(
      String key, List<Version> before, Transaction writer, int base, DependencyGraph graph) {
    before.stream()
        .filter(version -> version.position() > base)
        .findFirst()
        .ifPresent(version ->
            graph.add(
                new Dependency(
                    Dependency.Kind.READ_WRITE,
                    writer,
                    version.writer(),
                    key,
                    "is based on what was before",
                    Moments.READ_EFFECT)));
  }

  static Anomaly simple(Kind kind, Transaction transaction, String text) {
    return new Anomaly(kind, text + "\n  " + transaction, List.of(transaction.name()));
  }
}
