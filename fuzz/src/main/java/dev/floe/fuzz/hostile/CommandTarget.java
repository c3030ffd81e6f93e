package dev.floe.fuzz.hostile;

import dev.floe.cli.Floe;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Command lines, a line for each argument. Commands run over an empty memory; those that would
/// write files or talk to servers are left out, and so are arguments that name a file.
final class CommandTarget implements Target {
  private static final int MOST_ARGUMENTS = 16;
  private static final int WORST_EXIT_CODE = 4;
  private static final Set<String> LEFT_OUT = Set.of("create", "clone", "virtualize", "bench");

  @Override
  public String name() {
    return "command-line";
  }

  @Override
  public List<byte[]> seeds() {
    return Stream.of(
            "log memory: --limit 3 --json",
            "get memory: a/c/0/0 --range 0:720 --branch main",
            "ls memory: --snapshot 1CECHNKREP0F1RSTCMT0",
            "diff memory: --from branch:main --to tag:v1",
            "set memory: zarr.json - -m text --rebase",
            "rm memory: a -m text",
            "mv memory: a b -m text",
            "expire memory: --older-than 2026-01-01T00:00:00Z --delete-expired-tags",
            "gc memory: --older-than 7d --dry-run --trim-backups",
            "branch create memory: x --at main",
            "branch reset memory: x 1CECHNKREP0F1RSTCMT0",
            "tag delete memory: x",
            "config set memory: a.\"b.c\".d={\"x\":1}",
            "metadata set memory: a.b=3",
            "status memory: set read-only --reason x",
            "flag memory: set x on",
            "inspect memory: repo",
            "verify memory: --deep",
            "checksum memory: --authorize s3=anonymous",
            "rewrite-manifests memory: -m text",
            "--help",
            "help log",
            "--version",
            "log --help",
            "@file")
        .map(line -> line.replace(' ', '\n').getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  /// Commands print and take options apart by reflection, which is heap that they give back.
  @Override
  public long heapBytes() {
    return 256 << 20;
  }

  @Override
  public void read(byte[] input) {
    String[] arguments = new String(input, StandardCharsets.UTF_8).split("\n", -1);
    if (arguments.length > MOST_ARGUMENTS || Arrays.stream(arguments).anyMatch(this::isLeftOut)) {
      return;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = Floe.run(out, err, arguments);
    String said = err.toString(StandardCharsets.UTF_8);
    Checks.require(code >= 0 && code <= WORST_EXIT_CODE, "the exit code " + code);
    Checks.require(!said.contains("unexpected: "), said);
    Checks.require(code == 0 || !said.isBlank(), "the exit code " + code + " without a word");
  }

  /// No path but those of the memory, no URL of a server, no output into a file.
  private boolean isLeftOut(String argument) {
    return LEFT_OUT.contains(argument)
        || argument.contains("/") && !argument.startsWith("a/")
        || argument.contains("..")
        || argument.startsWith("-o")
        || argument.startsWith("--o");
  }
}
