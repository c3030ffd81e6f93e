package dev.floe.cli;

import dev.floe.error.IcechunkException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;

/// Puts the commands together, and says in one line what went wrong.
final class CommandTree {
  private final Surroundings around;

  private CommandTree(Surroundings around) {
    this.around = around;
  }

  /// Each command by its name, made when it is needed: looking through all their options takes a
  /// good part of the time that a short command runs.
  private static Map<String, Supplier<CommandLine>> commands(Surroundings around) {
    Map<String, Supplier<CommandLine>> commands = new LinkedHashMap<>();
    commands.put("create", () -> new CommandLine(new CreateCommand(around)));
    commands.put("info", () -> new CommandLine(new InfoCommand(around)));
    commands.put("log", () -> new CommandLine(new LogCommand(around)));
    commands.put("ops", () -> new CommandLine(new OpsCommand(around)));
    commands.put("tree", () -> new CommandLine(new TreeCommand(around)));
    commands.put("ls", () -> new CommandLine(new LsCommand(around)));
    commands.put("get", () -> new CommandLine(new GetCommand(around)));
    commands.put("checksum", () -> new CommandLine(new ChecksumCommand(around)));
    commands.put("chunks", () -> new CommandLine(new ChunksCommand(around)));
    commands.put("set", () -> new CommandLine(new SetCommand(around)));
    commands.put("rm", () -> new CommandLine(new RmCommand(around)));
    commands.put("virtualize", () -> new CommandLine(new VirtualizeCommand(around)));
    commands.put("branch", () -> BranchCommand.tree(around));
    commands.put("tag", () -> TagCommand.tree(around));
    commands.put("inspect", () -> new CommandLine(new InspectCommand(around)));
    commands.put("config", () -> ConfigCommand.tree(around));
    commands.put("metadata", () -> MetadataCommand.tree(around));
    commands.put("status", () -> StatusCommand.tree(around));
    commands.put("flag", () -> FlagCommand.tree(around));
    commands.put("bench", () -> new CommandLine(new BenchCommand(around)));
    return commands;
  }

  /// The command line for these arguments: with the one command that they name, or with all.
  static CommandLine of(Floe root, Surroundings around, String... args) {
    CommandLine tree = new CommandLine(root);
    Map<String, Supplier<CommandLine>> commands = commands(around);
    Supplier<CommandLine> named = args.length == 0 ? null : commands.get(args[0]);
    if (named != null) {
      tree.addSubcommand(args[0], named.get());
    } else {
      commands.forEach((name, command) -> tree.addSubcommand(name, command.get()));
      tree.addSubcommand(new HelpCommand());
    }
    CommandTree handlers = new CommandTree(around);
    tree.setOut(new PrintWriter(around.out(), true, StandardCharsets.UTF_8));
    tree.setErr(new PrintWriter(around.err(), true, StandardCharsets.UTF_8));
    tree.setParameterExceptionHandler(handlers::wrongUsage);
    tree.setExecutionExceptionHandler((failure, command, parsed) -> handlers.failed(failure));
    tree.setUsageHelpWidth(100);
    return tree;
  }

  /// The command line with every command.
  static CommandLine everything(Surroundings around) {
    return of(new Floe(), around);
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
