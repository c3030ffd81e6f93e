package dev.floe.fuzz.isolation;

import dev.floe.fuzz.isolation.Anomaly.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Whether the ancestry holds what was acknowledged, nothing that failed, and nothing twice.
final class OutcomeRules {
  private OutcomeRules() {}

  static void check(History history, Consumer<Anomaly> sink) {
    Map<String, String> snapshots = new HashMap<>();
    String last = null;
    for (History.Commit commit : history.ancestry()) {
      if (last != null && !commit.parent().equals(Optional.of(last))) {
        sink.accept(
            new Anomaly(
                Kind.BROKEN_ANCESTRY,
                commit + ": expected the parent " + last,
                commit.transaction().stream().toList()));
      }
      last = commit.snapshot();
      commit
          .transaction()
          .ifPresent(name -> {
            String before = snapshots.putIfAbsent(name, commit.snapshot());
            if (before != null) {
              sink.accept(
                  new Anomaly(
                      Kind.DOUBLE_COMMIT,
                      name + " is in the history as " + before + " and as " + commit.snapshot(),
                      List.of(name)));
            }
          });
    }
    history.transactions().stream()
        .filter(each -> !each.onlyReads())
        .forEach(each -> outcome(each, snapshots.get(each.name()), sink));
  }

  private static void outcome(Transaction transaction, String found, Consumer<Anomaly> sink) {
    switch (transaction.outcome()) {
      case COMMITTED -> {
        if (found == null) {
          sink.accept(
              IsolationChecker.simple(
                  Kind.LOST_COMMIT,
                  transaction,
                  transaction.name() + " was acknowledged and is not in the history"));
        } else if (transaction.snapshot().filter(id -> !id.equals(found)).isPresent()) {
          sink.accept(
              IsolationChecker.simple(
                  Kind.WRONG_ACKNOWLEDGEMENT,
                  transaction,
                  transaction.name()
                      + " was acknowledged as "
                      + transaction.snapshot().get()
                      + " and is in the history as "
                      + found));
        }
      }
      case FAILED -> {
        if (found != null) {
          sink.accept(
              IsolationChecker.simple(
                  Kind.FAILED_COMMIT_LANDED,
                  transaction,
                  transaction.name() + " failed and is in the history as " + found));
        }
      }
      case UNKNOWN -> {}
    }
  }
}
