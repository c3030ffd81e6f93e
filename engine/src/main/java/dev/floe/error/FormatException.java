package dev.floe.error;

/// A file of the repository is not what the format says: which object, where in it, what was
/// expected and what was found. Hostile bytes produce nothing but this.
public final class FormatException extends IcechunkException {
  private static final long serialVersionUID = 1L;

  private final String object;
  private final long offset;

  /// @param object the key of the object, or what is known of it
  /// @param offset the byte in the (decompressed) object, or -1 where no one byte is to blame
  public FormatException(
      ErrorKind kind, String object, long offset, String expected, String found) {
    this(kind, object, offset, expected, found, null);
  }

  public FormatException(
      ErrorKind kind, String object, long offset, String expected, String found, Throwable cause) {
    super(
        kind,
        object
            + (offset >= 0 ? " at byte " + offset : "")
            + ": expected "
            + expected
            + ", found "
            + found,
        cause);
    this.object = object;
    this.offset = offset;
  }

  private FormatException(ErrorKind kind, FormatException same) {
    super(kind, same.getMessage(), same);
    this.object = same.object;
    this.offset = same.offset;
  }

  /// The same failure under the kind that fits what the bytes were to be.
  public FormatException as(ErrorKind kind) {
    return new FormatException(kind, this);
  }

  /// The key of the object, or what is known of it.
  public String object() {
    return object;
  }

  /// The byte in the (decompressed) object, or -1.
  public long offset() {
    return offset;
  }
}
