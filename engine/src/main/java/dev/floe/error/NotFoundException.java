package dev.floe.error;

/// The caller named a repository, ref, snapshot, node, chunk or key that is not there.
public final class NotFoundException extends IcechunkException {
  private static final long serialVersionUID = 1L;

  public NotFoundException(ErrorKind kind, String message) {
    super(kind, message);
  }

  public NotFoundException(ErrorKind kind, String message, Throwable cause) {
    super(kind, message, cause);
  }
}
