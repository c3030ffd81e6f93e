package dev.floe.error;

/// A write was asked of a session, store, storage or repository that only reads.
public final class ReadOnlyException extends IcechunkException {
  private static final long serialVersionUID = 1L;

  public ReadOnlyException(ErrorKind kind, String message) {
    super(kind, message);
  }

  public ReadOnlyException(ErrorKind kind, String message, Throwable cause) {
    super(kind, message, cause);
  }
}
