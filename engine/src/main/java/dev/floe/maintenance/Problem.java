package dev.floe.maintenance;

import java.util.Objects;

/// Something that [Verifier] found.
///
/// @param severity how bad it is
/// @param object the key of the object that it is about
/// @param problem what was expected, and what is there
public record Problem(Severity severity, String object, String problem) {
  /// How bad a problem is.
  public enum Severity {
    /// Something is lost or cannot be read.
    ERROR,
    /// A rule is broken, and everything reads.
    WARNING
  }

  public Problem {
    Objects.requireNonNull(severity, "severity");
    Objects.requireNonNull(object, "object");
    Objects.requireNonNull(problem, "problem");
  }
}
