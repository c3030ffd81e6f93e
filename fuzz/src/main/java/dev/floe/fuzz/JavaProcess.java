package dev.floe.fuzz;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A main class of this class path in a process of its own, small and quick to start.
final class JavaProcess {
  private JavaProcess() {}

  /// Starts it, its errors in the same stream as its output.
  static Process start(Class<?> main, Object... arguments) throws IOException {
    return start(List.of("-Xmx256m"), main, arguments);
  }

  /// As [#start(Class, Object...)].
  ///
  /// @param jvm further options of the JVM, such as the size of its heap
  static Process start(List<String> jvm, Class<?> main, Object... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "--enable-native-access=ALL-UNNAMED"));
    command.addAll(jvm);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }
}
