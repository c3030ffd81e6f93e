package dev.floe.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// What Linux says of this process.
public final class ProcessStatus {
  /// The memory that is resident now.
  public static final String RESIDENT = "VmRSS";

  /// The most memory that was resident.
  public static final String MOST_RESIDENT = "VmHWM";

  private static final Path FILE = Path.of("/proc/self/status");

  private ProcessStatus() {}

  /// A field in KiB; nothing where there is no such field, or no such system.
  public static OptionalLong kib(String field) {
    if (!Files.exists(FILE)) {
      return OptionalLong.empty();
    }
    try (Stream<String> lines = Files.lines(FILE)) {
      return lines
          .filter(line -> line.startsWith(field + ":"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
