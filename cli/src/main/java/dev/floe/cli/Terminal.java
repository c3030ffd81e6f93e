package dev.floe.cli;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;

/// Whether somebody is watching. The JDK tells this of standard input and output together only, and
/// a progress bar goes to standard error, so the C library is asked.
final class Terminal {
  private static final int STANDARD_ERROR = 2;

  private Terminal() {}

  /// Whether standard error is a terminal; false where that cannot be known.
  @SuppressWarnings("restricted") // one downcall: int isatty(int)
  static boolean isStandardError() {
    try {
      Linker linker = Linker.nativeLinker();
      var isatty = linker.defaultLookup().find("isatty");
      if (isatty.isEmpty()) {
        return false;
      }
      FunctionDescriptor type = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
      return (int) linker.downcallHandle(isatty.get(), type).invokeExact(STANDARD_ERROR) == 1;
    } catch (Throwable e) {
      return false;
    }
  }
}
