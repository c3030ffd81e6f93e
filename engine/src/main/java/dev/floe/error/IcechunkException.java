package dev.floe.error;

import java.util.Objects;

/// The root of everything Floe throws on purpose. [#kind()] is the stable code to act on, the
/// message is for people: it names the object, what was expected and what was found.
public class IcechunkException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorKind kind;

  public IcechunkException(ErrorKind kind, String message) {
    this(kind, message, null);
  }

  public IcechunkException(ErrorKind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = Objects.requireNonNull(kind, "kind");
  }

  /// The stable code of this failure.
  public final ErrorKind kind() {
    return kind;
  }
}
