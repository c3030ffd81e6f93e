package dev.floe.cli;

import dev.floe.storage.Storage;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// A command on the storage of a repository: opens it, runs, prints, closes it.
abstract class StorageCommand implements Callable<Integer> {
  private static final int LINES_BETWEEN_CHECKS = 256;

  @Spec private CommandSpec spec;
  @Mixin private final StorageArguments arguments = new StorageArguments();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  private boolean help;

  private final Surroundings around;
  private int lines;

  StorageCommand(Surroundings around) {
    this.around = around;
  }

  /// Does the work and answers the exit code.
  abstract int run(Storage storage);

  @Override
  public final Integer call() {
    try (Storage storage = arguments.open()) {
      int code = run(storage);
      around.out().flush();
      return code;
    }
  }

  final StorageArguments arguments() {
    return arguments;
  }

  final Surroundings around() {
    return around;
  }

  /// One line of results. Stops the command when nobody reads them.
  final void line(Object line) {
    around.out().println(line);
    if (++lines % LINES_BETWEEN_CHECKS == 0 && around.out().checkError()) {
      throw new OutputClosed();
    }
  }

  final ParameterException wrongUsage(String problem) {
    return new ParameterException(spec.commandLine(), problem);
  }
}
