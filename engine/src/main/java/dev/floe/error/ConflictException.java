package dev.floe.error;

import java.util.Optional;

/// Somebody else changed what this operation was based on. Nothing was lost: the session keeps its
/// changes. Ids are in their text form.
public class ConflictException extends IcechunkException {
  private static final long serialVersionUID = 1L;

  private final String expectedParent;
  private final String actualParent;

  public ConflictException(ErrorKind kind, String message) {
    this(kind, message, null, null);
  }

  public ConflictException(
      ErrorKind kind, String message, String expectedParent, String actualParent) {
    super(kind, message);
    this.expectedParent = expectedParent;
    this.actualParent = actualParent;
  }

  /// The snapshot this operation was based on; empty if it expected none.
  public Optional<String> expectedParent() {
    return Optional.ofNullable(expectedParent);
  }

  /// The snapshot that was found instead; empty if there was none.
  public Optional<String> actualParent() {
    return Optional.ofNullable(actualParent);
  }
}
