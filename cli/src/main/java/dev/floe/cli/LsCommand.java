package dev.floe.cli;

import dev.floe.Session;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `floe ls`.
@Command(
    name = "ls",
    description = {"Lists the keys of the Zarr store: all documents, then all chunks.", ""},
    footer = {"", "JSON lines: {key}."})
final class LsCommand extends ReadingCommand {
  @Parameters(
      index = "1",
      arity = "0..1",
      defaultValue = "",
      paramLabel = "PREFIX",
      description = "Only what is at or below this group or array.")
  private String prefix;

  LsCommand(Surroundings around) {
    super(around);
  }

  @Override
  int run(Session session) {
    Prefixes.require(session, prefix);
    try (Stream<String> keys = session.store().listPrefix(prefix)) {
      keys.forEach(key -> line(json() ? new Fields().text("key", key) : key));
    }
    return ExitCode.DONE;
  }
}
