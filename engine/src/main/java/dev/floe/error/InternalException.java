package dev.floe.error;

/// A broken assumption inside the engine; a defect to report.
public final class InternalException extends IcechunkException {
  private static final long serialVersionUID = 1L;

  public InternalException(ErrorKind kind, String message) {
    super(kind, message);
  }

  public InternalException(ErrorKind kind, String message, Throwable cause) {
    super(kind, message, cause);
  }
}
