package dev.floe.cli;

/// Nobody reads the results any more, as when they go into `head`.
final class OutputClosed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OutputClosed() {
    super("nobody reads the results any more", null, false, false);
  }
}
