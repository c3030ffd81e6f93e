package dev.floe.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;

/// Puts the commands together.
final class CommandTree {
  private CommandTree() {}

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
    commands.put("diff", () -> new CommandLine(new DiffCommand(around)));
    commands.put("set", () -> new CommandLine(new SetCommand(around)));
    commands.put("rm", () -> new CommandLine(new RmCommand(around)));
    commands.put("mv", () -> new CommandLine(new MvCommand(around)));
    commands.put("rewrite-manifests", () -> new CommandLine(new RewriteManifestsCommand(around)));
    commands.put("virtualize", () -> new CommandLine(new VirtualizeCommand(around)));
    commands.put("verify", () -> new CommandLine(new VerifyCommand(around)));
    commands.put("stats", () -> new CommandLine(new StatsCommand(around)));
    commands.put("expire", () -> new CommandLine(new ExpireCommand(around)));
    commands.put("gc", () -> new CommandLine(new GcCommand(around)));
    commands.put("upgrade", () -> new CommandLine(new UpgradeCommand(around)));
    commands.put("clone", () -> new CommandLine(new CloneCommand(around)));
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
    tree.setOut(new PrintWriter(around.out(), true, StandardCharsets.UTF_8));
    tree.setErr(new PrintWriter(around.err(), true, StandardCharsets.UTF_8));
    Failures failures = new Failures(around, root::debug);
    tree.setParameterExceptionHandler(failures::wrongUsage);
    tree.setExecutionExceptionHandler((failure, command, parsed) -> failures.failed(failure));
    tree.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
    tree.setExpandAtFiles(false);
    tree.setUsageHelpWidth(100);
    return tree;
  }

  /// The command line with every command.
  static CommandLine everything(Surroundings around) {
    return of(new Floe(), around);
  }
}
