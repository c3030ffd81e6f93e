package dev.floe.internal.backend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Which process holds the lock of a file, where the kernel tells: Linux in `/proc/locks`.
///
/// ```
/// 1: POSIX  ADVISORY  WRITE 4711 08:01:1234567 0 EOF
/// 1: -> POSIX  ADVISORY  WRITE 4712 08:01:1234567 0 EOF      waits for it
/// ```
final class LockHolder {
  private static final Path LOCKS = Path.of("/proc/locks");
  private static final Pattern HELD =
      Pattern.compile("\\d+: (?:POSIX|OFDLCK) +\\w+ +WRITE +(\\d+) +\\w+:\\w+:(\\d+) .*");

  private LockHolder() {}

  /// Its pid; empty if nobody says.
  static OptionalLong of(Path lockFile) {
    try (Stream<String> locks = Files.lines(LOCKS)) {
      return of(locks, ((Number) Files.getAttribute(lockFile, "unix:ino")).longValue());
    } catch (IOException | RuntimeException e) {
      // It is one word of a message.
      return OptionalLong.empty();
    }
  }

  /// @param inode of the file; that another file system has one of the same number with a lock on
  ///   it is not thought of
  static OptionalLong of(Stream<String> locks, long inode) {
    return locks
        .map(HELD::matcher)
        .filter(Matcher::matches)
        .filter(held -> Long.parseLong(held.group(2)) == inode)
        .mapToLong(held -> Long.parseLong(held.group(1)))
        .findFirst();
  }
}
