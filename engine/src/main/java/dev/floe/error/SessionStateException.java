package dev.floe.error;

/// The session or repository is not in a state in which this may be done.
public final class SessionStateException extends IcechunkException {
  private static final long serialVersionUID = 1L;

  public SessionStateException(ErrorKind kind, String message) {
    super(kind, message);
  }

  public SessionStateException(ErrorKind kind, String message, Throwable cause) {
    super(kind, message, cause);
  }
}
