package dev.floe.fuzz.isolation;

import dev.floe.fuzz.isolation.Operation.Delete;
import dev.floe.fuzz.isolation.Operation.DeleteTree;
import dev.floe.fuzz.isolation.Operation.Listing;
import dev.floe.fuzz.isolation.Operation.Move;
import dev.floe.fuzz.isolation.Operation.Read;
import dev.floe.fuzz.isolation.Operation.Write;
import dev.floe.fuzz.isolation.Transaction.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A history that a test tells. The snapshot of transaction `t` is `@t`.
final class Told {
  private final Map<String, One> transactions = new LinkedHashMap<>();
  private final Level level;

  Told(Level level) {
    this.level = level;
  }

  /// A transaction that is being told.
  final class One {
    private final String name;
    private final List<Operation> operations = new ArrayList<>();
    private Level promised = level;
    private Optional<String> base = Optional.empty();
    private long begin;
    private long end = 1000;
    private Outcome outcome = Outcome.COMMITTED;

    private One(String name) {
      this.name = name;
    }

    One reads(String key, String... seen) {
      operations.add(new Read(key, List.of(seen)));
      return this;
    }

    One lists(String prefix, String... seen) {
      operations.add(new Listing(prefix, Listing.Kind.NODES, Set.of(seen)));
      return this;
    }

    One listsKeys(String prefix, String... seen) {
      operations.add(new Listing(prefix, Listing.Kind.KEYS, Set.of(seen)));
      return this;
    }

    One writes(String key, String... value) {
      operations.add(new Write(key, List.of(value)));
      return this;
    }

    One deletes(String key) {
      operations.add(new Delete(key));
      return this;
    }

    One deletesTree(String path) {
      operations.add(new DeleteTree(path));
      return this;
    }

    One moves(String from, String to) {
      operations.add(new Move(from, to));
      return this;
    }

    One on(String other) {
      base = Optional.of("@" + other);
      return this;
    }

    One within(long first, long last) {
      begin = first;
      end = last;
      return this;
    }

    One ends(Outcome how) {
      outcome = how;
      return this;
    }

    One promised(Level other) {
      promised = other;
      return this;
    }

    private Transaction transaction() {
      return new Transaction(
          name, promised, base, begin, end, operations, outcome, Optional.empty());
    }
  }

  /// One more transaction, or one that is told already.
  One by(String name) {
    return transactions.computeIfAbsent(name, One::new);
  }

  /// The history, with the commits in this order.
  History committing(String... order) {
    List<History.Commit> ancestry = new ArrayList<>();
    ancestry.add(new History.Commit("@", Optional.empty(), Optional.empty()));
    for (String name : order) {
      ancestry.add(
          new History.Commit(
              "@" + name, Optional.of(ancestry.getLast().snapshot()), Optional.of(name)));
    }
    return new History(transactions.values().stream().map(One::transaction).toList(), ancestry);
  }

  /// What is wrong with it, in kinds, each once.
  List<Anomaly.Kind> found(String... order) {
    return kinds(IsolationChecker.promised().check(committing(order)));
  }

  static List<Anomaly.Kind> kinds(List<Anomaly> anomalies) {
    return anomalies.stream().map(Anomaly::kind).distinct().toList();
  }
}
