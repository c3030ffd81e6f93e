package dev.floe.cli;

import dev.floe.error.IcechunkException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// Puts the commands together, and says in one line what went wrong.
final class CommandTree {
  private final Surroundings around;

  private CommandTree(Surroundings around) {
    this.around = around;
  }

  static CommandLine of(Floe root, Surroundings around) {
    CommandLine tree = new CommandLine(root);
    for (Object command :
        List.of(
            new CreateCommand(around),
            new InfoCommand(around),
            new LogCommand(around),
            new OpsCommand(around),
            new TreeCommand(around),
            new LsCommand(around),
            new GetCommand(around),
            new ChecksumCommand(around),
            new ChunksCommand(around),
            new SetCommand(around),
            new RmCommand(around),
            new VirtualizeCommand(around))) {
      tree.addSubcommand(command);
    }
    BranchCommand.addTo(tree, around);
    TagCommand.addTo(tree, around);
    ConfigCommand.addTo(tree, around);
    MetadataCommand.addTo(tree, around);
    StatusCommand.addTo(tree, around);
    FlagCommand.addTo(tree, around);
    tree.addSubcommand(new BenchCommand(around));
    CommandTree handlers = new CommandTree(around);
    tree.setOut(new PrintWriter(around.out(), true, StandardCharsets.UTF_8));
    tree.setErr(new PrintWriter(around.err(), true, StandardCharsets.UTF_8));
    tree.setParameterExceptionHandler(handlers::wrongUsage);
    tree.setExecutionExceptionHandler((failure, command, parsed) -> handlers.failed(failure));
    tree.setUsageHelpWidth(100);
    tree.setUsageHelpAutoWidth(false);
    tree.setAbbreviatedOptionsAllowed(false);
    return tree;
  }

  private int wrongUsage(ParameterException problem, String[] args) {
    CommandLine command = problem.getCommandLine();
    String name = command.getCommandSpec().qualifiedName(" ");
    around.err().println(name + ": " + Plain.line(problem.getMessage()));
    around.err().println("See '" + name + " --help'.");
    return ExitCode.WRONG_USAGE;
  }

  private int failed(Exception failure) {
    around.out().flush();
    if (failure instanceof OutputClosed) {
      return ExitCode.FAILED;
    }
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof ParameterException problem) {
      return wrongUsage(problem, new String[0]);
    }
    around.err().println("floe: " + describe(cause));
    return cause instanceof IcechunkException icechunk
        ? icechunk.kind().exitCode()
        : ExitCode.FAILED;
  }

  /// One line: what the engine says and its code; of anything else also what kind of thing it is.
  static String describe(Throwable failure) {
    return Plain.line(
        switch (failure) {
          case IcechunkException e -> e.getMessage() + " [" + e.kind().code() + "]";
          case UncheckedIOException e -> e.getCause().toString();
          default -> failure.toString();
        });
  }
}
