package dev.floe.fuzz.isolation;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// One session, from its opening to its outcome. One that only reads is committed once it has read.
///
/// @param name unlike any other of its history; also the commit's message, so that a commit whose
///   outcome was never heard of is known again in the ancestry
/// @param level what it was promised
/// @param base the snapshot that its reads came from; empty if that is not known, or if it was
///   rebased in between
/// @param beginNanos before the session was opened, on one clock for the whole history, which no
///   writer's skew touches
/// @param endNanos after the outcome was heard of
/// @param operations what it read and wrote, in the order it did
/// @param outcome what the caller was told
/// @param snapshot the id that the caller was told, if it committed
public record Transaction(
    String name,
    Level level,
    Optional<String> base,
    long beginNanos,
    long endNanos,
    List<Operation> operations,
    Outcome outcome,
    Optional<String> snapshot) {
  /// What the caller of `commit` was told.
  public enum Outcome {
    /// It committed, or had nothing to commit.
    COMMITTED,
    /// It did not, and never will: a conflict, a refusal, or no call of `commit` at all.
    FAILED,
    /// Nobody was told: the outcome could not be determined, or whoever asked died. It may have
    /// happened.
    UNKNOWN
  }

  /// Takes a copy of the list.
  public Transaction {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(level, "level");
    Objects.requireNonNull(base, "base");
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(snapshot, "snapshot");
    operations = List.copyOf(operations);
  }

  /// Whether it changed nothing.
  public boolean onlyReads() {
    return operations.stream().noneMatch(Operation::changes);
  }

  /// The same, promised something else.
  Transaction promised(Level other) {
    return new Transaction(name, other, base, beginNanos, endNanos, operations, outcome, snapshot);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(name);
    text.append(' ').append(level).append(' ').append(outcome);
    base.ifPresent(id -> text.append(" on ").append(id));
    text.append(" [").append(beginNanos).append(", ").append(endNanos).append("]:");
    operations.forEach(operation -> text.append(' ').append(operation).append(';'));
    return text.toString();
  }
}
