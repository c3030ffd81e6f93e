package dev.floe.io.internal.http;

/// The cause inside of a storage exception that ended a call without an answer: whether the store
/// may have carried the request out all the same. Carries no stack.
public final class MaybeSent extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean maybe;

  /// @param maybe whether any byte of the request may have reached the store
  /// @param detail what happened to the connection
  public MaybeSent(boolean maybe, String detail, Throwable cause) {
    super(detail, cause, false, false);
    this.maybe = maybe;
  }

  /// Whether the request may have been carried out.
  public boolean maybe() {
    return maybe;
  }
}
