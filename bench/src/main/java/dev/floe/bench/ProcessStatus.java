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

  private static final Path FORGET = Path.of("/proc/self/clear_refs");
  private static final Path FILE = Path.of("/proc/self/status");

  private ProcessStatus() {}

  /// From now on [#MOST_RESIDENT] is the most from now on.
  public static void forgetMostResident() throws IOException {
    Files.writeString(FORGET, "5");
  }

  /// The most memory that was resident since it was forgotten, in MiB.
  public static long mostResidentMebibytes() {
    return kib(MOST_RESIDENT).orElseThrow() >> 10;
  }

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
