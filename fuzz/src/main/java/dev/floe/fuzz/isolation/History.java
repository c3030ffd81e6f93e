package dev.floe.fuzz.isolation;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What sessions did to one branch, and what became of it. Sessions of other branches belong to
/// histories of their own.
///
/// Taken down by whoever drives the sessions, in any order; nothing may be left out that wrote to
/// the branch or may have. A last transaction that reads all there is makes the check stronger.
///
/// @param transactions all sessions that were opened, those that made the first arrays included
/// @param ancestry the commits of the branch from the first to its tip, as found at the end, when
///   no attempt of a commit can land any more; what was expired meanwhile included, so it is taken
///   down before an expiration as well
public record History(List<Transaction> transactions, List<Commit> ancestry) {
  /// Takes copies of the lists.
  ///
  /// @throws IllegalArgumentException if two transactions have one name
  public History {
    transactions = List.copyOf(transactions);
    ancestry = List.copyOf(ancestry);
    Set<String> names = new HashSet<>();
    for (Transaction transaction : transactions) {
      if (!names.add(transaction.name())) {
        throw new IllegalArgumentException("two transactions are named " + transaction.name());
      }
    }
  }

  /// One commit of the branch.
  ///
  /// @param snapshot its id as text
  /// @param parent that of the commit before it, if it has one
  /// @param transaction the name of the transaction that made it, which is why drivers commit with
  ///   the name as the message; empty for commits that changed nothing that transactions read, such
  ///   as the repository's first
  public record Commit(String snapshot, Optional<String> parent, Optional<String> transaction) {}

  /// The same, as if all transactions had been promised this: to look for what a weaker promise
  /// allows.
  public History promising(Level level) {
    return new History(
        transactions.stream().map(transaction -> transaction.promised(level)).toList(), ancestry);
  }
}
