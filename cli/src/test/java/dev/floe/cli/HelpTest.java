package dev.floe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;

class HelpTest {
  private static CommandLine all() {
    return CommandTree.everything(Surroundings.ofProcess());
  }

  private static void collect(CommandLine from, List<CommandLine> into) {
    into.add(from);
    from.getSubcommands().values().forEach(inner -> collect(inner, into));
  }

  @Test
  void theCommandsAreThoseOfTheDesign() {
    assertEquals(
        Set.of(
            "bench",
            "branch",
            "checksum",
            "chunks",
            "clone",
            "config",
            "create",
            "diff",
            "expire",
            "flag",
            "gc",
            "get",
            "help",
            "info",
            "inspect",
            "log",
            "ls",
            "metadata",
            "mv",
            "ops",
            "rewrite-manifests",
            "rm",
            "set",
            "stats",
            "status",
            "tag",
            "tree",
            "upgrade",
            "verify",
            "virtualize"),
        new TreeSet<>(all().getSubcommands().keySet()));
    assertEquals(
        Set.of("list", "create", "delete", "reset"),
        all().getSubcommands().get("branch").getSubcommands().keySet());
    assertEquals(
        Set.of("list", "create", "delete"),
        all().getSubcommands().get("tag").getSubcommands().keySet());
    assertEquals(
        Set.of("list", "set"), all().getSubcommands().get("flag").getSubcommands().keySet());
  }

  @Test
  void everyCommandAndArgumentIsDescribed() {
    List<CommandLine> commands = new ArrayList<>();
    collect(all(), commands);
    List<String> missing = new ArrayList<>();
    for (CommandLine command : commands) {
      String name = command.getCommandSpec().qualifiedName(" ");
      if (command.getCommandSpec().usageMessage().description().length == 0) {
        missing.add(name);
      }
      for (ArgSpec argument : command.getCommandSpec().args()) {
        if (argument.description().length == 0 || argument.description()[0].isBlank()) {
          missing.add(name + " " + argument);
        }
      }
    }
    assertEquals(List.of(), missing);
  }

  @Test
  void everyCommandHelps() {
    List<CommandLine> commands = new ArrayList<>();
    collect(all(), commands);
    for (CommandLine command : commands) {
      String[] path = command.getCommandSpec().qualifiedName(" ").split(" ");
      if (path.length < 2 || path[1].equals("help")) {
        continue;
      }
      List<String> args = new ArrayList<>(List.of(path).subList(1, path.length));
      args.add("--help");
      FloeRun run = FloeRun.of(args.toArray(String[]::new)).done();
      assertTrue(run.out().startsWith("Usage: " + String.join(" ", path)), run.out());
      run.lines().forEach(line -> assertTrue(line.length() <= 100, line));
    }
    FloeRun top = FloeRun.of("--help").done();
    all().getSubcommands().keySet().forEach(name -> assertTrue(top.out().contains("  " + name)));
    assertEquals(FloeRun.of("get", "--help").out(), FloeRun.of("help", "get").done().out());
    assertTrue(FloeRun.of("--version").done().out().startsWith("floe "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "differ x y z",
        "gc x",
        "gc x --older-than 2026-01-01",
        "serve x",
        "unheard-of x",
        "info",
        "info a b",
        "get x",
        "info --nope x",
        "expire x",
        "expire x --older-than yesterday",
        "set x k f",
        "branch",
        "branch nope x",
        "create x --spec-version 3",
        "status set x offline",
        "flag set x move_node maybe",
        "inspect x nothing",
        "inspect x manifest",
        "inspect x repo ID",
        "bench x --seconds 0",
        "bench x --seconds a",
        "log x --tag a --branch b",
        "log x --tag a --as-of 2026-01-01T00:00:00Z",
        "log x --as-of yesterday",
        "log x --as-of 2026-01-01",
        "rm x -m m",
        "mv x a b",
        "upgrade x y",
        "clone x",
        "mv x a -m m",
        "metadata set x a=b",
        "config set x a",
        "config set x a..b=1",
        "info x --json=maybe"
      })
  void wrongUsageIsTwoLinesAndExitCodeTwo(String args, @TempDir Path dir) {
    String there = dir.resolve("r").toString();
    FloeRun.of("create", there).done();
    FloeRun run =
        FloeRun.of(
            args.isEmpty()
                ? new String[0]
                : Stream.of(args.split(" "))
                    .map(arg -> arg.equals("x") ? there : arg)
                    .toArray(String[]::new));
    assertEquals(2, run.code(), run.err());
    assertEquals("", run.out());
    assertEquals(2, run.err().lines().count(), run.err());
    assertTrue(run.err().contains("--help"), run.err());
  }

  /// The command line shows what the engine exports, and is written with nothing else.
  @Test
  void onlyExportedPackagesAreUsed() throws IOException {
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java/dev/floe/cli"))) {
      for (Path source : sources.filter(path -> path.toString().endsWith(".java")).toList()) {
        assertFalse(Files.readString(source).contains("dev.floe.internal"), source.toString());
      }
    }
  }
}
