package dev.floe.fuzz.isolation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What each key of a branch held after each commit: the transactions of the ancestry, run one
/// after the other over nothing.
final class BranchHistory {
  private static final int UNKNOWN = Integer.MIN_VALUE;

  private final Map<String, Integer> positions = new HashMap<>();
  private final Map<String, Integer> commits = new HashMap<>();
  private final Map<String, List<Version>> versions = new TreeMap<>();

  /// The identity of each node by its path, after each commit.
  private final List<Map<String, String>> nodes = new ArrayList<>();

  BranchHistory(History history) {
    Map<String, Transaction> byName = new HashMap<>();
    history.transactions().forEach(each -> byName.put(each.name(), each));
    Replay replay = new Replay();
    for (History.Commit commit : history.ancestry()) {
      int position = nodes.size();
      positions.put(commit.snapshot(), position);
      Transaction transaction = commit.transaction().map(byName::get).orElse(null);
      if (transaction != null && commits.putIfAbsent(transaction.name(), position) == null) {
        SessionView changes = open(transaction);
        transaction.operations().forEach(changes::apply);
        note(position, transaction, replay.apply(changes), replay);
      }
      nodes.add(Map.copyOf(replay.nodes()));
    }
  }

  private void note(int position, Transaction writer, Replay.Effect effect, Replay replay) {
    for (String key : effect.touched()) {
      List<String> now = replay.value(StoreKey.of(key));
      List<String> last = versions(key).getLast().value();
      boolean stillNothing = now.isEmpty() && last.isEmpty();
      if (!stillNothing && (effect.written().contains(key) || !now.equals(last))) {
        versions
            .computeIfAbsent(key, _ -> new ArrayList<>(List.of(Version.NOTHING)))
            .add(new Version(position, writer, now, effect.left().contains(key)));
      }
    }
  }

  /// The versions of a key, oldest first, of which the first is nothing.
  List<Version> versions(String key) {
    return versions.getOrDefault(key, List.of(Version.NOTHING));
  }

  /// All keys that ever held anything.
  Set<String> keys() {
    return versions.keySet();
  }

  /// Where in the ancestry a transaction is, or a negative number.
  int commitOf(Transaction transaction) {
    return commits.getOrDefault(transaction.name(), UNKNOWN);
  }

  boolean isCommitted(Transaction transaction) {
    return commits.containsKey(transaction.name());
  }

  /// The position of the commit that a transaction says it read, or a negative number.
  int baseOf(Transaction transaction) {
    return transaction.base().map(id -> positions.getOrDefault(id, UNKNOWN)).orElse(UNKNOWN);
  }

  /// A transaction before its first operation, over its base. If that is not known, over what there
  /// was before its commit, or is at the end.
  SessionView open(Transaction transaction) {
    int base = baseOf(transaction);
    boolean isKnown = base >= 0;
    if (!isKnown) {
      base = isCommitted(transaction) ? commitOf(transaction) - 1 : nodes.size() - 1;
    }
    boolean isThere = base >= 0 && base < nodes.size();
    return new SessionView(transaction.name(), isKnown, isThere ? nodes.get(base) : Map.of());
  }
}
