package dev.floe.error;

/// A virtual chunk cannot be read: no container, no authorization, a changed or a short source.
public final class VirtualChunkException extends IcechunkException {
  private static final long serialVersionUID = 1L;

  public VirtualChunkException(ErrorKind kind, String message) {
    super(kind, message);
  }

  public VirtualChunkException(ErrorKind kind, String message, Throwable cause) {
    super(kind, message, cause);
  }
}
