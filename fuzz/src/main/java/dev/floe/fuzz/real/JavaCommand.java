package dev.floe.fuzz.real;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command that starts a main class of this class path in a process of its own, small and quick
/// to start.
final class JavaCommand {
  private JavaCommand() {}

  static List<String> of(Class<?> main, Object... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-Xmx256m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return command;
  }
}
