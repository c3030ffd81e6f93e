package dev.floe.error;

/// The caller asked to create what exists already, or a tag name that was used before.
public final class AlreadyExistsException extends IcechunkException {
  private static final long serialVersionUID = 1L;

  public AlreadyExistsException(ErrorKind kind, String message) {
    super(kind, message);
  }

  public AlreadyExistsException(ErrorKind kind, String message, Throwable cause) {
    super(kind, message, cause);
  }
}
