package dev.floe.fuzz.real;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the threads of a process are doing, as the kernel tells it.
final class ThreadStates {
  private ThreadStates() {}

  /// A letter for each thread, such as `T` for one that is stopped; nothing for a process that is
  /// gone.
  static String of(long pid) {
    StringBuilder states = new StringBuilder();
    Path tasks = Path.of("/proc", Long.toString(pid), "task");
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
      for (Path thread : threads) {
        states.append(of(thread));
      }
    } catch (IOException e) {
      return "";
    }
    return states.toString();
  }

  /// ```
  /// 4711 (a name) T 4700 …
  /// ```
  private static String of(Path thread) {
    try {
      String stat = Files.readString(thread.resolve("stat"));
      int state = stat.lastIndexOf(')') + 2;
      return stat.substring(state, state + 1);
    } catch (IOException e) {
      // A thread that has just ended.
      return "";
    }
  }
}
