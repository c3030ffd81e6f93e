package dev.floe.cli;

import dev.floe.CommitOptions;
import dev.floe.Session;
import dev.floe.error.ErrorKind;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `floe rm`.
@Command(
    name = "rm",
    description = {"Commits the removal of keys: of chunks, or of nodes with all below them.", ""},
    footer = {"", "JSON: {snapshot}."})
final class RmCommand extends EditCommand {
  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "KEY",
      description = "Keys such as temperature/zarr.json or temperature/c/0/1.")
  private List<String> keys;

  @Mixin private final RebaseArgument rebase = new RebaseArgument();

  RmCommand(Surroundings around) {
    super(around);
  }

  @Override
  CommitOptions options() {
    return rebase.options();
  }

  @Override
  void edit(Session session) {
    for (String key : keys) {
      if (!session.store().exists(key)) {
        throw ErrorKind.KEY_NOT_FOUND.exception("key " + key + ": there is nothing under it");
      }
    }
    keys.forEach(session.store()::delete);
  }
}
