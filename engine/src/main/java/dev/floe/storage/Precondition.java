package dev.floe.storage;

/// What must hold for a write to happen; checked and written as one atomic step.
public sealed interface Precondition {
  /// Nothing.
  record None() implements Precondition {}

  /// No object has this key.
  record Absent() implements Precondition {}

  /// The object is at this version.
  record At(ObjectVersion version) implements Precondition {}

  /// No condition.
  Precondition NONE = new None();

  /// Create only.
  Precondition ABSENT = new Absent();
}
