package dev.floe.io.internal.http;

import dev.floe.error.ErrorKind;

/// An exchange that did not come to its end. Carries no stack.
final class Broken extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorKind kind;
  private final boolean passing;

  private Broken(ErrorKind kind, String what, boolean passing, Throwable cause) {
    super(what, cause, false, false);
    this.kind = kind;
    this.passing = passing;
  }

  /// The network failed; it may pass.
  static Broken network(String what, Throwable cause) {
    return new Broken(ErrorKind.IO, what, true, cause);
  }

  /// The other side is not who it should be, or cannot be spoken to; it will not pass.
  static Broken forGood(String what, Throwable cause) {
    return new Broken(ErrorKind.IO, what, false, cause);
  }

  /// The answer is not HTTP as it should be. A busy front may have mangled it.
  static Broken malformed(String what, Throwable cause) {
    return new Broken(ErrorKind.OBJECT_STORE, what, true, cause);
  }

  /// The body is not as long as it should be.
  static Broken length(String expected, String found) {
    return new Broken(
        ErrorKind.INVALID_OBJECT_SIZE,
        "expected a body of " + expected + " bytes, found " + found,
        true,
        null);
  }

  ErrorKind kind() {
    return kind;
  }

  /// Whether the same request may succeed when it is made again.
  boolean passing() {
    return passing;
  }
}
