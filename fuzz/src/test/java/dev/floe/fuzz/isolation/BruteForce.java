package dev.floe.fuzz.isolation;

import dev.floe.fuzz.isolation.Operation.Read;
import dev.floe.fuzz.isolation.Operation.Write;
import dev.floe.fuzz.isolation.Transaction.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Whether there is any order of the moments at which few transactions read and take effect that
/// explains what they read and wrote, found by trying all of them. Registers only, and nobody reads
/// what it wrote itself.
final class BruteForce {
  private final List<Transaction> transactions;
  private final List<String> order;
  private final boolean commitOrder;

  /// Who has taken effect, or has read, in which order.
  private final List<Transaction> effects = new ArrayList<>();

  private final List<Transaction> reads = new ArrayList<>();
  private final Map<Transaction, Set<Transaction>> seenBy = new HashMap<>();
  private final Map<String, List<String>> state = new HashMap<>();

  /// @param commitOrder whether effects have to come in the order of the commits, of all keys
  BruteForce(History history, boolean commitOrder) {
    this.transactions = history.transactions();
    this.commitOrder = commitOrder;
    this.order =
        history.ancestry().stream().flatMap(commit -> commit.transaction().stream()).toList();
  }

  boolean isExplained() {
    if (effects.size() == transactions.size()) {
      return true;
    }
    for (Transaction transaction : transactions) {
      if (!reads.contains(transaction)) {
        if (mayRead(transaction)) {
          reads.add(transaction);
          seenBy.put(transaction, Set.copyOf(effects));
          boolean explained = isExplained();
          reads.remove(transaction);
          if (explained) {
            return true;
          }
        }
      } else if (!effects.contains(transaction) && mayTakeEffect(transaction)) {
        Map<String, List<String>> before = new HashMap<>(state);
        effects.add(transaction);
        writes(transaction).forEach(write -> state.put(write.key(), write.value()));
        boolean explained = isExplained();
        effects.remove(transaction);
        state.clear();
        state.putAll(before);
        if (explained) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean mayRead(Transaction transaction) {
    boolean sees =
        transaction.level() != Level.STRICT_SERIALIZABLE
            || transactions.stream()
                .filter(each -> each.outcome() == Outcome.COMMITTED)
                .filter(each -> each.endNanos() < transaction.beginNanos())
                .allMatch(effects::contains);
    return sees && readsAre(transaction);
  }

  private boolean readsAre(Transaction transaction) {
    return transaction.operations().stream()
        .filter(Read.class::isInstance)
        .map(Read.class::cast)
        .allMatch(read -> read.seen().equals(state.getOrDefault(read.key(), List.of())));
  }

  private boolean mayTakeEffect(Transaction transaction) {
    List<Write> writes = writes(transaction);
    if (writes.isEmpty()) {
      return true;
    }
    // Versions of a key come in the order of the commits.
    int place = order.indexOf(transaction.name());
    boolean inOrder =
        transactions.stream()
            .filter(each -> commitOrder ? !each.onlyReads() : meets(each, writes))
            .allMatch(each ->
                order.indexOf(each.name()) < place == effects.contains(each)
                    || each == transaction);
    return inOrder
        && switch (transaction.level()) {
          case STRICT_SERIALIZABLE, SERIALIZABLE -> readsAre(transaction);
          case SNAPSHOT_ISOLATION -> firstWins(transaction, writes);
          case LOSSY -> true;
        };
  }

  /// Whether nobody took effect since it read who writes the same.
  private boolean firstWins(Transaction transaction, List<Write> writes) {
    Set<Transaction> before = seenBy.getOrDefault(transaction, Set.of());
    return effects.stream()
        .filter(each -> !before.contains(each))
        .noneMatch(each -> meets(each, writes));
  }

  private static boolean meets(Transaction other, List<Write> writes) {
    return writes(other).stream()
        .anyMatch(write -> writes.stream().anyMatch(each -> each.key().equals(write.key())));
  }

  private static List<Write> writes(Transaction transaction) {
    return transaction.operations().stream()
        .filter(Write.class::isInstance)
        .map(Write.class::cast)
        .toList();
  }
}
