package dev.floe.fuzz.isolation;

import java.util.List;

/// Something that the promises do not allow.
///
/// @param kind its name
/// @param history the smallest that shows it: the fewest transactions, readably, a line each for
///   what one has to do with the next
/// @param transactions those that take part
public record Anomaly(Kind kind, String history, List<String> transactions) {
  /// Takes a copy of the list.
  public Anomaly {
    transactions = List.copyOf(transactions);
  }

  /// What can be wrong. Those named after Adya's phenomena are cycles of what transactions have to
  /// do with each other.
  public enum Kind {
    /// Two transactions overwrote each other (G0).
    DIRTY_WRITE("dirty write"),
    /// Somebody read what was never committed (G1a).
    ABORTED_READ("aborted read"),
    /// Somebody read what its writer itself replaced before it committed (G1b).
    INTERMEDIATE_READ("intermediate read"),
    /// Transactions read from each other in a circle (G1c).
    CIRCULAR_READ("circular read"),
    /// Somebody overwrote what it had not seen.
    LOST_UPDATE("lost update"),
    /// Somebody saw one part of a commit and not the other.
    FRACTURED_READ("fractured read"),
    /// Somebody saw two states that were never there together (G-single).
    READ_SKEW("read skew"),
    /// Two transactions saw two commits in opposite orders (G-nonadjacent).
    LONG_FORK("long fork"),
    /// Each did not see what the next one wrote (G2).
    WRITE_SKEW("write skew"),
    /// What somebody read was overwritten before it committed, and no cycle shows it: there is a
    /// serial order, but not that of the commits.
    UNVALIDATED_READ("unvalidated read"),
    /// Somebody did not see what was acknowledged before it began.
    STALE_READ("stale read"),
    /// A commit that was acknowledged before another began comes after it.
    REAL_TIME_ORDER("order against real time"),
    /// A commit that was acknowledged is not in the history.
    LOST_COMMIT("lost commit"),
    /// A commit that failed is in the history.
    FAILED_COMMIT_LANDED("failed commit landed"),
    /// One commit is in the history more than once.
    DOUBLE_COMMIT("double commit"),
    /// The id that was acknowledged is another than that in the history.
    WRONG_ACKNOWLEDGEMENT("wrong acknowledgement"),
    /// A commit's parent is not the commit before it.
    BROKEN_ANCESTRY("broken ancestry"),
    /// A transaction did not see what it had done itself.
    OWN_WRITE_MISSED("own write missed"),
    /// A value that was read, nobody wrote there.
    UNKNOWN_VALUE("unknown value"),
    /// What should be there is gone or broken.
    UNREADABLE("unreadable"),
    /// A read is not of the snapshot that the session was based on.
    READ_OUTSIDE_BASE("read outside its base");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /// Its name in words.
    public String words() {
      return words;
    }
  }

  @Override
  public String toString() {
    return kind.words + ":\n" + history.indent(2).stripTrailing();
  }
}
