package dev.floe.fuzz.real;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// Who holds which lock, as the kernel tells it.
final class HeldLocks {
  private HeldLocks() {}

  /// Whether a process holds the lock of a file.
  static boolean isHolder(Path file, long pid) {
    try (Stream<String> locks = Files.lines(Path.of("/proc/locks"))) {
      String inode = ":" + Files.getAttribute(file, "unix:ino") + " ";
      return locks.anyMatch(line ->
          line.contains(" WRITE " + pid + " ") && line.contains(inode) && !line.contains("->"));
    } catch (IOException e) {
      return false;
    }
  }
}
