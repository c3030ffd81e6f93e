package dev.floe.cli;

import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// Says in one line what went wrong, and answers what the process ends with.
///
/// @param debug whether to show where a failure comes from
record Failures(Surroundings around, BooleanSupplier debug) {
  int wrongUsage(ParameterException problem, String[] args) {
    CommandLine command = problem.getCommandLine();
    String name = command.getCommandSpec().qualifiedName(" ");
    around.err().println(name + ": " + Plain.line(problem.getMessage()));
    around.err().println("See '" + name + " --help'.");
    trace(problem);
    return ExitCode.WRONG_USAGE;
  }

  int failed(Throwable failure) {
    around.out().flush();
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof OutputClosed || around.out().readerLeft()) {
      return unwritten();
    }
    if (cause instanceof ParameterException problem) {
      return wrongUsage(problem, new String[0]);
    }
    around.err().println("floe: " + describe(cause));
    trace(failure);
    return cause instanceof IcechunkException icechunk
        ? icechunk.kind().exitCode()
        : ExitCode.FAILED;
  }

  /// Results could not be written. That nobody reads them any more is no failure.
  int unwritten() {
    if (around.out().readerLeft()) {
      return ExitCode.DONE;
    }
    around.err().println("floe: standard output: " + reason(around.out().failure().orElseThrow()));
    return ExitCode.FAILED;
  }

  private void trace(Throwable failure) {
    if (debug.getAsBoolean()) {
      failure.printStackTrace(around.err());
    }
  }

  /// One line: what the engine says and its code; of anything else also what kind of thing it is.
  static String describe(Throwable failure) {
    return Plain.line(
        switch (failure) {
          case IcechunkException e -> coded(e.getMessage(), e.kind());
          case UncheckedIOException e -> coded(reason(e.getCause()), ErrorKind.IO);
          case IOException e -> coded(reason(e), ErrorKind.IO);
          case InvalidPathException e -> coded(e.getMessage(), ErrorKind.INVALID_PATH);
          default ->
              coded("unexpected: " + failure + "; --debug shows where from", ErrorKind.UNKNOWN);
        });
  }

  private static String coded(String message, ErrorKind kind) {
    return message + " [" + kind.code() + "]";
  }

  /// What the operating system says, with the file it is about.
  static String reason(IOException failure) {
    return switch (failure) {
      case NoSuchFileException e -> e.getFile() + ": there is no such file";
      case AccessDeniedException e -> e.getFile() + ": permission denied";
      case FileSystemException e when e.getReason() == null -> e.getFile() + ": not possible";
      case IOException e -> e.getMessage() == null ? e.toString() : e.getMessage();
    };
  }
}
