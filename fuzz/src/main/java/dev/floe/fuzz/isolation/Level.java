package dev.floe.fuzz.isolation;

/// What a session was promised, by how it commits.
public enum Level {
  /// No rebase, or it only reads: serializable, and nothing that was acknowledged before it was
  /// opened is missing.
  STRICT_SERIALIZABLE,
  /// Rebase of a session that notes what it reads: some serial order explains it.
  SERIALIZABLE,
  /// Rebase under the detector, or a solver that fails: one snapshot read, and no update lost.
  /// Write skew is allowed.
  SNAPSHOT_ISOLATION,
  /// Rebase under a solver that chooses one of two writes: one snapshot read; updates of what
  /// others wrote meanwhile may be lost.
  LOSSY
}
