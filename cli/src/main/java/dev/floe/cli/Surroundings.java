package dev.floe.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// Everything outside that a command sees.
///
/// @param out results, in UTF-8
/// @param err everything else, in UTF-8
/// @param in what `-` as a file means
/// @param interactive whether `err` is a terminal that somebody looks at
/// @param clock the time of day
/// @param nanoClock a monotonic clock in nanoseconds
record Surroundings(
    Results out,
    PrintStream err,
    InputStream in,
    BooleanSupplier interactive,
    InstantSource clock,
    LongSupplier nanoClock) {
  /// Those of the process.
  static Surroundings ofProcess() {
    return new Surroundings(
        new Results(new FileOutputStream(FileDescriptor.out)),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
        System.in,
        Terminal::isStandardError,
        InstantSource.system(),
        System::nanoTime);
  }
}
