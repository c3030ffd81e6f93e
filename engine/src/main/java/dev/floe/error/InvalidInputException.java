package dev.floe.error;

/// An argument cannot be what it is: a key, path, range, index, name, URL or document.
public final class InvalidInputException extends IcechunkException {
  private static final long serialVersionUID = 1L;

  public InvalidInputException(ErrorKind kind, String message) {
    super(kind, message);
  }

  public InvalidInputException(ErrorKind kind, String message, Throwable cause) {
    super(kind, message, cause);
  }
}
