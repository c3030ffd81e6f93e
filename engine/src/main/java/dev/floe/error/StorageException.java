package dev.floe.error;

/// The object store, the file system or the network failed. Whether trying again can help is
/// decided once, where the failure is seen, from a status and never from text.
public final class StorageException extends IcechunkException {
  private static final long serialVersionUID = 1L;

  private final String key;
  private final boolean retryable;

  public StorageException(ErrorKind kind, String key, String message) {
    this(kind, key, message, false, null);
  }

  public StorageException(ErrorKind kind, String key, String message, Throwable cause) {
    this(kind, key, message, false, cause);
  }

  public StorageException(
      ErrorKind kind, String key, String message, boolean retryable, Throwable cause) {
    super(kind, message, cause);
    this.key = key;
    this.retryable = retryable;
  }

  /// The key of the object concerned, or an empty text where the failure concerns the whole store.
  public String key() {
    return key;
  }

  /// Whether the same request may succeed when it is made again.
  public boolean retryable() {
    return retryable;
  }
}
