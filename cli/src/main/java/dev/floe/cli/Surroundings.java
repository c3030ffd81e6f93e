package dev.floe.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// Everything outside that a command sees.
///
/// @param out results, in UTF-8
/// @param err everything else, in UTF-8
/// @param in what `-` as a file means
/// @param interactive whether `err` is a terminal that somebody looks at
/// @param clock the time of day
/// @param nanoClock a monotonic clock in nanoseconds
public record Surroundings(
    PrintStream out,
    PrintStream err,
    InputStream in,
    boolean interactive,
    InstantSource clock,
    LongSupplier nanoClock) {
  private static final int BUFFER_BYTES = 1 << 16;

  /// Those of the process.
  static Surroundings ofProcess() {
    PrintStream out =
        new PrintStream(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER_BYTES),
            false,
            StandardCharsets.UTF_8);
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    boolean interactive = System.console() != null && System.console().isTerminal();
    return new Surroundings(
        out, err, System.in, interactive, InstantSource.system(), System::nanoTime);
  }
}
