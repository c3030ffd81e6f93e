package dev.floe.cli;

/// What the process ends with. Other codes come from [dev.floe.error.ErrorKind#exitCode].
final class ExitCode {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int WRONG_USAGE = 2;

  private ExitCode() {}
}
