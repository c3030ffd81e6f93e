package dev.floe.fuzz.sim;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/// Virtual threads that run where an executor says. The virtual machine lets only its own tests
/// have them: `--add-opens java.base/java.lang=ALL-UNNAMED` is needed.
final class VirtualThreads {
  private static final Constructor<?> BUILDER = builder();

  private VirtualThreads() {}

  private static Constructor<?> builder() {
    try {
      Class<?> type = Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder");
      Constructor<?> made = type.getDeclaredConstructor(Executor.class);
      made.setAccessible(true);
      return made;
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new IllegalStateException(
          "the simulator runs on JDK 25 with --add-opens java.base/java.lang=ALL-UNNAMED", e);
    }
  }

  /// A thread that is not started.
  static Thread unstarted(Executor scheduler, String name, Runnable work) {
    try {
      return ((Thread.Builder) BUILDER.newInstance(scheduler)).name(name).unstarted(work);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Where a thread is.
  static String where(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .map(StackTraceElement::toString)
        .filter(line -> line.startsWith("dev.floe"))
        .limit(8)
        .collect(Collectors.joining(" < "));
  }

  /// A failure with all of its causes.
  static String text(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
